"""Google's Fact Check Tools API v1alpha1, so that programs written for it read this record too.

What is sent is taken from publications. Members without a value are left out, and unknown parameters ignored, because
the published clients expect both.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.views import set_rollback

from claims.public.models import Publication
from claims.public.queries import publications_page
from claims.public.sql import PAGE_SIZE_LIMIT, BadCursorError, Listing, Page
from factcheck.api import PublicView, conditional, describe, refuse_unreadable, share

CONTENT_TYPE = "application/json; charset=UTF-8"
DEFAULT_SIZE = 10
INT32 = re.compile(r"[+-]?[0-9]{1,10}")
# Clients send what does not fit an address as a form; nothing that is searched for is longer than this.
QUERY_LIMIT = 5_000
BODY_LIMIT = 100_000
# A start further down is reached by `pageToken`, which costs the same anywhere.
OFFSET_LIMIT = 1_000
CODES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}


class ArgumentError(Exception):
    """A parameter is not valid; `field` names it."""

    def __init__(self, field: str, description: str) -> None:
        super().__init__(description)
        self.field = field
        self.description = description


class NotOfferedError(exceptions.APIException):
    """Part of the interface that this service does not have."""

    status_code = HTTPStatus.NOT_IMPLEMENTED


class _OnlyJson(BaseContentNegotiation):
    """JSON whatever is asked for: clients send all kinds of Accept and `format`, and expect JSON."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]


def error(
    request: HttpRequest,
    status: int,
    message: str,
    details: Sequence[Any] = (),
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Any:
    """Return an error in the shape of google.rpc.Status."""
    told: dict[str, Any] = {"code": int(status), "message": message, "status": CODES.get(int(status), "UNKNOWN")}
    if details:
        told["details"] = details
    body = orjson.dumps({"error": told})
    response = HttpResponse(body, status=status, content_type=CONTENT_TYPE, headers=dict(headers))
    response["Cache-Control"] = "no-store"
    return share(response)


def _handle(fault: Exception, context: dict[str, Any]) -> HttpResponse:
    request = context["request"]
    if isinstance(fault, ArgumentError):
        violation = {"field": fault.field, "description": fault.description}
        details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
        return error(request, HTTPStatus.BAD_REQUEST, "Request contains an invalid argument.", details)
    set_rollback()
    status, detail, extra = describe(fault, request)
    return error(request, status, detail, headers=extra.get("headers", {}))


class GoogleView(PublicView):
    """Base of this interface: its errors, and its way of sending a long GET as a POST."""

    http_method_names = ["get", "head", "post", "options"]
    content_negotiation_class = _OnlyJson

    def get_exception_handler(self) -> Callable[..., Any]:
        return _handle

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponseBase:
        return self.answer(request, request.query_params)

    @extend_schema(exclude=True)
    def post(self, request: Request) -> HttpResponseBase:
        """Take a GET that was too long for an address. Nothing is written, so no token guards it."""
        if request.META.get("HTTP_X_HTTP_METHOD_OVERRIDE", "").upper() != "GET":
            raise exceptions.MethodNotAllowed("POST")
        if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_LIMIT:
            raise ArgumentError("query", "too long")
        refuse_unreadable(request.body.decode("latin-1"))
        parameters = request.query_params.copy()
        parameters.update(QueryDict(request.body, encoding="utf-8"))
        return self.answer(request, parameters)

    def answer(self, request: Request, parameters: QueryDict) -> HttpResponseBase:
        raise NotImplementedError


class Search(GoogleView):
    """claims:search."""

    def answer(self, request: Request, parameters: QueryDict) -> HttpResponseBase:
        query = _text(parameters, "query", QUERY_LIMIT).strip()
        site = _text(parameters, "reviewPublisherSiteFilter", QUERY_LIMIT).strip()
        if not query and not site:
            raise ArgumentError("query", "required unless reviewPublisherSiteFilter is given")
        size = _int32(parameters, "pageSize", least=0) or DEFAULT_SIZE
        days = _int32(parameters, "maxAgeDays", least=0)
        offset = _int32(parameters, "offset", least=0) or 0
        token = _text(parameters, "pageToken", QUERY_LIMIT)
        language = _text(parameters, "languageCode", QUERY_LIMIT).partition("-")[0].partition("_")[0].lower()
        page = Page([])
        if not site or _site(site) == publisher_site():
            wanted = Listing(
                Publication.Kind.CLAIM,
                q=query,
                without=("withdrawn",),
                language=language,
                new_since=_since(days),
            )
            page = _page(wanted, min(size, PAGE_SIZE_LIMIT), token, offset)
        found: dict[str, Any] = {"claims": [_claim(orjson.loads(row.body)) for row in page.rows]} if page.rows else {}
        if page.next:
            found["nextPageToken"] = page.next
        body = orjson.dumps(found)
        return conditional(request, body, digest=hashlib.sha256(body).hexdigest(), content_type=CONTENT_TYPE)


class ImageSearch(GoogleView):
    """claims:imageSearch. This record holds words, so it says so instead of finding nothing."""

    def answer(self, request: Request, parameters: QueryDict) -> HttpResponseBase:
        if not _text(parameters, "imageUri", QUERY_LIMIT):
            raise ArgumentError("imageUri", "required")
        for name in ("pageSize", "offset"):
            _int32(parameters, name, least=0)
        raise NotOfferedError("Images are not searched here.")


class Pages(GoogleView):
    """The pages resource, by which publishers write to Google."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete", "options"]

    @extend_schema(exclude=True)
    def get(self, request: Request, *_parts: str) -> HttpResponseBase:
        raise NotOfferedError("Pages are not offered here.")

    post = put = patch = delete = get


class Nothing(GoogleView):
    """Every other address."""

    def answer(self, request: Request, parameters: QueryDict) -> HttpResponseBase:
        raise Http404


def publisher_site() -> str:
    """Return the host of this site as Google writes it."""
    return _bare(urlsplit(settings.SITE_URL).hostname or "")


def _bare(site: str) -> str:
    host = urlsplit(site if "//" in site else f"//{site}").hostname or ""
    return host.removeprefix("www.")


def _site(given: str) -> str:
    try:
        return _bare(given)
    except ValueError:
        raise ArgumentError("reviewPublisherSiteFilter", "not a site") from None


def _text(parameters: QueryDict, name: str, limit: int) -> str:
    text = parameters.get(name, "")
    if "\0" in text:
        raise ArgumentError(name, "not a text")
    if len(text) > limit:
        raise ArgumentError(name, "too long")
    return text


def _int32(parameters: QueryDict, name: str, *, least: int) -> int | None:
    text = parameters.get(name, "")
    if not text:
        return None
    if not INT32.fullmatch(text) or not -(2**31) <= int(text) < 2**31:
        raise ArgumentError(name, "not an int32")
    if int(text) < least:
        raise ArgumentError(name, f"less than {least}")
    return int(text)


def _since(days: int | None) -> dt.datetime | None:
    if days is None:
        return None
    try:
        return timezone.now() - dt.timedelta(days=days)
    except OverflowError:
        return None


def _page(wanted: Listing, size: int, token: str, offset: int) -> Page:
    """Return the page at a token, or at an offset where there is none."""
    if offset > OFFSET_LIMIT and not token:
        raise ArgumentError("offset", f"more than {OFFSET_LIMIT}; use pageToken")
    try:
        left = 0 if token else offset
        while left:
            skipped = publications_page(wanted, cursor=token, size=min(left, PAGE_SIZE_LIMIT))
            if not skipped.next:
                return Page([])
            left -= len(skipped.rows)
            token = skipped.next
        return publications_page(wanted, cursor=token, size=size)
    except BadCursorError as error:
        raise ArgumentError("pageToken", "not a token of this search") from error


def _claim(document: dict[str, Any]) -> dict[str, Any]:
    """Return a claim in Google's shape."""
    review = {
        "publisher": {"name": settings.SITE_NAME, "site": publisher_site()},
        "url": document["url"],
        "title": document["text"],
        "reviewDate": document["checked_at"],
        "textualRating": document["rating"]["label"],
        "languageCode": document["language"],
    }
    claim = {"text": document["text"]}
    if document["claimant"]:
        claim["claimant"] = document["claimant"]["name"]
    if document["first_said_on"]:
        claim["claimDate"] = f"{document['first_said_on']}T00:00:00Z"
    return {**claim, "claimReview": [review]}
