"""Whose a verb is: the subject of a clause, of a participle, of an infinitive."""

from __future__ import annotations

from claims.extraction import lexicon as lx
from claims.extraction.phrases import Phrase, left, right, skip_left, subject_left
from claims.extraction.segment import Sentence
from claims.extraction.words import F

from .grammar import is_named


def logical_subject(s: Sentence, i: int, group: int, use: str, main: Phrase | None) -> Phrase | None:
    """Whose the participle or infinitive is, where that is not the subject of the sentence."""
    word, flags = s.word, s.flags
    relative = _relative_left(s, i, 0)
    if relative is not None:
        return relative
    before = group - 1
    if before < 0:
        return None
    if word[before] == "," and use == "ing" and main is None:
        near = left(s, before - 1, 0)
        if near is not None and (near.first == 0 or word[near.first - 1] in (",", "and", "but")):
            return near
        return None
    if not flags[before] & (F.NOUN | F.CAPITAL | F.OTHER_PRONOUN) or flags[before] & (F.TIME | F.PREPOSITION):
        return None
    near = Phrase(before, before, before) if flags[before] & F.OTHER_PRONOUN else left(s, before, 0)
    if near is None:
        return None
    at = near.first - 1
    if at >= 0 and word[at] == "with":
        return near
    if use == "inf":
        return near if at >= 0 and word[at] in _CONTROL else None
    head = word[near.head]
    if (
        near.first == 0
        or at >= 0
        and flags[at] & (F.CONJUNCTION | F.SUBORDINATOR | F.PREPOSITION)
        and (word[at] in ("despite", "of", "from", "about", "for", "and", "by") or word[at] not in lx.PREPOSITIONS)
    ):
        return near if head in lx.PERSON_NOUNS or head.endswith("s") or near.first == 0 else None
    if main is None and at >= 0 and word[at] in ("there", "is", "was", "are", "were"):
        return near
    return None


#: Verbs whose object does what the infinitive says: "led her to declare".
_CONTROL = frozenset(
    "lead leads led leading force forces forced forcing require requires required push pushes pushed prompt "
    "prompts prompted prompting cause causes caused encourage encouraged get got allow allows allowed allowing "
    "want wants wanted expect expects expected help helped helps persuade persuaded convince convinced press "
    "pressed pressing pressure pressured for enable enabled enables permit permitted on ask asked tell told urge "
    "urged order ordered".split()
)
_SUBJECT_REACH = 60


def clause_subject(s: Sentence, i: int) -> Phrase | None:
    """The subject of the finite verb that governs the participle at `i`: the nearest main one before it."""
    flags, word = s.flags, s.word
    subordinate: Phrase | None = None
    for k in range(i - 1, max(0, i - _SUBJECT_REACH), -1):
        bits = flags[k]
        if bits & F.AUX:
            if word[k] in ("be", "been", "being") or word[k] == "'s" and not flags[k - 1] & F.PRONOUN:
                continue
        elif (
            bits & F.CAPITAL
            or not bits & F.VERB
            or word[k].endswith("ing")
            or (bits & (F.NOUN | F.ADJECTIVE) and not word[k].endswith("ed"))
        ):
            continue
        elif flags[k - 1] & (F.AUX | F.PREPOSITION | F.DETERMINER):
            continue
        j = skip_left(s, k - 1, 0)
        phrase = subject_left(s, j, 0) if j >= 0 else None
        if phrase is None or word[phrase.first] in ("who", "which", "that"):
            continue
        before = flags[phrase.first - 1] if phrase.first else 0
        if before & F.PREPOSITION and not before & F.SUBORDINATOR:
            continue
        if not is_named(s, phrase):
            continue
        if before & (F.SUBORDINATOR | F.WH):
            subordinate = subordinate or phrase
            continue
        return phrase
    return subordinate


def _relative_left(s: Sentence, i: int, floor: int) -> Phrase | None:
    """As in "who surprised him by saying": the relative clause's own subject."""
    for k in range(i - 1, max(floor, i - 10) - 1, -1):
        if s.word[k] == "who":
            return Phrase(k, k, k)
        if s.flags[k] & (F.PUNCTUATION | F.QUOTE):
            return None
    return None


def subject_before(s: Sentence, floor: int, stop: int) -> Phrase | None:
    """The first phrase before `stop` that a finite verb follows."""
    for k in range(floor, stop):
        bits = s.flags[k]
        verbal = (
            bits & F.AUX
            or (bits & F.VERB and not bits & (F.NOUN | F.ADJECTIVE | F.CAPITAL))
            or (bits & F.VERB and s.word[k].endswith("ed") and not bits & F.CAPITAL)
        )
        if verbal and k > floor:
            j = skip_left(s, k - 1, floor)
            phrase = subject_left(s, j, floor) if j >= floor else None
            if (
                phrase is not None
                and phrase.first > floor
                and s.flags[phrase.first - 1] & F.PREPOSITION
                and (s.word[phrase.first - 1] not in ("as", "before", "after", "since", "until"))
            ):
                continue
            if phrase is not None and is_named(s, phrase):
                return phrase
    return None


def next_subject(s: Sentence, i: int) -> Phrase | None:
    """For a sentence that opens with a participle: the phrase after the next comma."""
    for k in range(i + 1, len(s) - 1):
        if s.word[k] == ",":
            phrase = right(s, k + 1, len(s))
            if phrase is not None and is_named(s, phrase):
                return phrase
            return None
    return None
