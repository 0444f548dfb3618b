"""The reader of statements that the house has chosen, and what it found, checked."""

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from itertools import chain

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import get_language_info

from claims.extraction import CopyFacts, Reader, Reading, kept, read
from claims.extraction.clean import reading_copy
from claims.extraction.spans import regions
from claims.extraction.walk import WORD

# How much of somebody's words must stand between quote marks to be direct speech, as the house's reader has it.
DIRECT_SHARE = 0.9
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


def kind_by_marks(text: str, start: int, end: int) -> str | None:
    """Return whether the words of `text[start:end]` are direct, mixed or indirect speech, by the quote marks there.

    None where the paragraphs that they stand in have no quote marks, as those of a transcript.
    """
    copy = reading_copy(text)
    breaks = [-1, *(found.start() for found in re.finditer("\n", copy)), len(copy)]
    touched = range(bisect_left(breaks, start) - 1, bisect_right(breaks, end - 1))
    marked = list(chain.from_iterable(regions(copy, breaks[at] + 1, breaks[at + 1]) for at in touched))
    if not marked:
        return None
    if any(one.start <= start and end <= one.end for one in marked):
        return "direct"
    inside = sum(len(WORD.findall(copy, max(start, one.start), min(end, one.end))) for one in marked)
    if not inside:
        return "indirect"
    return "direct" if inside >= DIRECT_SHARE * len(WORD.findall(copy, start, end)) else "mixed"


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
