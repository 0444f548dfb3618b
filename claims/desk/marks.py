"""Cuts a document's text into parts and segments, so that its statements can be shown in place. Pure.

Offsets are code points of the whole text. Joined, the segments of all parts are the text again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

# A part is what one page shows: about ten minutes of reading, and no more cards than a page bears.
PART_LENGTH = 16_000
PART_STATEMENTS = 40
# How far to look for the end of a paragraph before a part is cut in the middle of one.
PART_REACH = 4_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A statement in the text: where it is and what its mark shows."""

    start: int
    end: int
    key: str
    number: int
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class Segment:
    """Text under the same marks throughout, outermost mark first; `begins` are those that start here."""

    text: str
    marks: tuple[Mark, ...] = ()
    begins: tuple[Mark, ...] = ()


def text_parts(text: str, starts: Sequence[int]) -> list[tuple[int, int]]:
    """Return where each part of the text begins and ends; `starts` are those of its statements, in order."""
    parts = []
    begin = index = 0
    while begin < len(text):
        end = _part_end(text, begin)
        while index < len(starts) and starts[index] < begin:
            index += 1
        # Statements that start at one place stay together.
        limit = index + PART_STATEMENTS
        if limit < len(starts) and begin < starts[limit] < end:
            end = starts[limit]
        parts.append((begin, end))
        begin = end
    return parts or [(0, 0)]


def _part_end(text: str, begin: int) -> int:
    end = begin + PART_LENGTH
    if end >= len(text):
        return len(text)
    newline = text.find("\n", end, end + PART_REACH)
    return newline + 1 if newline >= 0 else end


def segments(text: str, begin: int, end: int, marks: Iterable[Mark]) -> Iterator[Segment]:
    """Cut `text[begin:end]` wherever a mark begins or ends. Marks may overlap or lie in each other."""
    inside = [mark for mark in marks if mark.start < end and mark.end > begin]
    cuts = {begin, end}
    for mark in inside:
        cuts.update((max(begin, mark.start), min(end, mark.end)))
    places = sorted(cuts)
    for low, high in pairwise(places):
        over = sorted(
            (mark for mark in inside if mark.start < high and mark.end > low),
            key=lambda mark: (mark.start, -mark.end),
        )
        yield Segment(
            text=text[low:high],
            marks=tuple(over),
            begins=tuple(mark for mark in over if max(mark.start, begin) == low),
        )


def find_words(text: str, words: str, *, near: int = 0) -> tuple[int, int] | None:
    """Return where `words` stand in `text`, the place nearest to `near` first; None where they do not.

    White space may differ, as it does after copying out of a page.
    """
    words = words.strip()
    if not words:
        return None
    places = _exact_places(text, words) or _loose_places(text, words)
    return min(places, key=lambda place: abs(place[0] - near), default=None)


def _exact_places(text: str, words: str) -> list[tuple[int, int]]:
    places = []
    at = text.find(words)
    while at >= 0:
        places.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return places


def _loose_places(text: str, words: str) -> list[tuple[int, int]]:
    pattern = r"\s+".join(map(re.escape, words.split()))
    return [found.span() for found in re.finditer(pattern, text)]
