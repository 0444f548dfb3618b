"""Paragraphs, sentences and words, with each quotation standing as one item."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass

from .spans import Region, link_paragraphs, regions
from .words import ABBREVIATIONS, TOKENS, F

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
_SUFFIX = "[sS]|[rR][eE]|[vV][eE]|[lL][lL]|[dDmMtT]"
_TOKEN = re.compile(
    r"[^\W\d_]{2,}(?=[ ,])"  # most words, at once
    r"|(?:[^\W\d_]\.){2,}"
    r"|[RrDdIi]-[^\W\d_]+\.(?=[,)])"
    r"|[^\W\d_]\.(?=\s[^\W\d_])"
    r"|[$\u00a3\u20ac]?\d+(?:[.,:/]\d+)*%?(?:-[^\W_]+)*(?:[sS][tT]|[nN][dD]|[rR][dD]|[tT][hH]|[sSmMkK]|[bB][nN])?\b"
    r"|[@#]\w+"
    rf"|[^\W_]+(?:(?:[-/&]|'(?!(?:{_SUFFIX})\b))[^\W_]+)*"
    rf"|'(?:{_SUFFIX})\b|\.\.\.+|--+|\S"
)
#: No sentence of a report is longer; a text without full stops is cut, so that time stays linear.
_MAX_SENTENCE = 250
_MAX_BRACKET = 60
_ABBREVIATED = frozenset(word.lower() for word in ABBREVIATIONS)
QUOTED = "\x01"
_ENDERS = frozenset(".!?\u2026")


@dataclass(slots=True)
class Sentence:
    """Parallel sequences, one entry an item. A quotation is one item: `word` is QUOTED, `region` its number.

    Offsets stand in arrays: a long text has a million of them.
    """

    paragraph: int
    word: list[str]
    raw: list[str]
    start: array[int]
    end: array[int]
    flags: list[int]
    region: array[int]
    title_case: bool = False

    def __len__(self) -> int:
        return len(self.word)


@dataclass(slots=True)
class Document:
    """One text, cut up."""

    text: str
    copy: str
    paragraphs: list[tuple[int, int]]
    regions: list[Region]
    region_paragraph: list[int]
    sentences: list[Sentence]


def segment(text: str, copy: str) -> Document:
    bounds = [match.span() for match in _PARAGRAPH.finditer(copy)]
    per_paragraph = [regions(copy, start, end) for start, end in bounds]
    link_paragraphs(per_paragraph, copy, bounds)
    document = Document(text, copy, bounds, [], [], [])
    for number, (start, end) in enumerate(bounds):
        base = len(document.regions)
        here = per_paragraph[number]
        for region in here:
            if region.follows is not None:
                region.follows = base - 1
        document.regions.extend(here)
        document.region_paragraph.extend([number] * len(here))
        _sentences(document, number, start, end, base, here)
    return document


def _sentences(document: Document, number: int, start: int, end: int, base: int, here: list[Region]) -> None:
    copy = document.copy
    raw: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    numbers: list[int] = []
    at = start
    for offset in range(len(here) + 1):
        stop = here[offset].start if offset < len(here) else end
        if at < stop:
            found = list(_TOKEN.finditer(copy, at, stop))
            raw += [match[0] for match in found]
            starts += [match.start() for match in found]
            ends += [match.end() for match in found]
            numbers += [-1] * len(found)
        if offset < len(here):
            region = here[offset]
            raw.append(QUOTED)
            starts.append(region.start)
            ends.append(region.end)
            numbers.append(base + offset)
            at = region.end
    _merge_abbreviations(copy, raw, starts, ends, numbers)
    known = [TOKENS[r] for r in raw]
    raw = [entry[0] for entry in known]
    word = [entry[1] for entry in known]
    flags = [entry[2] for entry in known]
    for name in _AUXILIARY_NAMES:
        if name in raw:
            for index in range(1, len(raw) - 1):
                if raw[index] == name and raw[index - 1] != "." and flags[index + 1] & F.CAPITAL:
                    flags[index] = F.CAPITAL | F.NOUN
    if here:
        for index, region_number in enumerate(numbers):
            if region_number < 0:
                continue
            inner = copy[starts[index] + 1 : ends[index]].rstrip("'\"\u201d ")
            if index and len(inner) < _TITLE_LENGTH and _is_title(inner, word[index - 1], flags[index - 1]):
                flags[index] = F.NOUN | F.CAPITAL | F.TITLE_MARKED | (F.COMMA if inner.endswith(",") else 0)
                word[index] = "\x02"
            elif inner.endswith((",", "\u2014", "--")):
                flags[index] |= F.COMMA
    first = depth = 0
    size = len(word)

    def close(stop: int) -> int:
        document.sentences.append(_sentence(number, word, raw, starts, ends, numbers, flags, first, stop))
        return stop

    for index in [at for at, w in enumerate(word) if w[-1] in _MAY_MATTER]:
        while index - first > _MAX_SENTENCE:
            first, depth = close(first + _MAX_SENTENCE + 1), 0
        w = word[index]
        if w == "(":
            depth += 1
        elif w == ")":
            depth = max(0, depth - 1)
        if index + 1 < size and index - first < _MAX_SENTENCE:
            if depth and w != ")" and index - first < _MAX_BRACKET:
                continue
            if w[-1] not in _MAY_END or not _ends(document, word, raw, numbers, flags, index):
                continue
        first, depth = close(index + 1), 0
    while first < size:
        first = close(min(size, first + _MAX_SENTENCE + 1))


def _merge_abbreviations(copy: str, raw: list[str], starts: list[int], ends: list[int], numbers: list[int]) -> None:
    """Puts the full stop of "Mr." and "Gov." back to its word."""
    dots = [
        at
        for at, found in enumerate(raw)
        if found == "." and at and raw[at - 1].lower() in _ABBREVIATED and ends[at - 1] == starts[at]
    ]
    for at in reversed(dots):
        if copy[ends[at] : ends[at] + 1] in (" ", ","):
            raw[at - 1] += "."
            ends[at - 1] = ends[at]
            del raw[at], starts[at], ends[at], numbers[at]


_AFTER_UNLISTED = frozenset((".", ",", QUOTED, "on", "as", "in", "back", "at", "to", "with", "from"))
#: Auxiliaries that are also names: "Will Doyle", "May Lin".
_AUXILIARY_NAMES = frozenset(("Will", "May"))
#: A sentence ends after nothing else.
_MAY_END = frozenset(".!?\u2026*\u2022|\u25cf\u25a0" + QUOTED)
_MAY_MATTER = _MAY_END | frozenset("()")
#: A quoted title is no longer than this.
_TITLE_LENGTH = 60
_SMALL = frozenset("of the a an and in on for to with at by from or is".split())
_BEFORE_TITLE = frozenset(
    "titled entitled called named book film movie show song series program magazine album novel memoir "
    "play musical episode hosts host told read reads wrote".split()
)


def _is_title(inner: str, before: str, bits: int) -> bool:
    """As in "Meet the Press" after a preposition, a possessive or "the book": a name, not a statement."""
    words = inner.rstrip(",").split()
    if not 1 <= len(words) <= 7 or inner[-1:] in ".!?":
        return False
    if not all(w[:1].isupper() or w[:1].isdigit() or w in _SMALL for w in words) or not words[0][:1].isupper():
        return False
    if before in _BEFORE_TITLE or before in ("'s", "'"):
        return before not in ("called", "named", "wrote") or len(words) > 1
    return bool(bits & F.PREPOSITION) and before not in ("like", "as")


def _ends(
    document: Document,
    word: list[str],
    raw: list[str],
    numbers: list[int],
    flags: list[int],
    index: int,
) -> bool:
    """Whether a sentence ends after this item (which is not the paragraph's last)."""
    w = word[index]
    following = raw[index + 1]
    if w == QUOTED:
        region = document.regions[numbers[index]]
        last = document.copy[region.inner_end - 1] if region.inner_end > region.inner_start else ""
        if last in ("'", "\u2019") and region.inner_end - 1 > region.inner_start:
            last = document.copy[region.inner_end - 2]
        if last not in _ENDERS:
            return False
        if following == QUOTED:
            return True
        if not (following[0].isupper() or following[0].isdigit() or following[0] in "[("):
            return False
        return not _tag_follows(word, raw, flags, index + 1, last)
    if w[0] in _ENDERS and (len(w) == 1 or w[0] == "." == w[-1] and w[1:2] == "."):
        if following == QUOTED:
            return True
        if following[0] in ")]'\u2019*":
            return False
        if w in ("\u2026",) or len(w) > 1:
            return following[0].isupper()
        return following[0].isupper() or following[0].isdigit() or not following[0].isalnum()
    if w[-1] == "." and len(w) > 2 and w.count(".") > 1 and raw[index][0].isupper():
        return bool(flags[index + 1] & F.OPENER) and following[0].isupper()
    return w in ("*", "\u2022", "|", "\u25cf", "\u25a0")


def _tag_follows(word: list[str], raw: list[str], flags: list[int], index: int, last: str) -> bool:
    """After '...?" ' or '..." ' stands "Smith said": the sentence goes on."""
    reach = 5 if last in "!?" else 3
    for at in range(index, min(index + reach, len(word))):
        if flags[at] & F.TAG and (at > index):
            follows = word[at + 1] if at + 1 < len(word) else "."
            return last in "!?" or follows in (".", ",", QUOTED)
        if at > index and last in "!?" and flags[at] & F.VERB and not flags[at] & (F.NOUN | F.CAPITAL | F.FUNCTION):
            follows = word[at + 1] if at + 1 < len(word) else "."
            return follows in _AFTER_UNLISTED and (word[at].endswith("ed") or follows in (".", ",", "on", QUOTED))
        if not (raw[at][0].isupper() or flags[at] & (F.PRONOUN | F.ADVERB)):
            return False
    return False


def _sentence(
    number: int,
    word: list[str],
    raw: list[str],
    starts: list[int],
    ends: list[int],
    numbers: list[int],
    flags: list[int],
    first: int,
    stop: int,
) -> Sentence:
    sentence = Sentence(
        number,
        word[first:stop],
        raw[first:stop],
        array("i", starts[first:stop]),
        array("i", ends[first:stop]),
        flags[first:stop],
        array("i", numbers[first:stop]),
    )
    if stop - first >= 3 and any(bits & F.CAPITAL for bits in sentence.flags[1:3]):
        long = [r for r in sentence.raw if len(r) > 3 and r[0].isalpha()]
        if len(long) >= 3:
            capitals = sum(1 for r in long if r[0].isupper())
            sentence.title_case = capitals >= 0.8 * len(long)
    return sentence
