"""Reads an article: who said what, in which words, through whom, when.

Pure Python over plain values: no Django, no database, no network. Start with `read`.
"""

from .copy import read_copy
from .reader import READER, read
from .types import (
    Attribution,
    CopyFacts,
    Fact,
    Figure,
    Quote,
    Reading,
    Span,
)

__all__ = [
    "READER",
    "Attribution",
    "CopyFacts",
    "Fact",
    "Figure",
    "Quote",
    "Reading",
    "Span",
    "read",
    "read_copy",
]
