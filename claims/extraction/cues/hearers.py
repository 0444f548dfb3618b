"""The court heard that ..., ..., the inquest was told: the copy says who heard the words, and not who said them."""

from __future__ import annotations

from claims.extraction import lexicon as lx
from claims.extraction.phrases import Phrase, right
from claims.extraction.segment import Sentence
from claims.extraction.subject_phrases import skip_left, subject_left, with_name
from claims.extraction.words import F

from .clauses import clause_end
from .grammar import BREAKS, FORMS, STOP_MARKS, clause_like, is_named
from .hit import Hit

_HEARING = frozenset(("heard", "hears", "told"))
#: Those before whom things are said; they seldom say any.
HEARERS = frozenset(
    "court jury jurors inquest inquiry enquiry tribunal panel committee commission hearing bench magistrates "
    "trial".split()
)
#: "The court heard on Monday": so many words of time may stand behind the verb.
_WHEN = 5


def find_heard(s: Sentence, headline: bool) -> Hit | None:
    """As in "The court heard that he had left.", "He had left, the inquest was told.", "Jury told man stole milk"."""
    for i, word in enumerate(s.word):
        if word in _HEARING and i and (hit := _heard_at(s, i, headline)) is not None:
            return hit
    return None


def _heard_at(s: Sentence, i: int, headline: bool) -> Hit | None:
    word, flags = s.word, s.flags
    before = skip_left(s, i - 1, 0)
    hearer = subject_left(s, before, 0) if before >= 0 else None
    if hearer is None or word[hearer.head] not in HEARERS:
        hearer = _about(s, before)
    if hearer is None:
        return None
    passive = any(flags[k] & F.BE for k in range(before + 1, i))
    if (word[i] == "told") != passive and not (headline and not flags[hearer.first] & F.DETERMINER and i == before + 1):
        return None  # "The jury told the judge that": it speaks
    listener = (hearer.first, hearer.last)
    boundary = hearer.first - 1
    if boundary > 0 and word[boundary] in BREAKS:
        return _tagged(s, i, hearer, boundary)
    if boundary >= 0 and s.has_quotation(boundary, boundary):
        return _tagged(s, i, hearer, boundary + 1)
    if boundary >= 0 and not flags[boundary] & (F.CONJUNCTION | F.SUBORDINATOR) and "," not in word[:boundary]:
        return None
    return _clause(s, i, hearer, listener)


def _about(s: Sentence, last: int) -> Phrase | None:
    """As in "..., (inquiry into the deaths) told" and "The inquest into his death (heard that)": to its beginning."""
    for k in range(last, max(-1, last - _ABOUT), -1):
        if s.word[k] in HEARERS and s.word[k + 1] == "into":
            first = k
            while first and s.flags[first - 1] & (F.DETERMINER | F.ADJECTIVE | F.NOUN | F.CAPITAL):
                first -= 1
            return Phrase(first, last, k)
        if s.flags[k] & (F.PUNCTUATION | F.QUOTE | F.AUX):
            return None
    return None


_ABOUT = 12


def _tagged(s: Sentence, i: int, hearer: Phrase, boundary: int) -> Hit | None:
    """As in "He had left, the court heard on Monday." and "He, the court heard, had left."."""
    word, flags, size = s.word, s.flags, len(s)
    k = i + 1
    while k < size and k - i < _WHEN and (flags[k] & (F.TIME | F.PREPOSITION) or word[k] in ("this", "last", "the")):
        k += 1
    listener = (hearer.first, hearer.last)
    if k == i + 1 and word[k : k + 1] == [","] and k + 2 < size and not flags[k + 1] & F.CONJUNCTION:
        end = clause_end(s, k + 1, size, FORMS["told"], False)
        return Hit(
            hearer.last + 1, i, None, [(0, boundary - 1), (k + 1, end)], "passive", "tell", False, False, listener
        )
    said = s.has_quotation(0, boundary - 1) or clause_like(s, 0, boundary - 1) or s.word[-1] != "."
    if k < size and word[k] not in STOP_MARKS and word[k] != "," or not said:
        return None
    return Hit(hearer.last + 1, i, None, [(0, boundary - 1)], "passive", "tell", False, False, listener)


def _clause(s: Sentence, i: int, hearer: Phrase, listener: tuple[int, int]) -> Hit | None:
    """As in "The court heard that he had left." and "The committee heard from Ana Ruiz that he had left."."""
    word, flags, size = s.word, s.flags, len(s)
    speaker: Phrase | None = None
    j = i + 1
    if word[j : j + 1] == ["from"] or word[j : j + 1] == ["by"]:
        speaker = right(s, j + 1, size)
        if speaker is None or not is_named(s, speaker):
            return None
        speaker = with_name(s, speaker)
        j = speaker.last + 1
        j += word[j : j + 1] == [","]
        if word[j : j + 1] != ["that"]:
            return None
    if j >= size or flags[j] & F.PREPOSITION or word[j] in (",", "of"):
        return None
    opens = word[j] in lx.CLAUSE_OPENERS or word[j] == "how"
    if not opens:
        subject = right(s, j, size)
        verb = subject.last + 1 if subject is not None else size
        quoted = verb < size and flags[verb] & F.LOWER and not flags[j] & F.DETERMINER  # "told nurse "begged for help""
        if verb >= size or not quoted and not flags[verb] & (F.AUX | F.VERB) or flags[verb] & F.CAPITAL:
            return None  # "heard the case in May"
    end = clause_end(s, j, size, FORMS["told"], False)
    shape = "clause" if speaker is not None else "passive"
    return Hit(hearer.last + 1, i, speaker, [(j, end)], shape, "tell", False, False, listener)
