"""How a public page is sent: the same for everyone, revalidated each time, cheap when unchanged."""

import functools
import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.html import format_html
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from claims.public.context import site
from claims.public.errors import BadInputError, NotPublicError
from claims.public.languages import alternates, current
from claims.public.queries import BadCursorError
from claims.public.selectors import Entry

# Stored by caches, but asked for anew each time: a verdict is visible at the next request.
CACHE_CONTROL = "public, no-cache"
# Nothing on a public page runs or comes from elsewhere, whatever a document smuggled into it.
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)


@functools.cache
def pages_version() -> str:
    """Return a digest of what pages are made with, so that a new release invalidates old copies."""
    package = Path(__file__).resolve().parent.parent
    folders = (Path(settings.BASE_DIR) / "templates", package / "static", package / "public", package / "templatetags")
    with translation.override(settings.LANGUAGE_CODE):
        digest = hashlib.sha256(repr(sorted(site(None).items())).encode())
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".html", ".css", ".svg", ".py", ".mo"):
                digest.update(file.read_bytes())
    return digest.hexdigest()


def rendered(template: str, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    """Return a page made without the request: no session and no user is in reach of a template.

    It depends on what is given, on the settings and on the language that is active.
    """
    language = current()
    html = loader.get_template(template).render(
        {
            **site(None),
            "language": language,
            "is_right_to_left": translation.get_language_bidi(),
            # What the desk wrote is in its language, whatever that of the page.
            "desk_lang": format_html(' lang="{}"', settings.LANGUAGE_CODE)
            if language != settings.LANGUAGE_CODE
            else "",
            "alternates": alternates(str(context.get("canonical") or "/")),
            **context,
        }
    )
    response = secured(HttpResponse(html, status=status))
    response["Content-Language"] = language
    return response


def secured(response: HttpResponse) -> HttpResponse:
    """Add what every public page says to browsers."""
    response["Content-Security-Policy"] = CONTENT_POLICY
    return response


def answered(
    request: HttpRequest, make: Callable[[], HttpResponse], shown: Iterable[Entry], *, extra: str = ""
) -> HttpResponseBase:
    """Return what `make` makes of `shown`, or 304 where the reader has it already.

    The digests of what is shown, and `extra` for the rest, make the ETag. Last-Modified informs only: a
    rewritten publication may keep its date, so nothing is decided by it.
    """
    entries = list(shown)
    digest = hashlib.sha256(pages_version().encode())
    for part in (current(), extra, *(entry.digest for entry in entries)):
        digest.update(f"\n{part}".encode())
    etag = quote_etag(digest.hexdigest()[:32])
    response = get_conditional_response(request, etag=etag) or make()
    response["ETag"] = etag
    if entries:
        response["Last-Modified"] = http_date(max(entry.modified_at for entry in entries).timestamp())
    response["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def page(
    request: HttpRequest, template: str, context: dict[str, object], shown: Iterable[Entry], *, extra: str = ""
) -> HttpResponseBase:
    """Return a page about `shown`; see `answered`."""
    # The part of the site it belongs to, for the navigation.
    context = {"section": str(context.get("canonical", "")).strip("/").partition("/")[0], **context}
    return answered(request, lambda: rendered(template, context), shown, extra=extra)


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

    return require_safe(gzip_page(shown))
