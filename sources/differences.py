"""What changed between two versions of a text, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]

_WORD = re.compile(r"\s+|[\w'’-]+|[^\w\s]")
_LINE = re.compile(r"[^\n]*\n+|[^\n]+")
# Of lines that changed so many words are compared one by one, which takes up to the square of their number.
MAX_WORDS = 50_000


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that stayed, went or came."""

    kind: Kind
    text: str


def word_changes(old: str, new: str) -> list[Change]:
    """Return the stretches in order: those that are not `new` make the old text, those not `gone` the new."""
    changes: list[Change] = []
    # Lines are compared first: most of a text stays, and is not gone through word by word.
    for gone, came in _compared(_LINE.findall(old), _LINE.findall(new)):
        if gone == came:
            _add(changes, "same", gone)
            continue
        before, after = _WORD.findall(gone), _WORD.findall(came)
        if len(before) + len(after) > MAX_WORDS:
            _add(changes, "gone", gone)
            _add(changes, "new", came)
            continue
        for words, other in _compared(before, after):
            if words == other:
                _add(changes, "same", words)
            else:
                _add(changes, "gone", words)
                _add(changes, "new", other)
    return changes


def _compared(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the pieces that two lists have in common, and those between them."""
    start, least = 0, min(len(before), len(after))
    while start < least and before[start] == after[start]:
        start += 1
    end = 0
    while end < least - start and before[-1 - end] == after[-1 - end]:
        end += 1
    if start:
        yield "".join(before[:start]), "".join(after[:start])
    middle = before[start : len(before) - end], after[start : len(after) - end]
    # Words that come again and again are no sign of a place, and looking at all their places takes the time.
    matcher = SequenceMatcher(None, *middle, autojunk=True)
    for _, a, b, c, d in matcher.get_opcodes():
        yield "".join(middle[0][a:b]), "".join(middle[1][c:d])
    if end:
        yield "".join(before[-end:]), "".join(after[-end:])


def _add(changes: list[Change], kind: Kind, text: str) -> None:
    if not text:
        return
    if changes and changes[-1].kind == kind:
        text = changes.pop().text + text
    changes.append(Change(kind, text))
