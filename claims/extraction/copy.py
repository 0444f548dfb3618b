"""What the copy says of itself: headline, byline, dateline, date, agency mark."""

from __future__ import annotations

from .types import CopyFacts


def read_copy(text: str) -> CopyFacts:
    """The facts that stand in the copy. What is not there is None."""
    return CopyFacts()
