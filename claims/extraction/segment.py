"""Paragraphs, sentences and words, with each quotation standing as one item."""

from __future__ import annotations

import re
import sys
from array import array
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import add
from typing import Any

from .spans import Region, link_paragraphs, regions
from .words import ABBREVIATIONS, AUXILIARY_NAMES, QUOTED, TOKENS, F

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
_SUFFIX = "[sS]|[rR][eE]|[vV][eE]|[lL][lL]|[dDmMtT]"
_TOKEN = re.compile(
    r"[^\W\d_]{2,}(?=[ ,])"  # most words, at once
    r"|(?:[^\W\d_]\.){2,}"
    r"|[RrDdIi]-(?:[^\W\d_]+\.)+(?=[,)])"
    r"|[^\W\d_]\.(?=\s[^\W\d_])"
    r"|[$\u00a3\u20ac]?\d+(?:[.,:/]\d+)*%?(?:-[^\W_]+)*[^\W\d_]*\b"
    r"|[A-Z][A-Za-z]{0,3}\d+(?:[.,]\d+)+[^\W\d_]*\b"  # "R2.5bn", "KSh1,200"
    r"|[@#]\w+"
    r"|[^\W_]{2,}(?:-[^\W_]+)*\.(?:com|org|net|gov|edu|co\.uk|info)\b"
    r"|[A-Z][a-z]+ng'(?!\w)"  # "Achieng'"
    rf"|[^\W_]+(?:(?:[-/&]|'(?!(?:{_SUFFIX})\b))[^\W_]+)*"
    rf"|'(?:{_SUFFIX})\b|\.\.\.+|--+|\S"
)
#: No sentence of a report is longer; a text without full stops is cut, so that time stays linear.
_MAX_SENTENCE = 250
_MAX_BRACKET = 60
_ABBREVIATED = frozenset(word.lower() for word in ABBREVIATIONS)
_SMALL = frozenset(("vs", "dept", "approx", "est"))
_FORMERLY = re.compile("^(?:then|ex|now|vice)-")
_ENDERS = frozenset(".!?\u2026")


@dataclass(slots=True)
class Sentence:
    """Parallel sequences, one entry an item: its word in small letters; a quotation is one item, QUOTED.

    Offsets stand in arrays: a long text has a million of them.
    """

    paragraph: int
    word: list[str]
    start: array[int]
    end: array[int]
    flags: list[int]
    #: The items that are quotations, and the numbers of their regions.
    quoted: dict[int, int]
    title_case: bool

    def __len__(self) -> int:
        return len(self.word)

    def has_quotation(self, first: int, last: int) -> bool:
        """Whether one of the items from `first` to `last`, both in, is a quotation."""
        return bool(self.quoted) and any(first <= item <= last for item in self.quoted)


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
    word, flags, starts, ends = _items(copy, start, end, here)
    neighbours = F.NEIGHBOURS
    marks = [at for at, bits in enumerate(flags) if bits & neighbours]
    if _join_initials(copy, marks, word, flags, starts, ends):
        marks = [at for at, bits in enumerate(flags) if bits & neighbours]
    for index in marks:
        if word[index] in _AUXILIARY_NAMES and flags[index] & F.CAPITAL and index < len(word) - 1:
            if word[index] == "may" and index and (flags[index - 1] | flags[index + 1]) & F.NUMBER:
                flags[index] = F.TIME | F.CAPITAL  # "on 2 May", "on May 2"
                continue
            opens = index == 0 or word[index - 1] == "."
            if (word[index] in ("don", "nor") or not opens) and flags[index + 1] & F.CAPITAL:
                flags[index] = F.CAPITAL | F.NOUN
    numbers: dict[int, int] = {}
    if here:
        index = -1
        for offset, region in enumerate(here):
            index = word.index(QUOTED, index + 1)
            numbers[index] = base + offset
            inner = copy[region.start + 1 : region.end].rstrip("'\"\u201d ")
            lead = index - 2 if index > 1 and word[index - 1] == "," else index - 1
            if (
                index
                and len(inner) < _TITLE_LENGTH
                and (index < len(word) - 1 and _is_nickname(inner, flags[index - 1], flags[index + 1]))
                or index
                and len(inner) < _TITLE_LENGTH
                and _is_title(inner, word[lead], flags[lead] if lead == index - 1 else 0)
            ):
                flags[index] = F.NOUN | F.CAPITAL | F.TITLE_MARKED | (F.COMMA if inner.endswith(",") else 0)
                word[index] = "\x02"
            elif inner.endswith((",", "\u2014", "--")):
                flags[index] |= F.COMMA
            if inner[:1].islower():
                flags[index] |= F.LOWER
    start_of, end_of = array("i", starts), array("i", ends)
    waiting = [*reversed(numbers)]
    first = depth = 0
    size = len(word)

    def close(stop: int) -> int:
        quoted = {}
        while waiting and waiting[-1] < stop:
            item = waiting.pop()
            quoted[item - first] = numbers[item]
        own, bits = word[first:stop], flags[first:stop]
        document.sentences.append(
            Sentence(
                number,
                own,
                start_of[first:stop],
                end_of[first:stop],
                bits,
                quoted,
                _is_title_case(own, bits),
            )
        )
        return stop

    for index in marks:
        while index - first > _MAX_SENTENCE:
            first, depth = close(first + _MAX_SENTENCE + 1), 0
        w = word[index]
        if w == "(":
            depth += 1
        elif w == ")":
            depth = max(0, depth - 1)
        elif w[-1] not in _MAY_END:
            continue
        if index + 1 < size and index - first < _MAX_SENTENCE:
            if depth and w != ")" and index - first < _MAX_BRACKET:
                continue
            if w[-1] not in _MAY_END or not _ends(document, word, starts, numbers, flags, index):
                continue
        first, depth = close(index + 1), 0
    while first < size:
        first = close(min(size, first + _MAX_SENTENCE + 1))


#: Four entries a word: in small letters, its flags, its length, and how far it is from its beginning to that of the
#: next one. They follow one another without a tuple for each: so they are put together and taken apart fastest.
_Items = tuple[str | int, ...]
_WIDTH = 4
#: White space of more than one character stays with the piece before it.
_SPACE = re.compile(r" (?=[^ ])")
_MAX_PIECES = 100_000
#: Longer ones do not come again; in a script without spaces they are whole paragraphs.
_REMEMBERED = 50


class _Pieces(dict[str, _Items]):
    """What stands between two spaces, cut into words at the first sight of it: most pieces come again and again."""

    def __init__(self, following: str) -> None:
        super().__init__()
        self.following = following

    def __missing__(self, piece: str) -> _Items:
        words = _cut(piece, self.following)
        after = [*(start for start, _ in words[1:]), len(piece) + 1]
        found: list[str | int] = []
        for (start, raw), stop in zip(words, after, strict=False):
            found += (*TOKENS[raw], len(raw), stop - start)
        items: _Items = tuple(found)  # a tuple that grows is copied each time: a text may be one piece of a megabyte
        if len(piece) <= _REMEMBERED:
            if len(self) > _MAX_PIECES:
                self.clear()
            self[sys.intern(piece)] = items  # a word in small letters is then its own key
        return items


_BEFORE_SPACE, _LAST = _Pieces(" "), _Pieces("")


def _cut(piece: str, following: str) -> list[tuple[int, str]]:
    """The words of a piece and where they begin; the full stop of "Mr." and "Gov." is put back to its word."""
    words: list[tuple[int, str]] = []
    end = 0
    for match in _TOKEN.finditer(piece):
        start, found = match.start(), match[0]
        if found == "." and words and start == end and _is_abbreviated(words[-1][1]):
            if (piece[start + 1 : start + 2] or following) in (" ", ","):
                start, found = words.pop()
                found += "."
        words.append((start, found))
        end = match.end()
    return words


def _is_abbreviated(word: str) -> bool:
    """As in "Mr", "then-Gov", "Mass"; but in "was ill." and "a miss." the sentence ends."""
    low = _FORMERLY.sub("", word.lower())
    return low in _ABBREVIATED and (_FORMERLY.sub("", word) != low or low in _SMALL)


def _items(copy: str, start: int, end: int, here: list[Region]) -> tuple[list[str], list[int], list[int], list[int]]:
    """The words and quotations of a paragraph: in small letters, their flags, where they begin and end."""
    items: list[Any] = []
    starts: list[int] = []
    for region in (*here, None):
        stop = region.start if region is not None else end
        words = copy[start:stop].lstrip(" ")
        if words:
            at = stop - len(words)
            pieces = words.split(" ") if "  " not in words else _SPACE.split(words)
            last = pieces.pop()
            first = len(items)
            items.extend(chain.from_iterable(map(_BEFORE_SPACE.__getitem__, pieces)))
            items.extend(_LAST[last])
            if len(items) > first:
                starts.extend(accumulate(items[first + _WIDTH - 1 : -1 : _WIDTH], initial=at))
        if region is not None:
            items.extend((*TOKENS[QUOTED], region.end - region.start, 0))
            starts.append(region.start)
            start = region.end
    return items[::_WIDTH], items[1::_WIDTH], starts, list(map(add, starts, items[2::_WIDTH]))


def _join_initials(
    copy: str, marks: list[int], word: list[str], flags: list[int], starts: list[int], ends: list[int]
) -> bool:
    """Puts the full stop of "J. Smith" back to its letter; whether there was one."""
    size = len(word)
    for at in reversed(marks):
        if (
            word[at] == "."
            and 0 < at < size - 1
            and word[at - 2 : at] != ["on", "x"]
            and _INITIAL.match(copy, starts[at - 1], starts[at + 1] + 1)
        ):
            word[at - 1], flags[at - 1] = TOKENS[copy[starts[at - 1] : ends[at]]]
            ends[at - 1] = ends[at]
            del word[at], flags[at], starts[at], ends[at]
    return len(word) < size


_INITIAL = re.compile(r"[^\W\d_]\. [^\W\d_]$")
#: The auxiliaries that are also names, in small letters.
_AUXILIARY_NAMES = frozenset(name.lower() for name in AUXILIARY_NAMES)


#: Abbreviations that stand at the end of sentences as well.
_CLOSING_STOPS = frozenset(
    "co. corp. inc. ltd. pvt. pte. pty. bhd. llc. plc. bros. jr. sr. d.c. u.s. u.k. u.n. e.u. "
    "n.j. n.y. n.c. n.h. n.m. s.c. "
    "n.d. s.d. r.i. mo. mass. calif. fla. ga. ill. ind. mich. minn. pa. tenn. va. wis. ariz. colo. conn.".split()
)
_AFTER_UNLISTED = frozenset((".", ",", QUOTED, "on", "as", "in", "back", "at", "to", "with", "from"))
#: A sentence ends after nothing else.
_MAY_END = frozenset(".!?\u2026*\u2022|\u25cf\u25a0" + QUOTED)
#: A quoted title is no longer than this.
_TITLE_LENGTH = 60
_SMALL = frozenset("of the a an and & in on for to with at by from or is".split())
_BEFORE_TITLE = frozenset(
    "titled entitled called named book film movie show song series program programme magazine album novel memoir "
    "play musical episode hosts host told tells read reads wrote journal newspaper podcast site website column blog "
    "documentary sitcom drama comedy opera poem essay newsletter exhibition bestseller best-seller "
    "biography autobiography thriller".split()
)


def _is_nickname(inner: str, before: int, after: int) -> bool:
    """As in "Mark “Bear” Donohue": one word between two of a name."""
    if not inner.isalpha() or not inner[0].isupper() or inner[1:].isupper():
        return False
    return bool(before & after & F.CAPITAL) and not (before | after) & (F.FUNCTION | F.TIME | F.PUNCTUATION)


def _is_title(inner: str, before: str, bits: int) -> bool:
    """As in "Meet the Press" after a preposition, a possessive or "the book": a name, not a statement."""
    words = inner.rstrip(",").split()
    if not 1 <= len(words) <= 7 or inner[-1:] in ".!?":
        return False
    if not all(w[:1].isupper() or w[:1].isdigit() or w in _SMALL for w in words) or words[0][:1].islower():
        return False
    if before in _BEFORE_TITLE or before in ("'s", "'"):
        return before not in ("called", "named", "wrote") or len(words) > 1
    return bool(bits & F.PREPOSITION) and before not in ("like", "as")


def _ends(
    document: Document,
    word: list[str],
    starts: list[int],
    numbers: dict[int, int],
    flags: list[int],
    index: int,
) -> bool:
    """Whether a sentence ends after this item (which is not the paragraph's last)."""
    w = word[index]
    copy = document.copy
    following = word[index + 1] if word[index + 1] == QUOTED else copy[starts[index + 1]]
    if w == QUOTED:
        region = document.regions[numbers[index]]
        last = copy[region.inner_end - 1] if region.inner_end > region.inner_start else ""
        if last in ("'", "\u2019") and region.inner_end - 1 > region.inner_start:
            last = copy[region.inner_end - 2]
        if last not in _ENDERS:
            return False
        if following == QUOTED:
            return True
        if not (following.isupper() or following.isdigit() or following in "[("):
            return False
        return not _tag_follows(copy, word, starts, flags, index + 1, last)
    if w[0] in _ENDERS and (len(w) == 1 or w[0] == "." == w[-1] and w[1:2] == "."):
        if following == QUOTED:
            return True
        if following in ")]'\u2019*":
            return False
        if w in ("\u2026",) or len(w) > 1:
            return following.isupper()
        return following.isupper() or following.isdigit() or not following.isalnum()
    if following == QUOTED and (
        w in _CLOSING_STOPS or w[-1] == "." and w.count(".") > 1 and copy[starts[index]].isupper()
    ):
        # "... for Granger & Co. "My quibble is ...", "... in Hope, B.C. "We ate ...": a whole sentence is quoted.
        region = document.regions[numbers[index + 1]]
        inner = copy[region.inner_start : region.inner_end]
        return inner[:1].isupper() and inner[-1:] in ".,?!\u2026" and inner.count(" ") > 1
    if w in ("a.m.", "p.m."):
        return following == QUOTED or bool(flags[index + 1] & F.OPENER) and following.isupper()
    if w[-1] == "." and len(w) > 2 and w.count(".") > 1 and copy[starts[index]].isupper():
        return bool(flags[index + 1] & F.OPENER) and following.isupper()
    return w in ("*", "\u2022", "|", "\u25cf", "\u25a0")


def _tag_follows(copy: str, word: list[str], starts: list[int], flags: list[int], index: int, last: str) -> bool:
    """After '...?" ' or '..." ' stands "Smith said": the sentence goes on."""
    reach = 5 if last in "!?" else 3
    if last == "." and _led_up_to(word, flags, index - 1):
        return False  # Ana Ruiz said, "It is dead." Ivo Lam disagreed.
    for at in range(index, min(index + reach, len(word))):
        if flags[at] & F.TAG and (at > index):
            follows = word[at + 1] if at + 1 < len(word) else "."
            if last in "!?":
                return True
            if word[at] == "agreed" or follows == "," and word[at + 2 : at + 3] == [QUOTED]:
                return False  # "..." Another wrote, "...": a new sentence
            return follows in (".", ",", QUOTED)
        if at > index and last in "!?" and flags[at] & F.VERB and not flags[at] & (F.NOUN | F.CAPITAL | F.FUNCTION):
            follows = word[at + 1] if at + 1 < len(word) else "."
            struck = follows == "back" and word[at] in ("shot", "hit")  # "...?" Ana Ruiz shot back
            return follows in _AFTER_UNLISTED and (
                word[at].endswith("ed") or struck or follows in (".", ",", "on", QUOTED)
            )
        if not (copy[starts[at]].isupper() or flags[at] & (F.PRONOUN | F.ADVERB)) or word[at] == "then":
            return False
    return False


#: A cue stands no further before its quotation.
_LED_REACH = 12


def _led_up_to(word: list[str], flags: list[int], quote: int) -> bool:
    """The quotation has its cue before it, in the same sentence."""
    for at in range(quote - 1, max(-1, quote - _LED_REACH), -1):
        if word[at] in _MAY_END:
            return False
        if flags[at] & F.CUE and not flags[at] & (F.NOUN | F.ADJECTIVE | F.CAPITAL):
            return True
    return False


#: A headline has so many capitals among its longer words.
_TITLE_SHARE = 0.8
#: So many words with a capital may be names alone.
_FEW_CAPITALS = 4


def _is_title_case(word: list[str], flags: list[int]) -> bool:
    """Nearly all longer words are capitalised, as in a headline."""
    capital = F.CAPITAL
    if len(word) < 3 or not (flags[1] | flags[2]) & capital:
        return False
    long = small = 0
    most = len(word) * (1 - _TITLE_SHARE)
    for w, bits in zip(word, flags, strict=True):
        if len(w) > 3 and w[0].isalpha():
            long += 1
            if not bits & capital:
                if bits & F.TAG and not bits & F.NOUN:
                    return False  # "..., said Senator Ana Ruiz of Ohio."
                small += 1
                if small > most:
                    return False
    if long < 3:  # "Ana Ruiz Defends Ivo Lam"
        return not small and sum(1 for bits in flags if bits & capital) > _FEW_CAPITALS
    return long - small >= _TITLE_SHARE * long
