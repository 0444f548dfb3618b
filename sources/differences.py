"""What changed between two versions of a text, word by word. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"\s+|[\w'’-]+|[^\w\s]")
# Comparing word by word takes the square of the length; longer texts are compared by paragraph.
MAX_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


def word_changes(old: str, new: str) -> list[Change]:
    """Return the stretches in order: those that are not `new` make the old text, those not `gone` the new."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > MAX_WORDS:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    changes: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            changes.append(Change("same", "".join(before[a:b])))
            continue
        if a < b:
            changes.append(Change("gone", "".join(before[a:b])))
        if c < d:
            changes.append(Change("new", "".join(after[c:d])))
    return changes
