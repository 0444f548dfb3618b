"""The reader of statements that the house has chosen, and what it found, checked."""

import datetime as dt

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import get_language_info

from claims.extraction import CopyFacts, Reader, Reading, kept, read
from sources.readers.language import UNDETERMINED

# What the reader that comes with the product can read.
READS = "en"


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


def unread(language: str, *, is_empty: bool) -> str:
    """Return in a sentence that the chosen reader cannot read a language, by its code; empty where it can.

    Of a text whose language is not known that is said only where nothing was found in it. Which languages a reader of
    the house's own knows is not known here.
    """
    code = language.partition("-")[0].lower()
    is_known = code not in ("", UNDETERMINED)
    if reader() is not read or code == READS or not (is_known or is_empty):
        return ""
    try:
        what = f"is in {get_language_info(code)['name']}"
    except KeyError:
        what = f"is in another language ({language})" if is_known else "does not look like English"
    return f"This text {what}; the reader knows English only. Mark statements by hand."
