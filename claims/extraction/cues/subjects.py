"""Whose a verb is: the subject of a clause, of a participle, of an infinitive."""

from __future__ import annotations

from claims.extraction import lexicon as lx
from claims.extraction.phrases import Phrase, left, right
from claims.extraction.segment import Sentence
from claims.extraction.subject_phrases import skip_left, subject_left
from claims.extraction.words import F

from .grammar import DASHES, can_speak, is_named


def logical_subject(s: Sentence, i: int, group: int, use: str, main: Phrase | None) -> Phrase | None:
    """Whose the participle or infinitive is, where that is not the subject of the sentence."""
    word, flags = s.word, s.flags
    relative = _relative_left(s, i, 0)
    if relative is not None:
        return relative
    before = group - 1
    while before > 0 and flags[before] & F.ADVERB and not flags[before] & (F.NOUN | F.CAPITAL):
        before -= 1  # "with Ana Ruiz recently promising"
    if before < 0:
        return None
    if word[before] == "," and use == "ing" and main is None:
        if word[i + 1 : i + 2] and word[i + 1] in ("him", "her", "them") and word[before - 1] not in ("he", "she"):
            return None  # "wrote to the minister, Helen Mabey, asking her to": she does not ask herself
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
    if (
        near.first == near.last
        and at >= 0
        and flags[at] & F.BE
        and not is_named(s, near)
        and not word[before].endswith("s")
    ):
        return None  # "was overheard telling"
    if use == "inf":
        if flags[near.head] & F.TIME or word[near.head] in ("time", "times"):
            return None  # "rose for the third time to say"
        if at > 0 and word[at] == "on" and word[at - 1] not in _CALLING:
            return None  # "went on record to say"
        return near if at >= 0 and word[at] in _CONTROL else None
    head = word[near.head]
    for k in range(near.first, near.last - 1):
        if word[k] in _RECORDINGS and word[k + 1] == "of":
            return Phrase(k + 2, near.last, near.last)  # "played a clip of Ana Ruiz telling reporters"
    if (
        at > 0
        and flags[near.head] & F.CAPITAL
        and (word[at] in DASHES or word[at] == "and" and flags[at - 1] & F.QUOTE)
    ):
        return near  # a dash, then "Ana Ruiz saying ... and Ivo Lam calling ..."
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


_RECORDINGS = frozenset("clip clips video videos footage recording recordings audio tape tapes picture".split())
#: Verbs whose object does what the infinitive says: "led her to declare".
_CONTROL = frozenset(
    "lead leads led leading force forces forced forcing require requires required push pushes pushed prompt "
    "prompts prompted prompting cause causes caused encourage encouraged get got allow allows allowed allowing "
    "want wants wanted expect expects expected help helped helps persuade persuaded convince convinced press "
    "pressed pressing pressure pressured for enable enabled enables permit permitted on ask asked tell told urge "
    "urged order ordered".split()
)
_CALLING = frozenset("call calls called calling prevail prevailed rely relied count counted".split())
_SUBJECT_REACH = 60


def is_governed(s: Sentence, phrase: Phrase) -> bool:
    """A preposition stands before the phrase: "(one aide) inside the party"."""
    if not phrase.first:
        return False
    before = s.flags[phrase.first - 1]
    return bool(before & F.PREPOSITION) and not before & F.SUBORDINATOR


def clause_subject(s: Sentence, i: int) -> Phrase | None:
    """The subject of the finite verb that governs the participle at `i`: the nearest main one before it."""
    flags, word = s.flags, s.word
    subordinate: Phrase | None = None
    for k in range(i - 1, max(0, i - _SUBJECT_REACH), -1):
        bits = flags[k]
        if bits & F.AUX:
            if word[k] in ("be", "been", "being") or word[k] == "'s" and not flags[k - 1] & F.PRONOUN:
                continue
        elif word[k] in _SAME_PASTS and k and flags[k - 1] & (F.CAPITAL | F.PRONOUN | F.PERSON_NOUN):
            pass  # "Ana Ruiz broke with her party, saying"
        elif (
            bits & F.CAPITAL
            or not bits & F.VERB
            or word[k].endswith("ing")
            or (bits & (F.NOUN | F.ADJECTIVE) and not word[k].endswith("ed"))
            or (bits & F.ADVERB and k and flags[k - 1] & F.VERB)
        ):
            continue
        elif flags[k - 1] & (F.AUX | F.PREPOSITION | F.DETERMINER):
            continue
        j = skip_left(s, k - 1, 0)
        phrase = subject_left(s, j, 0) if j >= 0 else None
        if phrase is None or word[phrase.first] in ("who", "which", "that"):
            continue
        while phrase is not None and is_governed(s, phrase):
            phrase = left(s, phrase.first - 2, 0)
        if phrase is None:
            continue
        before = flags[phrase.first - 1] if phrase.first else 0
        if not is_named(s, phrase):
            continue
        if word[phrase.first - 1] in ("while", "whereas") and flags[phrase.head] & F.CAPITAL and word[i - 1] == ",":
            return phrase  # "Ana Ruiz called it cold, while Ivo Lam declined to comment, citing"
        if before & (F.SUBORDINATOR | F.WH):
            subordinate = subordinate or phrase
            continue
        return subordinate if subordinate is not None and not can_speak(s, phrase) else phrase
    return subordinate


#: Pasts that are nouns or adjectives as well.
_SAME_PASTS = frozenset("broke set hit shot quit split cut hurt struck shut cast bet beat put left".split())
_ISSUING = frozenset(
    "issue issues issued release releases released publish publishes published post posts posted put send sends sent "
    "write writes wrote sign signs signed circulate circulated read reads "
    "deliver delivered share shared distribute distributed".split()
)


def is_explained(s: Sentence, first: int, last: int) -> bool:
    """Somebody, and between commas who or what that is: "Ana Ruiz, the mayor", "Prosecutors, however"."""
    if "," not in s.word[first:last]:
        return False
    comma = s.word.index(",", first)
    somebody = right(s, first, comma)
    return somebody is not None and somebody.last == comma - 1 and can_speak(s, somebody)


def issued_by(s: Sentence, phrase: Phrase) -> Phrase | None:
    """As in "Ana Ruiz and Ivo Lam issued a statement (describing)": whose statement, letter or message it is."""
    if s.word[phrase.head] not in lx.UTTERANCES or s.word[phrase.first] not in ("a", "an", "the", "his", "her"):
        return None
    if s.word[phrase.head + 1] == "by" and phrase.head < phrase.last:
        return Phrase(phrase.head + 2, phrase.last, phrase.last)  # "a post by Tom Berg (that said)"
    verb = phrase.first - 1
    if verb > 0 and s.word[verb] in ("out", "aloud"):
        verb -= 1
    if verb <= 0 or s.word[verb] not in _ISSUING:
        return None
    subject = subject_left(s, skip_left(s, verb - 1, 0), 0)
    return subject if subject is not None and can_speak(s, subject) else None


def issuer(s: Sentence) -> Phrase | None:
    """As in "The ministry has issued a statement.": whose the words are that come next."""
    for k in range(len(s) - 1, max(1, len(s) - _ISSUED), -1):
        if s.word[k] in lx.UTTERANCES:
            text = left(s, k, 0)
            return issued_by(s, text) if text is not None else None
    return None


#: What is issued stands this near to the end.
_ISSUED = 8


def being(s: Sentence, phrase: Phrase) -> Phrase | None:
    """As in "Cass Redding is a former manager who (says)": who is the manager."""
    verb = phrase.first - 1
    if verb < 1 or not s.flags[verb] & F.BE or s.word[phrase.first] not in ("a", "an", "the"):
        return None
    subject = left(s, verb - 1, 0)
    if subject is None or subject.head != subject.last or not s.flags[subject.head] & F.CAPITAL:
        return None
    return None if s.flags[subject.head] & F.FUNCTION else subject


def bearer(s: Sentence, phrase: Phrase) -> Phrase:
    """As in "Kwame Mensah, a consultant and an influential Republican (who said)": the name that is explained."""
    word, flags = s.word, s.flags
    k = phrase.first
    if word[k] not in ("a", "an", "the") or any(flags[i] & F.CAPITAL for i in range(k, phrase.head) if i > k + 2):
        return phrase
    k -= 1
    while k > 0 and word[k] != "," and phrase.first - k < _APPOSED:
        if flags[k] & (F.AUX | F.QUOTE | F.PRONOUN) or flags[k] & F.VERB and not flags[k] & (F.NOUN | F.ADJECTIVE):
            return phrase
        k -= 1
    explains = k > 0 and word[k] == "," and word[k + 1] in ("a", "an", "the")
    if explains and k > 2 and flags[k - 1] & F.NUMBER and word[k - 2] == ",":
        k -= 2  # "Ana Ruiz, 74, a retired nurse"
    named = left(s, k - 1, 0) if explains else None
    if named is not None:
        named = last_name(s, named)  # "was appointed in 1979 by Ivo Lam, a Democrat"
    if named is None or named.head != named.last or not flags[named.head] & F.CAPITAL:
        return phrase
    return named if named.first < named.last and flags[named.last - 1] & F.CAPITAL else phrase


def last_name(s: Sentence, phrase: Phrase) -> Phrase:
    """As in "face to face with Ana Ruiz (, who)": the name after the last preposition, if there is one."""
    k = phrase.last
    while k > phrase.first and not s.flags[k] & F.PREPOSITION:
        k -= 1
    if k == phrase.first or not s.flags[phrase.last] & F.CAPITAL:
        return phrase
    return Phrase(k + 1, phrase.last, phrase.last)


#: How far before "and an influential Republican" the comma of the apposition stands.
_APPOSED = 12


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
            or (bits & F.VERB and s.word[k + 1 : k + 2] == ["back"] and s.word[k] in _SAME_PASTS)
            or (bits & F.VERB and s.word[k] in lx.STRONG_PASTS and not bits & (F.NOUN | F.CAPITAL))
        )
        if s.word[k] == "'s" and not s.flags[k - 1] & F.PRONOUN:
            continue
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


#: What a participle that opens its sentence follows: "after announcing", "while denouncing".
_FRONTING = frozenset("after before while since by in when without despite upon on besides".split())


def fronted(s: Sentence, i: int) -> tuple[int, Phrase] | None:
    """As in "One month after announcing it, Ana Ruiz left": where the clause of a participle ends, and whose it is."""
    word, flags = s.word, s.flags
    at = i - 1
    if at < 0 or word[at] not in _FRONTING and word[at - 1 : i] != ["instead", "of"]:
        return None
    at -= word[at] == "of"
    if any(not flags[k] & _WHEN and word[k] not in _SPELLS for k in range(at)):
        return None
    for comma in range(i + 1, len(s) - 2):
        if word[comma] != ",":
            continue
        phrase = right(s, comma + 1, len(s))
        if phrase is None or not is_named(s, phrase) and not flags[phrase.first] & F.DETERMINER:
            continue
        verb = phrase.last + 1
        if word[verb : verb + 1] == [","]:  # "Ana Ruiz, the mayor, said"
            verb = next((k for k in range(verb + 1, len(s)) if word[k] == ","), len(s)) + 1
        while verb < len(s) and flags[verb] & F.ADVERB and not flags[verb] & F.VERB:
            verb += 1
        if verb < len(s) and flags[verb] & (F.AUX | F.VERB) and not word[verb].endswith("ing"):
            return comma, phrase
    return None


_WHEN = F.NUMBER | F.INDEFINITE | F.TIME | F.ADVERB | F.DETERMINER | F.CONJUNCTION
_SPELLS = frozenset("seconds minutes hours hour day days week weeks month months year years soon long few".split())


def next_subject(s: Sentence, i: int) -> Phrase | None:
    """For a sentence that opens with a participle: the phrase after the next comma."""
    for k in range(i + 1, len(s) - 1):
        if s.word[k] == "," or s.flags[k] & F.COMMA:
            phrase = right(s, k + 1, len(s))
            if phrase is not None and is_named(s, phrase):
                return phrase
            return None
    return None
