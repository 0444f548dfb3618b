"""HTML made of one publication: made once, kept beside it, sent while it still fits.

A page of its own, or its row in a list. What is kept names the body and the templates that it was made of, so a new
verdict or a new release is seen at the next request and nothing has to be cleared.
"""

import gzip
import logging
from collections.abc import Callable, Iterable

from django.db import DatabaseError
from django.template import loader

from claims.public import markup
from claims.public.editions import row_form, surroundings
from claims.public.errors import NotPublicError
from claims.public.queries import publications_bodies, renderings_keep
from claims.public.selectors import Entry
from claims.public.sql import Form

logger = logging.getLogger(__name__)

ROW_TEMPLATE = "includes/found.html"


def packed(html: str) -> bytes:
    """Return a whole page as it is kept and sent."""
    return gzip.compress(html.encode(), compresslevel=6, mtime=0)


def keep(kind: str, form: Form, made: list[tuple[str, str, bytes]]) -> None:
    """Keep what was made, as (public id, digest, HTML). A database that takes no writing costs time, not the page."""
    try:
        renderings_keep(kind, form, made)
    except DatabaseError:
        logger.warning("HTML could not be kept; it is made anew at the next reading.", exc_info=True)


def page_of(kind: str, public_id: str, form: Form, make: Callable[[Entry], str]) -> tuple[bytes, str]:
    """Make the page of one publication and keep it. Returns it packed, with the digest of what it was made of.

    Raises NotPublicError where it went since it was looked for.
    """
    read = publications_bodies(kind, [public_id]).get(public_id)
    if read is None:
        raise NotPublicError
    entry = Entry(*read)
    html = packed(make(entry))
    keep(kind, form, [(public_id, entry.digest, html)])
    return html, entry.digest


def fill(entries: Iterable[Entry]) -> None:
    """Give its row to each entry that was read without one."""
    missing: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind and entry.html is None:
            missing.setdefault(entry.kind, []).append(entry)
    for kind, of_kind in missing.items():
        bodies = publications_bodies(kind, [entry.public_id for entry in of_kind])
        made = []
        for entry in of_kind:
            if entry.public_id not in bodies:
                # It went between the two questions; its row stays empty this once.
                entry.html = b""
                continue
            read = Entry(*bodies[entry.public_id])
            entry.html = _row(read).encode()
            made.append((entry.public_id, read.digest, entry.html))
        keep(kind, row_form(), made)


def _row(entry: Entry) -> str:
    """Make the row of a publication; what a search may mark in it stands between markers."""
    context = {**surroundings(), "row": markup.without_markers(entry.doc), "stems": markup.MARKED, "level": "h3"}
    return loader.get_template(ROW_TEMPLATE).render(context)
