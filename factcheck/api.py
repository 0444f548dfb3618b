"""What every address of the API shares: the error shape, throttling, reading across origins, conditional requests.

Imports no app, because REST framework loads it from the settings.
"""

import datetime as dt
import ipaddress
import logging
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.http import quote_etag
from rest_framework import exceptions
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView, set_rollback

from factcheck.base import DomainError, OversizedError, last_modified

logger = logging.getLogger(__name__)

PROBLEM = "application/problem+json"
# RFC 9457 asks for a type where the status alone does not tell what to do.
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"
OUR_FAULT = "Something went wrong here, not with the request."
WINDOW_SECONDS = 60
EXPOSED = "Content-Disposition, ETag, Last-Modified, Link, Location, RateLimit, RateLimit-Policy, Retry-After"
# A day: what a browser may ask across origins does not change between two deployments.
PREFLIGHT_SECONDS = 86_400


class InvalidParametersError(exceptions.APIException):
    """One or more query parameters were refused; `errors` holds (parameter, what is wrong with it)."""

    status_code = HTTPStatus.BAD_REQUEST

    def __init__(self, errors: Iterable[tuple[str, str]]) -> None:
        self.errors = [{"parameter": name, "detail": detail} for name, detail in errors]
        names = ", ".join(dict.fromkeys(error["parameter"] for error in self.errors))
        super().__init__(f"Refused: {names}.")


class InvalidBodyError(exceptions.APIException):
    """The body of a request was refused; `errors` holds (JSON pointer, what is wrong there)."""

    status_code = HTTPStatus.BAD_REQUEST

    def __init__(self, errors: Iterable[tuple[str, str]]) -> None:
        self.errors = [{"pointer": pointer, "detail": detail} for pointer, detail in errors]
        super().__init__("The body is not what the description asks for.")


class StateError(exceptions.APIException):
    """The request fits no state that the record is in; the message says what to do."""

    status_code = HTTPStatus.CONFLICT


class GoneError(exceptions.APIException):
    """What stood at this address is not public any more."""

    status_code = HTTPStatus.GONE

    def __init__(self, **members: object) -> None:
        self.members = members
        super().__init__("This was public and is not any more.")


# --- errors -----------------------------------------------------------------------------------------------------------


def problem(
    request: HttpRequest,
    status: int,
    detail: str,
    *,
    type: str = "about:blank",  # noqa: A002  (the member's name)
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> HttpResponse:
    """Return an error as RFC 9457 problem details."""
    body = {
        "type": type,
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "instance": escape_uri_path(request.path),
        **members,
    }
    response = HttpResponse(orjson.dumps(body), status=status, content_type=PROBLEM, headers=headers)
    response["Cache-Control"] = "no-store"
    return share(response)


def share(response: HttpResponseBase) -> Any:
    """Let pages of any origin read a response; nothing under the API depends on who is logged in."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = EXPOSED
    return response


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """Answer every error that reaches a view as problem details, faults of our own included."""
    request: HttpRequest = context["request"]
    set_rollback()
    status, detail, extra = describe(error, request)
    return problem(request, status, detail, **extra)


def describe(error: Exception, request: HttpRequest) -> tuple[int, str, dict[str, Any]]:
    """Return status, detail and further arguments of `problem` for an error."""
    match error:
        case InvalidParametersError() | InvalidBodyError():
            return error.status_code, str(error.detail), {"errors": error.errors}
        case GoneError():
            return error.status_code, str(error.detail), error.members
        case exceptions.Throttled():
            wait = max(1, round(getattr(error, "wait", None) or 0))
            return (
                error.status_code,
                f"Too many requests. Try again in {wait} seconds.",
                {
                    "type": QUOTA_EXCEEDED,
                    "violated-policies": getattr(request, "violated_policies", []),
                    "headers": {"Retry-After": str(wait)},
                },
            )
        case exceptions.NotAcceptable(available_renderers=[_, *_] as offered):
            media_types = ", ".join(dict.fromkeys(str(one.media_type) for one in offered))
            return error.status_code, f"Accept names nothing that is offered here: {media_types}.", {}
        case exceptions.APIException():
            return error.status_code, _words(error.detail), {"headers": _headers(error)}
        case OversizedError():
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error.message, {}
        case DomainError():
            # Well formed, and refused by a rule of the house or by what is in the record.
            errors = [{"pointer": f"/{error.field}", "detail": error.message}] if error.field else []
            return HTTPStatus.CONFLICT, error.message, {"errors": errors} if errors else {}
        case Http404():
            return HTTPStatus.NOT_FOUND, "There is nothing at this address.", {}
        case PermissionDenied():
            return HTTPStatus.FORBIDDEN, "You may not do this.", {}
        case SuspiciousOperation():
            return HTTPStatus.BAD_REQUEST, "The request cannot be read.", {}
        case OperationalError():
            _report(error, request)
            detail = "The database does not answer in time. Try again in a moment."
            return HTTPStatus.SERVICE_UNAVAILABLE, detail, {"headers": {"Retry-After": "5"}}
    _report(error, request)
    return HTTPStatus.INTERNAL_SERVER_ERROR, OUR_FAULT, {}


def _report(error: Exception, request: HttpRequest) -> None:
    # What Django does for an exception that no view caught: monitoring and the test client listen to the signal.
    logger.error("API request failed: %s", request.path, exc_info=error)
    got_request_exception.send(sender=None, request=request)


def _words(detail: object) -> str:
    if isinstance(detail, dict):
        return " ".join(_words(value) for value in detail.values())
    if isinstance(detail, list):
        return " ".join(_words(value) for value in detail)
    return str(detail)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    header = getattr(error, "auth_header", None)
    return {"WWW-Authenticate": header} if header else {}


def refuse_unreadable(query: str) -> None:
    """Raise InvalidParametersError where a query, as servers hand it on, holds what is not UTF-8.

    Django puts � in the place of such bytes, and what was searched for would be another word.
    """
    if query.isascii() and "%" not in query:
        return
    errors = []
    for pair in query.split("&"):
        try:
            unquote_to_bytes(pair.encode("latin-1")).decode()
        except UnicodeDecodeError:
            name = unquote(pair.partition("=")[0])[:60].replace("\0", "�")
            errors.append((name, "Not text in UTF-8."))
    if errors:
        raise InvalidParametersError(errors)


# --- throttling -------------------------------------------------------------------------------------------------------


class CountingThrottle(BaseThrottle):
    """So many requests a minute of whoever it counts; no limit where that is 0.

    Counted in this process: a request costs no write anywhere. With several web processes the limit is that many times
    as generous.
    """

    policy: str
    _lock = threading.Lock()
    _window = 0
    _counts: dict[tuple[str, str], int] = {}

    def limit(self) -> int:
        raise NotImplementedError

    def whom(self, request: Request, view: APIView) -> str:
        raise NotImplementedError

    def allow_request(self, request: Request, view: APIView) -> bool:
        limit, told = self.limit(), getattr(request, "rate_limits", {})
        # The short path counts before it hands a request on.
        if not limit or self.policy in told:
            return True
        now = int(time.time())
        window, passed = divmod(now, WINDOW_SECONDS)
        counted = self.policy, self.whom(request, view)
        cls = CountingThrottle
        with cls._lock:
            if cls._window != window:
                cls._window, cls._counts = window, {}
            count = cls._counts[counted] = cls._counts.get(counted, 0) + 1
        self.remaining = WINDOW_SECONDS - passed
        request.rate_limits = {  # type: ignore[attr-defined]
            **told,
            self.policy: (
                f'"{self.policy}";q={limit};w={WINDOW_SECONDS}',
                f'"{self.policy}";r={max(0, limit - count)};t={self.remaining}',
            ),
        }
        if count > limit:
            request.violated_policies = [self.policy]  # type: ignore[attr-defined]
        return count <= limit

    def wait(self) -> float:
        return self.remaining

    @classmethod
    def forget(cls) -> None:
        """Begin to count anew; for tests."""
        with CountingThrottle._lock:
            CountingThrottle._window = 0


class AddressThrottle(CountingThrottle):
    """So many requests a minute from one address, settings.API_REQUESTS_PER_MINUTE."""

    policy = "default"

    def limit(self) -> int:
        return settings.API_REQUESTS_PER_MINUTE

    def whom(self, request: Request, view: APIView) -> str:
        return network(self.get_ident(request))


def tell_limits(request: HttpRequest | Request, response: HttpResponseBase) -> None:
    """Say in the headers of a response what was counted of its request."""
    if limits := getattr(request, "rate_limits", {}):
        response["RateLimit-Policy"] = ", ".join(policy for policy, _left in limits.values())
        response["RateLimit"] = ", ".join(left for _policy, left in limits.values())


def network(address: str) -> str:
    """Return whom to count: an IPv4 address, or the /64 network that one IPv6 subscriber has."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network((address, 64), strict=False))
    except ValueError:
        return address


# --- views ------------------------------------------------------------------------------------------------------------


class JsonRenderer(BaseRenderer):
    """What a view without bytes of its own answers with."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, *_negotiated: Any) -> bytes:
        return orjson.dumps(data)


class WeighedNegotiation(DefaultContentNegotiation):
    """Chooses among renderers by what Accept says of each, weights and refusals included (RFC 9110, 12.5.1)."""

    format_parameter: str | None = "format"

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return a renderer and its media type; raises NotAcceptable, and Http404 for a format that is none."""
        renderers = list(renderers)
        if self.format_parameter and (named := request.query_params.get(self.format_parameter)):
            renderers = self.filter_renderers(renderers, named)
        preferred = request._request.get_preferred_type([str(one.media_type) for one in renderers])  # noqa: SLF001
        if preferred is None:
            raise exceptions.NotAcceptable(available_renderers=renderers)
        return next((one, preferred) for one in renderers if one.media_type == preferred)


class PublicView(APIView):
    """Base of every public address: read only, open to all, without session, readable across origins."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (AddressThrottle,)
    renderer_classes: Sequence[type[BaseRenderer]] = (JsonRenderer,)
    content_negotiation_class: type[BaseContentNegotiation] = WeighedNegotiation
    http_method_names = ["get", "head", "options"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unreadable(request.META.get("QUERY_STRING", ""))

    def check_throttles(self, request: Request) -> None:
        # What a browser asks before it reads is not its reader's doing, and answered from nothing.
        if request.method != "OPTIONS":
            super().check_throttles(request)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer a browser that asks before it reads from another origin."""
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)
        response["Allow"] = ", ".join(self.allowed_methods)
        response["Access-Control-Allow-Methods"] = response["Allow"]
        response["Access-Control-Allow-Headers"] = "Accept, If-Modified-Since, If-None-Match"
        response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, ["Accept"])
        tell_limits(request, response)
        return share(response)


def conditional(
    request: HttpRequest | Request,
    body: bytes,
    *,
    digest: str,
    modified_at: dt.datetime | None = None,
    content_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> HttpResponseBase:
    """Send bytes with their ETag, or 304 to a client that has them.

    Last-Modified is for people: it counts whole seconds, so If-Modified-Since could hide a change and is not heeded.
    """
    etag = quote_etag(digest)
    response = HttpResponse(body, content_type=content_type, headers=headers)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    if modified_at is not None:
        response["Last-Modified"] = last_modified(modified_at)
    if not ("HTTP_IF_NONE_MATCH" in request.META or "HTTP_IF_MATCH" in request.META):
        return response
    answer: HttpResponseBase = get_conditional_response(request, etag, None, response) or response
    if answer.status_code == HTTPStatus.PRECONDITION_FAILED:
        return problem(request, HTTPStatus.PRECONDITION_FAILED, "It is not the version that If-Match names.")
    if answer is not response and "Link" in response:
        answer["Link"] = response["Link"]
    return answer
