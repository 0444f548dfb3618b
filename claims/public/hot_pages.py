"""The short path of the pages that are kept whole: sent, or "not changed", without making a request of it.

`responses.kept_page` stays what answers: it makes a page, moves a reader on, and says what is gone. Here only what it
would send of a page that is kept, in the house's language and compressed, is sent with the same headers; a test holds
the two to the same bytes.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings

from claims.public.addresses import FOLDERS
from claims.public.editions import page_form
from claims.public.queries import publication_kept
from claims.public.responses import CACHE_CONTROL, CONTENT_POLICY, etag_of, known_in, takes_gzip
from claims.public.sql import is_id
from factcheck.base import last_modified

# Whose own document says all that their page shows.
KEPT = {FOLDERS[kind]: kind for kind in ("claim", "statement", "correction", "checkpoint")}
Answer = tuple[str, list[tuple[str, str]], bytes]


def kept_answer(environ: dict[str, Any], shared: tuple[tuple[str, str], ...]) -> Answer | None:
    """Return the answer to a WSGI request whose host is ours, `shared` among its headers; None where a view answers."""
    match environ["PATH_INFO"].split("/"):
        case ["", folder, public_id, slug, ""] if folder in KEPT and is_id(public_id):
            pass
        case _:
            return None
    if (
        environ.get("QUERY_STRING")
        or "HTTP_IF_MATCH" in environ
        or not takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    ):
        return None
    form = page_form()
    known = known_in(environ.get("HTTP_IF_NONE_MATCH", ""), form)
    found = publication_kept(KEPT[folder], public_id, form, known)
    if found is None or found.is_gone or found.redirect_to or slug != found.slug:
        return None
    is_known = found.digest[:32] in known
    if found.html is None and not is_known:
        return None
    headers = [
        ("ETag", etag_of(found.digest, form)),
        ("Last-Modified", last_modified(found.modified_at)),
        ("Content-Length", "0" if is_known else str(len(found.html or b""))),
        *_ALWAYS,
        *shared,
    ]
    if is_known:
        return "304 Not Modified", headers, b""
    return "200 OK", [*headers, *_of_a_page()], bytes(found.html or b"")


_ALWAYS = (("Cache-Control", CACHE_CONTROL), ("Vary", "Accept-Encoding"))


@lru_cache(maxsize=1)
def _of_a_page() -> tuple[tuple[str, str], ...]:
    return (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "gzip"),
        ("Content-Language", settings.LANGUAGE_CODE),
        ("Content-Security-Policy", CONTENT_POLICY),
        ("X-Frame-Options", "DENY"),
    )
