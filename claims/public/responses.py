"""How a public page is sent: the same for everyone, revalidated each time, cheap when unchanged."""

import datetime as dt
import functools
import gzip
import hashlib
from collections.abc import Callable, Iterable
from http import HTTPStatus

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.template import loader
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from claims.public import renderings
from claims.public.editions import page_form, surroundings
from claims.public.errors import BadInputError, NotPublicError
from claims.public.languages import alternates, current
from claims.public.queries import Kept, publication_kept
from claims.public.selectors import Entry
from claims.public.short_path import short_path
from claims.public.sql import BadCursorError, Form
from factcheck.api import problem
from factcheck.base import last_modified

# Stored by caches, but asked for anew each time: a verdict is visible at the next request.
CACHE_CONTROL = "public, no-cache"
# Nothing on a public page runs or comes from elsewhere, whatever a document smuggled into it.
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)


def rendered(template: str, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    """Return a page made without the request: no session and no user is in reach of a template."""
    return secured(HttpResponse(_html(template, context), status=status))


def _html(template: str, context: dict[str, object]) -> str:
    """Make a page of what is given, of the settings, and in the language that is active."""
    canonical = str(context.get("canonical") or "/")
    return loader.get_template(template).render(
        {
            **surroundings(),
            "alternates": alternates(canonical),
            # The part of the site it belongs to, for the navigation.
            "section": canonical.strip("/").partition("/")[0],
            **context,
        }
    )


def moved(path: str, query: str = "") -> HttpResponsePermanentRedirect:
    """Send a reader on to where a thing stands now; asked for anew each time, as a merge may be undone."""
    response = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    response["Cache-Control"] = CACHE_CONTROL
    return response


def secured(response: HttpResponse) -> HttpResponse:
    """Add what every public page says to browsers."""
    response["Content-Language"] = current()
    response["Content-Security-Policy"] = CONTENT_POLICY
    # What `frame-ancestors` says, for browsers that do not know it.
    response["X-Frame-Options"] = "DENY"
    return response


def takes_gzip(accepted: str) -> bool:
    """Whether Accept-Encoding takes gzip gladly; who gives it a weight below one gets the page as it is."""
    return "gzip" in accepted and "gzip;q=0" not in accepted.replace(" ", "")


def _packed(request: HttpRequest, page: bytes) -> HttpResponse:
    """Return a page that is held compressed, unpacked for those who do not take it so."""
    if not takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        return secured(HttpResponse(gzip.decompress(page)))
    response = secured(HttpResponse(page))
    response["Content-Encoding"] = "gzip"
    return response


def _finished(response: HttpResponseBase, etag: str, modified_at: dt.datetime | None) -> HttpResponseBase:
    response["ETag"] = etag
    if modified_at:
        response["Last-Modified"] = last_modified(modified_at)
    response["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def answered(
    request: HttpRequest, make: Callable[[], HttpResponse], shown: Iterable[Entry], *, extra: str = ""
) -> HttpResponseBase:
    """Return what `make` makes of `shown`, or 304 where the reader has it already.

    The digests of what is shown, and `extra` for the rest, make the ETag. Last-Modified informs only: a
    rewritten publication may keep its date, so nothing is decided by it.
    """
    entries = list(shown)
    etag = quote_etag(_digest(entries, extra))
    response = get_conditional_response(request, etag=etag) or make()
    return _finished(response, etag, _newest(entries))


def _digest(entries: Iterable[Entry], extra: str) -> str:
    digest = hashlib.sha256("\n".join((*page_form(), extra)).encode())
    for entry in entries:
        digest.update(f"\n{entry.digest}".encode())
    return digest.hexdigest()[:32]


def _newest(entries: Iterable[Entry]) -> dt.datetime | None:
    return max((entry.modified_at for entry in entries), default=None)


def page(
    request: HttpRequest, template: str, context: dict[str, object], shown: Iterable[Entry], *, extra: str = ""
) -> HttpResponseBase:
    """Return a page about `shown`; see `answered`.

    Pages asked for lately are held under their ETag, which is looked up anew each time: one that shows something
    changed has another.
    """
    entries = list(shown)
    digest = _digest(entries, f"{request.get_full_path()}\n{template}\n{extra}")

    def make() -> HttpResponse:
        if (held := cache.get(f"page-{digest}")) is None:
            renderings.fill(entries)
            held = renderings.packed(_html(template, context))
            cache.set(f"page-{digest}", held)
        return _packed(request, held)

    etag = quote_etag(digest)
    response = get_conditional_response(request, etag=etag) or make()
    return _finished(response, etag, _newest(entries))


def kept_page(
    request: HttpRequest,
    kind: str,
    public_id: str,
    elsewhere: Callable[[Kept], HttpResponseBase | None],
    show: Callable[[Entry], tuple[str, dict[str, object]]],
) -> HttpResponseBase:
    """Return the page of one publication as it is kept; one query says whether the reader has it already.

    `elsewhere` answers for what moved or is gone; `show` names the template and its context where the page has to be
    made first. Raises NotPublicError where nothing ever was.
    """
    form = page_form()
    asked = request.META.get("HTTP_IF_NONE_MATCH", "")
    found = publication_kept(kind, public_id, form, known_in(asked, form))
    if found is None:
        raise NotPublicError
    if answer := elsewhere(found):
        return answer
    digest, html, modified_at = found.digest, found.html, found.modified_at
    if asked or "HTTP_IF_MATCH" in request.META:
        etag = etag_of(digest, form)
        if answer := get_conditional_response(request, etag=etag):
            return _finished(answer, etag, modified_at)
    if html is None:
        made = renderings.page_of(kind, public_id, form, lambda entry: _html(*show(entry)))
        html, digest = made
    return _finished(_packed(request, bytes(html)), etag_of(digest, form), modified_at)


def etag_of(digest: str, form: Form) -> str:
    """Return the ETag of the page that is made in a form of a publication with this digest."""
    return f'"{digest[:32]}{_tail(form)}"'


def known_in(asked: str, form: Form) -> list[str]:
    """Return how the digests begin whose pages in this form a reader has, by the If-None-Match that was sent."""
    tail = _tail(form)
    return [part.removesuffix(tail) for part in asked.split('"') if part.endswith(tail)] if asked else []


def _tail(form: Form) -> str:
    return f"-{form.version[:8]}-{form.language}"


def refused(request: HttpRequest, error: BadInputError) -> HttpResponse:
    """Say to a program what of its request cannot be heeded, in the shape of the API."""
    fault = {"parameter": error.parameter, "detail": error.message}
    return problem(request, HTTPStatus.BAD_REQUEST, f"Refused: {error.parameter}.", errors=[fault])


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make a view a public page: reading only, compressed, with plain words where it cannot be shown."""

    @functools.wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotPublicError:
            return rendered("404.html", {}, status=404)
        except BadCursorError:
            return rendered(
                "400.html",
                {"message": gettext("There is no such page of this list. Begin with its first page.")},
                status=400,
            )
        except BadInputError as error:
            return rendered("400.html", {"message": error.message}, status=400)

    return short_path(require_safe(gzip_page(shown)))
