"""Whom somebody tells, and where what he tells them begins: "told CNN on Friday (the bridge was shut)"."""

from __future__ import annotations

from claims.extraction import lexicon as lx
from claims.extraction.phrases import Phrase, right
from claims.extraction.segment import Sentence
from claims.extraction.words import F

from .grammar import CLAUSE_REACH, LATE, LOOK_AHEAD, clause_like


def past_aside(s: Sentence, j: int, ceiling: int) -> int | None:
    """As in "claimed, without giving evidence, that ...", "said, and his wife agreed, that ...": where "that" is."""
    if j + 1 >= ceiling:
        return None
    first = s.flags[j + 1]
    if s.word[j + 1] == "and" and (other := right(s, j + 2, ceiling)) is not None and other.last + 3 < ceiling:
        joins = s.word[other.last + 1] in _AGREEING and s.word[other.last + 2 : other.last + 4] == [",", "that"]
        return other.last + 3 if joins else None
    opens = first & (F.ADVERB | F.PREPOSITION | F.SUBORDINATOR) and not first & F.PRONOUN
    if not opens and not s.word[j + 1].endswith(("ly", "ing")) or s.word[j + 1] == "that":
        return None
    for k in range(j + 2, min(ceiling, j + LOOK_AHEAD) - 1):
        if s.word[k] == ",":
            return k + 1 if s.word[k + 1] == "that" else None
        if s.flags[k] & (F.QUOTE | F.PRONOUN) and s.word[j + 1 : j + 3] != ["on", "condition"]:
            return None
    return None


_AGREEING = frozenset(("agrees", "agreed", "concurred", "confirmed"))


def listener_end(s: Sentence, k: int, ceiling: int) -> int | None:
    """After "told AFP": where what was told begins, or None when nothing follows."""
    steps = 0
    timed = False
    while k < ceiling and steps < LOOK_AHEAD:
        w, bits = s.word[k], s.flags[k]
        if w == "(" and ")" in s.word[k:ceiling]:
            k = s.word.index(")", k) + 1
            continue
        if w == "to" and s.word[k - 1] == "not":
            return k - 1
        if w == "there" and k + 1 < ceiling and s.flags[k + 1] & F.AUX:
            return k  # "told us there was no deal"
        if w in _WHO and k + 1 < ceiling and s.flags[k + 1] & (F.AUX | F.VERB) and not s.flags[k + 1] & F.NOUN:
            return next((n for n in range(k + 2, min(ceiling, k + LOOK_AHEAD)) if s.word[n] == "that"), None)
        if bits & F.QUOTE or w in lx.CLAUSE_OPENERS or w == "to":
            return k
        if w in (",", ":") and k + 1 < ceiling:
            if s.flags[k + 1] & F.QUOTE:
                return k + 1
            if w == ":":
                return k + 1
            if w == "," and (after := past_aside(s, k, ceiling)) is not None:
                return after
            if (after := _past_name(s, k + 1, ceiling)) is not None:
                return after
            if k + 3 < ceiling and s.flags[k + 1] & F.NUMBER and s.word[k + 2] == ",":
                return k + 3  # "told Ivo Lam, 24, that"
            return None if not s.flags[k + 1] & F.PRONOUN else k + 1
        if bits & F.PRONOUN and s.word[k - 1] in ("before", "after", "when", "while", "as"):
            return None  # "emailed supporters before it was over"
        if bits & F.PRONOUN or bits & F.DETERMINER and steps == 0:
            return k if s.word[k - 1] != "not" else k - 1
        if timed and "that" in s.word[k : min(k + 7, ceiling)] and (that := _past_place(s, k)) is not None:
            return that  # "told donors at a December retreat in Santa Fe that"
        if steps and _takes_subject(s, k, timed) and clause_like(s, k, min(ceiling - 1, k + CLAUSE_REACH)):
            return k
        timed = timed or bool(bits & F.TIME) and s.word[k - 1] != "'s"
        if bits & F.PREPOSITION:
            if w == "about":
                return k
        elif bits & (F.TIME | F.ADVERB | F.NOUN | F.CAPITAL | F.NUMBER | F.ADJECTIVE) or w in ("'s", "and"):
            if steps == 0 and not bits & (F.TIME | F.ADVERB) and w not in ("'s", *LATE):
                return k
        elif bits & F.DETERMINER or bits & F.OTHER_PRONOUN or w in SHOWN_IN and steps and s.flags[k - 1] & F.NOUN:
            pass
        else:
            return None
        k += 1
        steps += 1
    return None


def _past_place(s: Sentence, k: int) -> int | None:
    """The "that" after nothing but a place: "retreat in Santa Fe that"."""
    that = s.word.index("that", k)
    place = F.NOUN | F.CAPITAL | F.PREPOSITION | F.DETERMINER | F.ADJECTIVE | F.TIME
    return that if all(s.flags[n] & place and not s.flags[n] & F.AUX for n in range(k, that)) else None


def owns(s: Sentence, j: int) -> bool:
    """As in "told her boss": what follows is hers. "Told her prices would rise" has her for a listener."""
    if j + 2 >= len(s) or not s.flags[j] & F.DETERMINER or not s.flags[j + 1] & (F.NOUN | F.ADJECTIVE):
        return False
    return s.word[j] != "her" or not s.flags[j + 2] & (F.AUX | F.VERB)


#: What a capitalised name of an outlet may end with; and who else is told.
_HEARERS = frozenset(
    "viewers listeners readers magazine newspaper radio television agency news programme program conference website "
    "staff reporters correspondent audience supporters members workers host anchor executives employees".split()
)


def after_listener(s: Sentence, j: int, heard: Phrase, ceiling: int, tells: bool) -> int | None:
    """As in "told CNN Ivo Lam had lost", "told donors taxes would rise": where the words begin that `heard` runs into.

    Only `tells` has a listener for certain: one may warn that "the virus could spread".
    """
    word, flags = s.word, s.flags
    if heard.last == j or heard.last + 1 >= ceiling:
        return None
    verb = flags[heard.last + 1]
    goes_on = verb & F.AUX or verb & F.VERB and not verb & (F.NOUN | F.CAPITAL) or verb & F.QUOTE
    if tells and goes_on and _are_hearers(s, j) and flags[j + 1] & (F.CAPITAL | F.NOUN):
        return j + 1  # "told reporters London remained open to talks", "told investors demand was strong"
    if heard.last > j + 1 and word[j] in ("the", "a") and word[j + 1] in _BENCH and goes_on:
        # "Told the judge Ivo Lam had left", but "told the court reporters had come" may be either.
        return j + 2 if flags[j + 2] & (F.CAPITAL | F.NOUN) and (word[j] == "a" or flags[j + 2] & F.CAPITAL) else None
    if tells and goes_on and (begins := _after_outlet(s, j, heard.last)) is not None:
        return begins
    k = j
    while k <= heard.last and (s.flags[k] & F.DETERMINER or s.flags[k] & F.CAPITAL and not s.flags[k] & F.FUNCTION):
        k += 1
    if not any(s.flags[n] & F.CAPITAL for n in range(j, k)):
        k = j  # "warned the virus could spread"
    if k == j or k > heard.last or s.word[k] in _HEARERS or not s.word[k].endswith(("s", "men", "people")):
        return None
    if s.flags[k] & F.CAPITAL or not s.flags[k] & F.NOUN or heard.last + 1 >= ceiling:
        return None
    return k if s.flags[heard.last + 1] & F.AUX else None


def _are_hearers(s: Sentence, j: int) -> bool:
    """As in "(told) donors", "(told) reporters": people, and nothing that belongs to another noun."""
    if s.flags[j] & (F.CAPITAL | F.DETERMINER) or s.word[j + 1] in _HEARERS:
        return False
    return s.word[j] in ("people", "staff") or s.word[j].endswith("s") and bool(s.flags[j] & F.PERSON_NOUN)


def _after_outlet(s: Sentence, j: int, last: int) -> int | None:
    """As in "(told) CNN (Ivo Lam)", "(told) the Denver Post (Ivo Lam)": where the name of the outlet ends."""
    k = j + (s.word[j] == "the")
    if k >= last or not s.flags[k] & F.CAPITAL:
        return None
    known = s.word[k] in _OUTLETS
    for n in range(k, last):
        if not s.flags[n] & F.CAPITAL:
            return None
        if s.word[n] in _OUTLETISH and s.word[n + 1] not in _OUTLETISH or known and s.word[n + 1] not in _OUTLETISH:
            return n + 1 if s.flags[n + 1] & (F.CAPITAL | F.NOUN) and s.word[n + 1] not in _HEARERS else None
    return None


_OUTLETS = frozenset(outlet.lower() for outlet in lx.OUTLETS)
_OUTLETISH = frozenset(
    "news times post journal tribune herald press gazette guardian telegraph radio tv television network magazine "
    "today chronicle observer mail business sports beast examiner enquirer".split()
)
#: "Told anyone who would listen that ...": what they are who were told.
_WHO = frozenset(("who", "that", "which"))


def _past_name(s: Sentence, k: int, ceiling: int) -> int | None:
    """As in "asked the clerk, Trent Vogel, whether ...", "told her brother, Leo, the road ...": what follows."""
    first = k
    while k < ceiling and s.flags[k] & F.CAPITAL and not s.flags[k] & F.FUNCTION:
        k += 1
    if k == first or k + 1 >= ceiling or s.word[k] != ",":
        return None
    begins = s.word[k + 1] in lx.CLAUSE_OPENERS or s.word[k + 1] == "to"
    if not begins and s.flags[k + 1] & (F.PRONOUN | F.DETERMINER):
        begins = clause_like(s, k + 1, min(ceiling - 1, k + CLAUSE_REACH))
    return k + 1 if begins else None


def _takes_subject(s: Sentence, k: int, timed: bool) -> bool:
    """As in "(told Reuters) on Friday the bridge", "by phone the bridge": a new phrase begins."""
    bits = s.flags[k]
    if bits & F.TIME or bits & F.PREPOSITION or s.flags[k - 1] & F.PREPOSITION:
        return False
    if bits & F.DETERMINER:
        return bool(s.flags[k - 1] & (F.NOUN | F.CAPITAL | F.TIME)) or s.word[k - 1] in AFTERWARDS
    if s.word[k - 1] in _BENCH and bits & F.CAPITAL and not bits & F.FUNCTION:
        return True  # "told the judge Ivo Lam had"
    return timed and bool(bits & (F.NOUN | F.CAPITAL | F.NUMBER)) and not bits & F.FUNCTION


_BENCH = frozenset(
    "judge court jury inquest inquiry hearing panel committee tribunal magistrate magistrates crowd rally audience "
    "gathering".split()
)


#: "Told the paper in an interview published on Monday".
SHOWN_IN = frozenset("published broadcast aired posted released recorded taped".split())
AFTERWARDS = frozenset("afterward afterwards later again".split())
