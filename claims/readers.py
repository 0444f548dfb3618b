"""The reader of statements that the house has chosen, and what it found, checked."""

import datetime as dt

from django.conf import settings
from django.utils.module_loading import import_string

from claims.extraction import CopyFacts, Reader, Reading, kept, read


def reader() -> Reader:
    """Return the function that the setting `STATEMENT_READER` names."""
    found: Reader = import_string(settings.STATEMENT_READER)
    return found


def read_text(text: str, *, published: dt.date | None, facts: CopyFacts | None = None) -> Reading:
    """Read a text as the chosen reader does; `facts` are what `read_copy` says of it, where that is known already.

    BrokenPromiseError where its answer cannot be taken.
    """
    chosen = reader()
    if chosen is read:
        return read(text, published=published, facts=facts)
    return kept(text, chosen(text, published=published))
