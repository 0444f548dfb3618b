"""Noun phrases around a verb, by walking over word flags. No grammar, no back-tracking: linear."""

from __future__ import annotations

from dataclasses import dataclass

from . import lexicon as lx
from .namewords import HOUSE_HEADS, plain
from .segment import Sentence
from .words import F

_INSIDE = F.NOUN | F.ADJECTIVE | F.NUMBER | F.INDEFINITE | F.CAPITAL | F.TIME
_AUX_OR_WH = F.AUX | F.WH
NEVER_WITHIN = F.PUNCTUATION | F.QUOTE | _AUX_OR_WH
_DETERMINING = F.DETERMINER | F.OTHER_PRONOUN
_NO_NAME = F.FUNCTION | F.QUOTE | F.PUNCTUATION
_JOINING = F.CONJUNCTION | F.SUBORDINATOR | F.PREPOSITION
#: Words that have none of these are in a phrase for what they are, whatever stands beside them.
_LOOKED_AT = _NO_NAME | _AUX_OR_WH | _DETERMINING | _JOINING | F.CAPITAL | F.PRONOUN | F.VERB
_LINKS = frozenset(
    "of for in at from with on to by about against between near around among behind inside within outside across "
    "aboard throughout".split()
)
_RIGHT_LINKS = frozenset("of for at from with".split())
_CLAUSE_PREPOSITIONS = frozenset(("as", "after", "before", "since", "until"))
_CAUSES = frozenset(("without", "against", "beyond"))
_STRUCK = frozenset("shot hit fired struck".split())
POSSESSIVE = frozenset(("'s", "'"))


@dataclass(slots=True)
class Phrase:
    """Items `first` to `last`, both in; the head part ends at `head`."""

    first: int
    last: int
    head: int


def left(s: Sentence, at: int, floor: int) -> Phrase | None:
    """The noun phrase whose last item is `at`, not going left of `floor`."""
    word, flags = s.word, s.flags
    if at < floor:
        return None
    bits = flags[at]
    if bits & F.PRONOUN and not bits & F.CAPITAL or word[at] in ("i", "it", "he", "she", "they", "we", "you", "who"):
        return Phrase(at, at, at)
    k = at
    first = at + 1
    listed = False
    while k >= floor:
        bits, w = flags[k], word[k]
        if w in _STRUCK and k + 1 < len(s) and word[k + 1] == "back":
            break  # "Ana Ruiz shot back"
        if bits & F.COMMA and first <= at:
            break  # on "Morning Coffee," host Ana Ruiz
        if not bits & _LOOKED_AT and bits & _INSIDE or bits & F.CAPITAL and not bits & (_NO_NAME | F.WH):
            office = w == "first" and k < at and flags[k + 1] & F.CAPITAL  # "First Minister Alan Kerr"
            if bits & F.ADVERB and bits & F.CAPITAL and k == floor and first <= at and not office:
                break
            first = k
        elif bits & F.QUOTE:
            if first > at or not _attributive(s, k, floor):
                break
            first = k
        elif w in POSSESSIVE:
            if k == floor:
                break
        elif w == ")":
            opening = k
            while opening > floor and word[opening] != "(":
                opening -= 1
            if word[opening] != "(":
                break
            first = opening
            k = opening
        elif w == "]" and k > floor + 1 and word[k - 2] == "[":
            k -= 2
            first = k
        elif w == "%" and k > floor and flags[k - 1] & F.NUMBER:
            first = k
        elif w == "," and listed and first == k + 1 and k > floor and _is_name(flags[k - 1]):
            pass
        elif bits & F.PUNCTUATION:
            break
        elif bits & _AUX_OR_WH:
            break
        elif w == "that" or bits & _DETERMINING:
            if (
                w == "that"
                and first <= at
                and k > floor
                and (flags[k - 1] & (F.VERB | F.NOUN) or word[k + 1].endswith("s") and flags[k + 1] & F.NOUN)
            ):
                break
            first = k
            if k == floor or not (
                word[k - 1] in _LINKS or word[k - 1] in ("all", "both", "many", "some", "most", "and", "or", "&")
            ):
                break
        elif bits & F.PRONOUN:
            break
        elif bits & F.CONJUNCTION:
            if w == "but" or w == "nor" or k == floor or first > at:
                break
            listed = _lists(s, k, floor)
            if not (listed or _can_join(s, k, first) or _joins_places(s, k, floor) or _is_within_name(s, k, first, at)):
                break
        elif bits & F.SUBORDINATOR and not bits & F.PREPOSITION:
            break
        elif w in _CAUSES and bits & F.CAPITAL and first <= at and k > floor and word[k - 1].endswith("s"):
            first = k  # "Doctors Without Borders"
        elif bits & F.PREPOSITION:
            if first > at or k == floor or flags[k - 1] & F.TIME or w not in _LINKS and not _links_in_name(s, k, first):
                break
            if w == "by" and k - 2 >= floor and word[k - 1].endswith("ed") and flags[k - 2] & F.NOUN:
                k -= 2
                continue
            inside = flags[k - 1] & (_INSIDE | F.QUOTE) or word[k - 1] in POSSESSIVE or word[k - 1] == ")"
            if not inside and not (k - 1 > floor and _follows_person(s, k - 1)):
                break
        elif first <= at and k > floor and _follows_person(s, k):
            first = k
        elif w == "think" and first <= at and word[k + 1] == "tank":
            first = k
        elif bits & F.VERB and not bits & F.NOUN:
            if first > at and k > floor and (flags[k - 1] & F.DETERMINER or word[k - 1] in POSSESSIVE):
                first = k  # "the cook", "Ana Ruiz's thinking": a noun after all
                k -= 1
                continue
            if not (bits & F.ADJECTIVE or w.endswith(("ing", "ed", "en"))):
                break
            before = flags[k - 1] if k > floor else 0
            if (
                first > at
                and w.endswith(("ed", "en"))
                and (before & F.NOUN and not before & F.CAPITAL or k > floor and word[k - 1] in ("those", "people"))
            ):
                first = k  # "a document filed", "those surveyed"
                k -= 1
                continue
            if first > at or not before & (F.DETERMINER | F.ADJECTIVE | F.OTHER_PRONOUN | F.NUMBER):
                break
            first = k
        elif bits & F.VERB and bits & F.NOUN:
            if first <= at and k > floor and not _noun_use(s, k):
                break
            first = k
        elif bits & _INSIDE:
            first = k
        elif bits & F.ADVERB:
            if first > at or k == floor or not flags[k - 1] & F.DETERMINER:
                break
        else:
            break
        k -= 1
    if first > at:
        return None
    named = first - 1
    if named - 1 > floor and word[named] in ("himself", "herself", "itself") and word[named - 1] == "calling":
        named -= 1
    if named - 1 >= floor and word[named] in ("named", "called", "calling") and flags[named - 1] & F.NOUN:
        longer = left(s, named - 1, floor)
        if longer is not None:
            return Phrase(longer.first, at, at)
    while first <= at and flags[first] & (F.PREPOSITION | F.CONJUNCTION) and not flags[first] & F.NOUN:
        first += 1
    if first > at or word[first] in POSSESSIVE and all(word[i] in POSSESSIVE for i in range(first, at + 1)):
        return None
    return Phrase(first, at, _head(s, first, at))


_AFTER_PEOPLE = frozenset("close familiar loyal opposed sympathetic privy present aware critical".split())


def _follows_person(s: Sentence, k: int) -> bool:
    """As in "a source close to Ana Ruiz", "a man accused of theft": more about a person, whose verb comes later."""
    bits, before = s.flags[k], s.flags[k - 1]
    if not s.flags[k + 1] & F.PREPOSITION or before & F.CAPITAL and k > 1 or not is_person(s, k - 1):
        return False
    return (
        s.word[k] in _AFTER_PEOPLE
        or bool(bits & F.VERB)
        and s.word[k].endswith(("ed", "ing"))
        and (not bits & F.CUE or s.word[k + 1] in ("with", "of", "for", "by", "in", "on", "about"))
    )


def _attributive(s: Sentence, k: int, floor: int) -> bool:
    """A quoted word inside a noun phrase, as in: the "super PAC" chairman."""
    return (
        k > floor
        and s.end[k] - s.start[k] <= 40
        and bool(s.flags[k - 1] & (F.DETERMINER | F.ADJECTIVE | F.OTHER_PRONOUN) or s.word[k - 1] in POSSESSIVE)
    )


def _noun_use(s: Sentence, k: int) -> bool:
    """Whether an ambiguous word left of a noun phrase is itself a noun there."""
    before = s.flags[k - 1]
    if s.word[k - 1] in POSSESSIVE or s.word[k] in ("press", "state") or s.word[k + 1] in _FOR_HOUSES:
        return True
    if before & (F.DETERMINER | F.ADJECTIVE | F.OTHER_PRONOUN | F.PREPOSITION | F.NUMBER):
        return True
    if s.word[k].endswith(("ed",)):
        return False
    return bool(before & F.NOUN) and not before & F.CAPITAL and not s.flags[k] & F.CUE


def _can_join(s: Sentence, k: int, first: int) -> bool:
    """Whether "and" at `k` joins two noun phrases: what is left of it begins the clause."""
    i = k - 1
    steps = 0
    while i >= 0 and steps < 8:
        bits, w = s.flags[i], s.word[i]
        if bits & F.AUX and w != "'s":
            return False
        if bits & (F.SUBORDINATOR | F.WH) and (not bits & F.PREPOSITION or w in _CLAUSE_PREPOSITIONS):
            return steps > 0
        if bits & F.PUNCTUATION:
            # "On Friday, Ana Ruiz and Ivo Lam (said)": what stands before the comma leads up to the clause.
            led = s.flags[0] & (F.PREPOSITION | F.TIME) and w == "," and s.word.index(",") == i
            return steps > 0 and (w == "." or bool(led))
        if bits & F.VERB and not bits & (F.NOUN | F.CAPITAL):
            return False
        if bits & F.PREPOSITION and w not in ("of", "for") and not (bits & F.CAPITAL and steps):
            return False
        i -= 1
        steps += 1
    return i < 0


def _links_in_name(s: Sentence, k: int, first: int) -> bool:
    """As in "the Centre for Research on Energy", "the Committee to Protect Journalists": all of it is a name."""
    i = k - 1
    while i > 0 and (_is_name(s.flags[i]) or s.word[i] in _IN_HOUSES and k - i < _LONG_NAME):
        if s.word[i].capitalize() in HOUSE_HEADS:
            return bool(s.flags[i] & s.flags[first] & F.CAPITAL)
        i -= 1
    return False


#: A name's links stand no further from the word that says what it is.
_LONG_NAME = 8


def _lists(s: Sentence, k: int, floor: int) -> bool:
    """As in "Ana Ruiz, Tom Vance and (Kay Rusk)": nothing but names and commas to the beginning of the clause."""
    i, commas = k - 1, 0
    while i >= floor:
        bits = s.flags[i]
        if s.word[i] == ",":
            commas += 1
        elif not _is_name(bits):
            if s.word[i] == "of" and i > floor and s.word[i - 1].capitalize() in HOUSE_HEADS:
                return True  # "the Bureau of Alcohol, Tobacco, Firearms and (Explosives)"
            # As in "In March, Ana Ruiz, Tom Vance and (Kay Rusk)".
            return commas > 1 and s.word[i + 1] == "," and bool(s.flags[0] & (F.PREPOSITION | F.TIME))
        i -= 1
    return bool(commas)


def _is_name(bits: int) -> bool:
    return bool(bits & F.CAPITAL) and not bits & (F.FUNCTION | F.TIME | F.QUOTE)


def _is_within_name(s: Sentence, k: int, first: int, last: int) -> bool:
    """As in "the Food and (Drug Administration)", "the Centers for Disease Control and (Prevention)"."""
    word, flags = s.word, s.flags
    i = k - 1
    while i > 0 and (_is_name(flags[i]) or word[i] in (*_IN_HOUSES, "on", "to") and flags[i + 1] & F.CAPITAL):
        i -= 1
    named = all(_is_name(flags[n]) and plain(word[n]) not in lx.TITLES for n in range(first, last + 1))
    return i < k - 1 and word[i] == "the" and named and not lx.ORGANISATION_WORDS.isdisjoint(word[i + 1 : last + 1])


def _joins_places(s: Sentence, k: int, floor: int) -> bool:
    """Whether "and" at `k` joins what one preposition governs: "the paper in Kherson and Zaporizhzhia"."""
    i = k - 1
    while i >= floor and s.flags[i] & F.CAPITAL and not s.flags[i] & (F.FUNCTION | F.PUNCTUATION | F.QUOTE):
        i -= 1
    if i == k - 1 or i <= floor or s.word[i] not in ("in", "of", "from", "near", "around", "between"):
        return False
    i -= 1
    reached = i
    while i >= floor:
        bits = s.flags[i]
        if bits & (F.PUNCTUATION | F.QUOTE | F.SUBORDINATOR):
            break
        if bits & (F.AUX | F.PRONOUN | F.WH) or bits & F.VERB and not bits & (F.NOUN | F.ADJECTIVE | F.CAPITAL):
            return False
        if not bits & (_INSIDE | F.DETERMINER | F.OTHER_PRONOUN) or bits & F.PREPOSITION:
            return False
        i -= 1
    return i < reached and bool(s.flags[reached] & F.NOUN)


def _head(s: Sentence, first: int, last: int) -> int:
    if _names_its_last(s, first, last):
        return last
    speaks = not s.flags[last] & F.CAPITAL and s.flags[last] & F.PERSON_NOUN and s.word[last] in _FOR_HOUSES
    for i in range(first + 1, last + 1):
        if s.flags[i] & F.PREPOSITION and (s.title_case or not s.flags[i] & F.CAPITAL):
            if speaks and i + 1 < last and s.flags[i - 1] & s.flags[i + 1] & F.CAPITAL:
                continue  # "a Department for Education spokesperson"
            if s.word[i] == "of" and _is_titled(s, i, last):
                continue  # "chief of staff Ana Ruiz"
            return i - 1
        if s.word[i] == "(" or i < last and _follows_person(s, i):
            return i - 1
        bits = s.flags[i]
        if (
            bits & F.VERB
            and not bits & F.CAPITAL
            and (not bits & F.NOUN or i < last and s.word[i].endswith("ing") and s.flags[i + 1] & F.PREPOSITION)
            and s.word[i].endswith(("ing", "ed"))
            and (s.flags[i - 1] & F.NOUN and not s.flags[i - 1] & F.ADJECTIVE)
        ):
            return i - 1
    return last


def _is_titled(s: Sentence, of: int, last: int) -> bool:
    """As in "chief | of staff Ana Ruiz", "professor | of constitutional law Ivo Lam": a title, and its bearer."""
    if plain(s.word[of - 1]) not in lx.TITLES and s.word[of - 1] not in lx.CALLINGS:
        return False
    k = of + 1
    while k < last - 1 and k - of < FIELD_LENGTH and s.flags[k] & (F.NOUN | F.ADJECTIVE) and not s.flags[k] & F.CAPITAL:
        k += 1
    return k > of + 1 and all(_is_name(s.flags[n]) for n in range(k, last + 1))


#: What somebody is chief or professor of takes no more words.
FIELD_LENGTH = 4
_FOR_HOUSES = frozenset("spokesperson spokesman spokeswoman spokespeople official officials source sources".split())


def _names_its_last(s: Sentence, first: int, last: int) -> bool:
    """As in "Bank of America economist Ana Ruiz": a house, a calling in small letters, then whoever speaks."""
    k = last
    while k > first and s.flags[k] & F.CAPITAL and not s.flags[k] & F.FUNCTION:
        k -= 1
    calling = s.flags[k]
    if (
        k == last
        or k < first + 2
        or calling & F.CAPITAL
        or not calling & F.PERSON_NOUN
        and s.word[k] not in lx.CALLINGS
    ):
        return False
    # An ally of a president is not the president: the house is named, and nothing else stands before the calling.
    while k > first and (s.flags[k] & (F.NOUN | F.ADJECTIVE) and not s.flags[k] & F.CAPITAL or s.word[k] == "of"):
        k -= 1
    inside = range(first, k + 1)
    return all(s.flags[i] & F.CAPITAL or s.word[i] in _IN_HOUSES or s.flags[i] & F.DETERMINER for i in inside) and all(
        s.flags[i - 1] & F.CAPITAL and (not s.flags[i - 1] & F.PERSON_NOUN or s.word[i - 1] in lx.ORGANISATION_WORDS)
        for i in inside
        if s.word[i] in ("of", "for")
    )


_LATE = frozenset("late early later earlier".split())
_IN_HOUSES = frozenset(("of", "for", "and", "&", "(", ")", "'s", "'"))
#: "Current and former officials".
_THEN_AND_NOW = frozenset(("current", "present", "serving", "sitting"))


def right(s: Sentence, at: int, ceiling: int) -> Phrase | None:
    """The noun phrase that begins at `at`, before `ceiling`."""
    word, flags = s.word, s.flags
    if at >= ceiling:
        return None
    if word[at] in ("he", "she", "they", "it", "i", "we", "you", "who"):
        return Phrase(at, at, at)
    k = at
    last = at - 1
    while k < ceiling:
        bits, w = flags[k], word[k]
        if w in _STRUCK and k + 1 < len(s) and word[k + 1] == "back":
            break
        if w in _LATE and k > at and k + 1 < ceiling and word[k + 1] in ("on", "in", "that"):
            break  # "told NRK late on Tuesday"
        if not bits & _LOOKED_AT and not bits & F.TIME and bits & _INSIDE:
            last = k
        elif w == "sun" and k == at + 1 and word[at] == "the" and bits & F.CAPITAL:
            last = k  # the newspaper
        elif w in POSSESSIVE or w == "&":
            pass
        elif w == "and" and k > at and k + 1 < ceiling and flags[k + 1] & (F.CAPITAL | F.DETERMINER | F.OTHER_PRONOUN):
            pass
        elif w == "and" and k > at and word[k - 1] in _THEN_AND_NOW and word[k + 1 : k + 2] == ["former"]:
            pass
        elif bits & NEVER_WITHIN:
            break
        elif bits & F.CAPITAL and not bits & F.FUNCTION:
            if bits & F.TIME and k > at:
                break
            last = k
        elif bits & _DETERMINING:
            if k > at and word[k - 1] not in _RIGHT_LINKS and word[k - 1] != "and":
                break
            last = k
        elif bits & (F.PRONOUN | F.SUBORDINATOR):
            break
        elif bits & F.PREPOSITION:
            if w not in _RIGHT_LINKS or k == at:
                break
        elif bits & F.CONJUNCTION:
            break
        elif bits & F.TIME:
            break
        elif bits & (F.NOUN | F.ADJECTIVE | F.NUMBER | F.INDEFINITE):
            if k > at and bits & F.VERB and not bits & F.NOUN and w.endswith("ed"):
                if flags[k - 1] & F.CAPITAL or flags[k - 1] & F.NOUN and not flags[k - 1] & F.ADJECTIVE:
                    break  # "Ana Ruiz barked", "the agency ignored warnings"
            last = k
        elif (
            bits & F.VERB
            and w.endswith(("ed", "ing"))
            and k + 1 < ceiling
            and (flags[k + 1] & (F.NOUN | F.CAPITAL) and not flags[k + 1] & F.FUNCTION)
            and (k == at or flags[k - 1] & (F.DETERMINER | F.ADJECTIVE))
        ):
            pass
        else:
            break
        k += 1
    if last < at:
        return None
    if word[last] == "close" and last > at and word[last + 1 : last + 2] == ["to"]:
        whom = right(s, last + 2, ceiling)  # "(said) a person close to Ana Ruiz"
        if whom is not None:
            return Phrase(at, whom.last, _head(s, at, last - 1))
    return Phrase(at, last, _head(s, at, last))


def is_person(s: Sentence, at: int) -> bool:
    word = s.word[at]
    return bool(s.flags[at] & F.PERSON_NOUN) or word in lx.CALLINGS or word in _LAYPEOPLE


_LAYPEOPLE = frozenset(
    "coordinator felon niece nephew backbencher boy girl child baby toddler suspect accused defendant couple driver "
    "tenant aspirant contender challenger envoy".split()
)
