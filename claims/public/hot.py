"""The short path of hot reads: a publication, a page of a list in the API, a page that is kept, "not changed".

REST framework stays the contract: what each address takes and answers, errors, other formats and methods, throttling
and the description are the views of `api`. A plain reading request for JSON is answered here, before the rest of the
middleware, from the same filters and queries; whatever is not plain, and whatever goes wrong, is handed on to the view,
which answers it as if nobody had looked. A test holds the two to the same bytes and headers.
"""

import logging
from collections.abc import Callable, Iterable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port, validate_host

from claims.public import filters
from claims.public.addresses import FOLDERS
from claims.public.api import send_page
from claims.public.hot_pages import kept_answer
from claims.public.queries import publication_get, publication_unless, publications_page
from claims.public.sql import PAGE_SIZE, BadCursorError, is_id
from factcheck.api import EXPOSED, AddressThrottle, InvalidParametersError, refuse_unreadable, tell_limits
from factcheck.base import last_modified

logger = logging.getLogger(__name__)
_NOTED: set[tuple[type[Exception], str, int]] = set()

KINDS = {folder: kind for kind, folder in FOLDERS.items()}
JSON = "application/json"
# Parameters that ask for something to be worked out.
NOT_PLAIN = frozenset(["format", "fields", "expand", "total"])
THROTTLE = AddressThrottle()
# What REST framework and the rest of the middleware put on every answer.
SHARED = {
    "Cache-Control": "public, no-cache",
    "Allow": "GET, HEAD, OPTIONS",
    "Vary": "Accept",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED,
    "X-Frame-Options": "DENY",
}


def _note(error: Exception) -> None:
    """Tell the log of what went wrong here, each cause once: readers are answered all the same, only more slowly."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    cause = (type(error), at.tb_frame.f_code.co_filename, at.tb_lineno) if at is not None else (type(error), "", 0)
    if cause not in _NOTED:
        _NOTED.add(cause)
        text = "The short path of reading failed; the long one answers. This cause is told once."
        logger.warning(text, exc_info=error)


class HotReads:
    """Wraps the web process's application: what is kept whole, and pages of lists, are sent without Django's handler.

    Half of what such an answer costs is Django's way to the view and back. What is not plain goes to Django, where
    the middleware below answers the same, as it does for everything that is tested without a server.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a WSGI request."""
        if environ["REQUEST_METHOD"] == "GET" and _is_ours(environ.get("HTTP_HOST", "")):
            try:
                if answer := self._answer(environ) or kept_answer(environ, _security(_is_secure(environ))):
                    status, headers, body = answer
                    start_response(status, headers)
                    return [body]
            except Exception as error:  # noqa: BLE001 - the view answers, as if nobody had looked
                _note(error)
        return self.application(environ, start_response)

    def _answer(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes] | None:
        match environ["PATH_INFO"].split("/"):
            case ["", "api", "v1", folder, ""] if folder in KINDS:
                public_id = ""
            case ["", "api", "v1", folder, public_id, ""] if folder in KINDS and is_id(public_id):
                pass
            case _:
                return None
        if environ.get("HTTP_ACCEPT", JSON) not in (JSON, "*/*") or "HTTP_IF_MATCH" in environ:
            return None
        if not public_id:
            return _page(environ, KINDS[folder])
        if environ.get("QUERY_STRING"):
            return None
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked:
            known = [tag.strip().removeprefix("W/").strip('"') for tag in asked.split(",")]
            found = None if "*" in known or "\0" in asked else publication_unless(KINDS[folder], public_id, known)
        else:
            found = publication_get(KINDS[folder], public_id)
        if found is None or found.is_gone or found.redirect_to:
            return None
        # Counted last, so that nothing is counted twice.
        request: Any = SimpleNamespace(META=environ, headers={"x-forwarded-for": environ.get("HTTP_X_FORWARDED_FOR")})
        if not THROTTLE.allow_request(request, None):  # type: ignore[arg-type]
            return None
        headers = [
            ("ETag", f'"{found.digest}"'),
            ("Last-Modified", last_modified(found.modified_at)),
            *SHARED.items(),
            *_security(_is_secure(environ)),
        ]
        if limits := getattr(request, "rate_limits", {}).values():
            headers.append(("RateLimit-Policy", ", ".join(policy for policy, _left in limits)))
            headers.append(("RateLimit", ", ".join(left for _policy, left in limits)))
        if not found.body:
            return "304 Not Modified", headers, b""
        body = found.body
        headers += [("Content-Type", JSON), ("Content-Length", str(len(body)))]
        return "200 OK", headers, body


def _page(environ: dict[str, Any], kind: str) -> tuple[str, list[tuple[str, str]], bytes] | None:
    """Return a page of a list as WSGI has it, made as the middleware makes it."""
    request = WSGIRequest(environ)
    answer = _list(request, kind)
    # Counted last, so that nothing is counted twice.
    if answer is None or not THROTTLE.allow_request(request, None):  # type: ignore[arg-type]
        return None
    tell_limits(request, answer)
    headers = [*answer.items(), *_security(_is_secure(environ))]
    return f"{answer.status_code} {answer.reason_phrase}", headers, answer.content


@lru_cache(maxsize=100)
def _is_ours(host: str) -> bool:
    """Whether a request for this host is answered at all; Django says so in its own words where it is not."""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _is_secure(environ: dict[str, Any]) -> bool:
    name, value = getattr(settings, "SECURE_PROXY_SSL_HEADER", None) or ("", "")
    return environ.get("wsgi.url_scheme") == "https" or bool(name and environ.get(name) == value)


@lru_cache(maxsize=2)
def _security(is_secure: bool) -> tuple[tuple[str, str], ...]:
    """Return the headers that Django's security middleware puts on every answer."""
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    }
    if is_secure and settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return tuple(headers.items())


class HotReadMiddleware:
    """Answers plain reading of publications at once; hands on everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if request.method == "GET" and request.path_info.startswith("/api/v1/"):
            # Whatever goes wrong goes wrong again in the view, which knows how to say so.
            try:
                if answer := self._answer(request):
                    return answer
            except Exception as error:  # noqa: BLE001 - the view answers, as if nobody had looked
                _note(error)
        return self.get_response(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase | None:
        """Return the answer, or None where the view has to make it."""
        match request.path_info.split("/"):
            case ["", "api", "v1", folder, ""] if folder in KINDS:
                public_id = ""
            case ["", "api", "v1", folder, public_id, ""] if folder in KINDS and is_id(public_id):
                pass
            case _:
                return None
        if request.META.get("HTTP_ACCEPT", JSON) not in (JSON, "*/*") or "HTTP_IF_MATCH" in request.META:
            return None
        request.get_host()
        if not THROTTLE.allow_request(request, None):  # type: ignore[arg-type]
            # Counted again by the view, which then refuses it in the API's words.
            del request.rate_limits  # type: ignore[attr-defined]
            return None
        answer = _one(request, KINDS[folder], public_id) if public_id else _list(request, KINDS[folder])
        if answer is not None:
            tell_limits(request, answer)
        return answer


def _one(request: HttpRequest, kind: str, public_id: str) -> HttpResponse | None:
    if request.META.get("QUERY_STRING"):
        return None
    if asked := request.META.get("HTTP_IF_NONE_MATCH"):
        known = [tag.strip().removeprefix("W/").strip('"') for tag in asked.split(",")]
        found = None if "*" in known or "\0" in asked else publication_unless(kind, public_id, known)
    else:
        found = publication_get(kind, public_id)
    if found is None or found.is_gone or found.redirect_to:
        return None
    headers = {**SHARED, "ETag": f'"{found.digest}"', "Last-Modified": last_modified(found.modified_at)}
    if not found.body:
        response = HttpResponse(status=304, headers=headers)
        del response["Content-Type"]
        return response
    body = found.body
    headers["Content-Length"] = str(len(body))
    return HttpResponse(body, content_type=JSON, headers=headers)


def _list(request: HttpRequest, kind: str) -> HttpResponse | None:
    query = request.META.get("QUERY_STRING", "")
    if query and not NOT_PLAIN.isdisjoint(request.GET):
        return None
    parameters = filters.FILTERS[kind]  # type: ignore[index]
    try:
        refuse_unreadable(query)
        values = filters.read(parameters, request.GET)
        wanted = filters.listing(kind, values)  # type: ignore[arg-type]
        size = int(str(values.get("page_size", PAGE_SIZE)))
        page = publications_page(wanted, cursor=str(values.get("cursor", "")), size=size)
    except (InvalidParametersError, BadCursorError):
        return None
    answer = send_page(request, page, None)
    assert isinstance(answer, HttpResponse)
    for name, value in SHARED.items():
        answer.headers.setdefault(name, value)
    if answer.status_code == 200:
        answer["Content-Length"] = str(len(answer.content))
    return answer
