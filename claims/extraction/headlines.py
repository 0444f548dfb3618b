"""Names in headlines, where every word has a capital: "Surprise Win Lifts Ana Ruiz" names one person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from . import lexicon as lx
from .namewords import house_head, is_initial, plain
from .rolewords import HOUSES, is_agent
from .words import F, flags_of

_WORD = re.compile(r"[^ ,]+")
_ASIDES = frozenset('("\u201c\u2018')

#: Where a name stands in a run of words, and its own words.
Place = tuple[int, int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Known:
    """What the article below its headlines calls people and houses: whole names, and words that stand for one."""

    #: By its words in small letters, a name as it is spelt.
    whole: dict[tuple[str, ...], tuple[str, ...]]
    single: frozenset[str]
    #: Those of them that end a whole name: "Brexit Farage" is nobody else than Nigel Farage.
    surnames: frozenset[str]
    longest: int

    @classmethod
    def of(cls, names: Iterable[tuple[tuple[str, ...], bool]]) -> Known:
        """From the words of each name, and whether a title stood before it."""
        whole: dict[tuple[str, ...], tuple[str, ...]] = {}
        single: set[str] = set()
        surnames: set[str] = set()
        for words, titled in names:
            low = tuple(map(plain, words))
            if len(low) == 1:
                single.add(low[0])
                continue
            whole.setdefault(low, words)
            if (titled or words[0] in lx.first_names()) and not _is_word(low[-1]):
                surnames.add(low[-1])
        longest = max(map(len, whole), default=0)
        return cls(whole, frozenset(single | surnames), frozenset(surnames), longest)


def names_within(run: str, known: Known) -> list[Place]:
    """The names in a run of capitalised words of a headline; none if it is one name, or nothing in it is known."""
    matches = list(_WORD.finditer(run))
    if len(matches) < 2 or not _ASIDES.isdisjoint(run):
        return []
    words = [match[0].title() if run.isupper() else match[0] for match in matches]
    low = tuple(map(plain, words))
    is_house = house_head(words) is not None or low[-1] in lx.ORGANISATION_WORDS
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        first, stop = at, _whole(words, low, at, known)
        if stop is None and not is_house:
            stop = _person(words, low, at)
            if stop is None and low[at] in known.single:
                stop = at + 1
                free = at > max((last for _, last in found), default=0)
                strange = low[at] not in known.surnames and not (
                    _is_word(low[at - 1]) or is_agent(low[at - 1]) or low[at - 1] in HOUSES
                )
                if free and strange and words[at] not in lx.first_names():
                    first = at - 1  # "Faiza Patel", where the article has "Ms. Patel"
        if stop is not None:
            found.append((first, stop))
        at = stop or at + 1
    places = []
    for first, stop in _with_rest(low, found) if found else ():
        spelt = known.whole.get(low[first:stop]) or tuple(match[0] for match in matches[first:stop])
        places.append((matches[first].start(), matches[stop - 1].end(), spelt))
    return places


def _whole(words: list[str], low: tuple[str, ...], at: int, known: Known) -> int | None:
    """Where a name ends that begins here and that the article has elsewhere, too."""
    if at and words[at] not in lx.first_names() and not _is_word(low[at - 1]):
        return None  # "NY Daily News" is more than "Daily News"
    for stop in range(min(len(low), at + known.longest), at + 1, -1):
        if low[at:stop] in known.whole:
            return stop
    return None


def _person(words: list[str], low: tuple[str, ...], at: int) -> int | None:
    """Where a name ends that begins with a first name: "Ana Ruiz | Wins Ohio", but not "Rose Garden"."""
    following = at + 1
    if words[at] not in lx.first_names() or following == len(words):
        return None
    if len(words) > 2 and _is_word(low[at]) and (_is_word(low[following]) or words[following] in lx.first_names()):
        return None
    stop = following
    while stop < len(words) and is_initial(words[stop]):
        stop += 1
    stop += 1
    while stop < len(words) and not _is_word(low[stop]):
        stop += 1
    return min(stop, len(words))


@lru_cache(maxsize=20_000)
def _is_word(low: str) -> bool:
    """A word of the language, as a headline has beside its names."""
    if low.endswith(("ing", "ed", "n't", "'s")) or flags_of(low) & F.FUNCTION:
        return True
    tags = lx.tags()
    return low in tags or low.removesuffix("s") in tags or low.removesuffix("es") in tags


def _with_rest(low: tuple[str, ...], found: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The names, and what is left between them without the words of the language at its edges."""
    at = 0
    for first, stop in (*found, (len(low), len(low))):
        start, end = at, first
        while start < end and _is_word(low[start]):
            start += 1
        while end > start and _is_word(low[end - 1]):
            end -= 1
        if start < end:
            yield start, end
        if first < stop:
            yield first, stop
        at = stop
