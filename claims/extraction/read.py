"""The reader: runs the steps in order over one text."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from .copy import read_copy
from .types import Reading

#: Name and rule version of this reader; stored with every statement that it finds.
READER = "onrecord-rules/1"

Lookup = Callable[[str], str | None]


def read(
    text: str,
    *,
    published: datetime.date | None = None,
    lookup: Lookup | None = None,
) -> Reading:
    """Read one article.

    `published` is the day against which "on Friday" is resolved; without it the copy's own date is
    used, and without that such days stay unknown. `lookup` takes a speaker's name as resolved in
    the article and answers the record's key for them, or None.
    """
    return Reading(reader=READER, copy=read_copy(text))
