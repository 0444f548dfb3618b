"""Reads an article: who said what, in which words, through whom, when.

Pure Python over plain values: no Django, no database, no network. Start with `read`.
"""

from .compare import Change, Known, changes, details
from .contract import BrokenPromiseError, kept
from .copy import read_copy
from .reader import READER, kind_by_marks, read
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
    "BrokenPromiseError",
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
    "details",
    "kept",
    "kind_by_marks",
    "read",
    "read_copy",
]
