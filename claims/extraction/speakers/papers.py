"""Whose a report, a letter or a statement is."""

from __future__ import annotations

from claims.extraction import lexicon as lx
from claims.extraction.phrases import Phrase, right
from claims.extraction.segment import Sentence
from claims.extraction.words import F

_RELEASED = frozenset(
    "released published issued conducted written posted sent filed signed compiled prepared done carried out "
    "made".split()
)


def owner(s: Sentence, first: int, head: int) -> Phrase | None:
    """As in "the transport ministry's report": whose it is."""
    if s.word[head] not in lx.OWN_DOCUMENTS:
        return None
    for k in range(head - 1, first, -1):
        if s.word[k] in ("'s", "'"):
            named = s.word[head] in lx.UTTERANCES and s.flags[k - 1] & F.CAPITAL  # whose it is, `phrase` sees itself
            known = s.flags[k - 1] & F.NOUN and not s.flags[k - 1] & F.TIME
            return Phrase(first, k - 1, k - 1) if known and not named else None
    return None


def author(s: Sentence, head: int) -> Phrase | None:
    """As in "a report released on Monday by the Holm Institute", "figures from the ministry": whose it is."""
    word, flags, size = s.word, s.flags, len(s)
    k = head + 1
    if k < size and word[k] == ",":
        k += 1
    while k < size and (
        flags[k] & F.TIME or word[k] in _RELEASED or word[k] in ("last", "this", "earlier", "on", "in")
    ):
        if word[k] in ("on", "in") and not (k + 1 < size and flags[k + 1] & F.TIME):
            return None
        k += 1
    if k < size and word[k] == "of" and (what := right(s, k + 1, size)) is not None:
        k = what.last + 1
    if k >= size or word[k] not in ("by", "from"):
        return None
    author = right(s, k + 1, min(size, s.word.index("for", k) if "for" in s.word[k:] else size))
    if author is None or flags[author.head] & (F.TIME | F.NUMBER | F.PRONOUN):
        return None
    if flags[author.head] & F.CAPITAL or s.word[author.head] in lx.ORGANISATION_WORDS:
        return author
    return author if flags[author.head] & F.PERSON_NOUN or s.word[author.head] in lx.CALLINGS else None
