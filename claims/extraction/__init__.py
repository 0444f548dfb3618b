"""Reads an article: who said what, in which words, through whom, when.

Pure Python over plain values: no Django, no database, no network. Start with `read`.
"""

from .compare import Change, Known, changes
from .copy import read_copy
from .reader import READER, read
from .types import (
    Attribution,
    CopyFacts,
    Fact,
    Figure,
    Quote,
    Reader,
    Reading,
    Span,
)

__all__ = [
    "READER",
    "Attribution",
    "Change",
    "CopyFacts",
    "Fact",
    "Figure",
    "Known",
    "Quote",
    "Reader",
    "Reading",
    "Span",
    "changes",
    "read",
    "read_copy",
]
