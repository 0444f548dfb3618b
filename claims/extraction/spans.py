"""Quote marks: which belong together, which is an apostrophe, which was never closed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .clean import CLOSE, LOW, OPEN, STRAIGHT

#: An apostrophe within a word is none.
_MARK = re.compile(r"[\"\u201c\u201d\u201e\u2018'](?<!\w[\u2018'])")
#: A British single-marked quotation longer than this is not looked for: an apostrophe is likelier.
_SINGLE_REACH = 1500
_SINGLE_CLOSE = re.compile(r"(?<=\S)'(?=$|[\s,.;:!?)\]\u2014\u2013\"\u201d-])")
#: An apostrophe at a word's beginning is no mark: "'90s", "'em".
_ELISION = re.compile(r"'(?:\d|(?:em|cause|til|tis|twas|n)\b)", re.IGNORECASE)
_OPENING = re.compile(r"[\s(\u2014]'\w")
_STRAIGHT = re.compile(r'(?<!\d)"')
_FIRST_MARK = re.compile(r"\s*\S")
_OPEN_BEFORE = frozenset("([{\u2014\u2013-/\u2026:,*>")


@dataclass(slots=True)
class Region:
    """One stretch between quote marks. `start`/`end` take the marks in, `inner` leaves them out."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool
    follows: int | None = None


def regions(copy: str, start: int, end: int) -> list[Region]:
    """The quoted stretches of one paragraph, outermost only, in order."""
    found: list[Region] = []
    if _MARK.search(copy, start, end) is None:
        return found
    opened: int | None = None
    mark = ""
    skip_to = start
    inverted = _inverted(copy, start, end)
    nesting = Nesting(copy, start, end)
    for match in _MARK.finditer(copy, start, end):
        at = match.start()
        if at < skip_to:
            continue
        char = match.group()
        if inverted and char in (OPEN, CLOSE):
            char = CLOSE if char == OPEN else OPEN
        before = copy[at - 1] if at > start else " "
        after = copy[at + 1] if at + 1 < end else " "
        if char in "'\u2018":
            if opened is None:
                closing = _single(copy, at, end, before, after, char)
                if closing is not None:
                    found.append(Region(at, closing + 1, at + 1, closing, True))
                    skip_to = closing + 1
            continue
        free = before.isspace() or before in _OPEN_BEFORE or before in "'\u2018"
        if opened is None:
            if char == STRAIGHT and not free and (before.isdigit() or after.isspace()):
                continue  # an inch mark, or a closing mark whose opening is lost
            if char == CLOSE and not free:
                continue
            opened, mark = at, char
            nesting.enter(char, at)
            continue
        if nesting.inner(char, at, before, after):
            continue
        if char == LOW or (char == OPEN and mark != LOW and before.isspace()):
            opened, mark = at, char  # the last one was never closed
            continue
        if char == STRAIGHT and before.isspace() and not after.isspace() and after not in ",.;":
            opened, mark = at, char
            continue
        found.append(Region(opened, at + 1, opened + 1, at, True))
        opened = None
    if opened is not None:
        stop = end
        while stop > opened and copy[stop - 1].isspace():
            stop -= 1
        if stop > opened + 1:
            found.append(Region(opened, stop, opened + 1, stop, False))
    return found


class Nesting:
    """Quotations within one, where the two use different marks: "… “…” …" and “… "…" …”."""

    def __init__(self, copy: str, start: int, end: int) -> None:
        self.last_close = copy.rfind(CLOSE, start, end)
        mixed = self.last_close >= 0 and copy.find(STRAIGHT, start, end) >= 0
        self.straight = [match.start() for match in _STRAIGHT.finditer(copy, start, end)] if mixed else []
        #: The only straight mark opens the paragraph and another opens the next one: both are of one long citation.
        self.goes_on = len(self.straight) == 1 and not copy[start : self.straight[0]].strip() and _opens(copy, end)
        self.outer = self.within = ""
        self.passed = 0

    def enter(self, mark: str, at: int) -> None:
        self.outer, self.within = mark, ""
        self._pass(at)

    def inner(self, mark: str, at: int, before: str, after: str) -> bool:
        """Whether this mark belongs to a quotation within the open one."""
        if not self.straight:
            return False
        self._pass(at)
        if self.within:
            ends_inner = mark == (STRAIGHT if self.within == STRAIGHT else CLOSE)
            ends_outer = not ends_inner and mark == (CLOSE if self.outer == OPEN else STRAIGHT)
            if ends_inner or ends_outer:
                self.within = ""
            return not ends_outer
        opens = (before.isspace() or before in _OPEN_BEFORE) and not after.isspace()
        if not opens or mark == self.outer or mark not in (OPEN, STRAIGHT):
            return False
        if self.outer == OPEN:
            nested = at < self.last_close
        else:
            nested = self.goes_on or (len(self.straight) - self.passed) % 2 == 1
        if nested:
            self.within = mark
        return nested

    def _pass(self, at: int) -> None:
        while self.passed < len(self.straight) and self.straight[self.passed] <= at:
            self.passed += 1


def _opens(copy: str, end: int) -> bool:
    """The paragraph after this one begins with a straight mark."""
    following = _FIRST_MARK.match(copy, end)
    return following is not None and following.group().endswith(STRAIGHT)


def _inverted(copy: str, start: int, end: int) -> bool:
    """German books set »so«: the first guillemet points the other way, with a letter after it."""
    first = copy.find(CLOSE, start, end)
    if first < 0:
        return False
    other = copy.find(OPEN, start, end)
    if 0 <= other < first or other < 0:
        return False
    free = first == start or copy[first - 1].isspace()
    return free and first + 1 < end and copy[first + 1].isalnum()


def _single(copy: str, at: int, end: int, before: str, after: str, char: str) -> int | None:
    """Where a single-marked quotation that opens here closes, or None for an apostrophe."""
    if not (before.isspace() or before in _OPEN_BEFORE) or not (after.isalnum() or after in "\u2026$["):
        return None
    candidate = None
    for match in _SINGLE_CLOSE.finditer(copy, at + 1, min(end, at + _SINGLE_REACH)):
        close = match.start()
        last = copy[close - 2] if copy[close - 1] in (CLOSE, STRAIGHT) else copy[close - 1]
        if last in ",.!?\u2026\u2014":
            candidate = close
            break
        following = copy[close + 1 : close + 2]
        if last == "s" and following == " " and char == "'":
            continue  # likelier a plural possessive
        if last == "s" and following == " " and copy[close + 2 : close + 3].islower():
            candidate = candidate or close
            continue
        # "his ‘muddy boots’ has said ‘never again’": where another opens before, the first had closed.
        if candidate is None or char != "\u2018" or copy.find("\u2018", candidate, close) < 0:
            candidate = close
        break
    if candidate is None:
        return None
    inside = copy[at + 1 : candidate]
    doubles = inside.count(STRAIGHT) + inside.count(OPEN) + inside.count(CLOSE)
    if doubles:
        if doubles % 2 or inside.rstrip(CLOSE + STRAIGHT)[-1:] not in ",.!?\u2026":
            return None
        if char == "'" and (_ELISION.match(copy, at) or _OPENING.search(inside)):
            return None  # which of the marks is closed nobody can tell
    return candidate if " " in inside or char == "\u2018" else None


def link_paragraphs(per_paragraph: list[list[Region]], copy: str, bounds: list[tuple[int, int]]) -> None:
    """A quotation left open at a paragraph's end goes on where the next one opens with a mark."""
    for index in range(1, len(per_paragraph)):
        above, here = per_paragraph[index - 1], per_paragraph[index]
        if not above or not here or above[-1].closed:
            continue
        first = copy[bounds[index][0] : here[0].start]
        if not first.strip():
            here[0].follows = index - 1
