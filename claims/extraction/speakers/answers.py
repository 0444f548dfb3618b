"""What the steps answer: whom a phrase refers to, and in which words."""

from __future__ import annotations

from dataclasses import dataclass

from claims.extraction import lexicon as lx
from claims.extraction.names import Entity
from claims.extraction.rolewords import FEMALE_NOUNS, MALE_NOUNS, MERE_TITLES, SEATED
from claims.extraction.segment import Sentence
from claims.extraction.types import SpeakerKind
from claims.extraction.words import F, flags_of

_BEFORE_ROLE = frozenset(("the", "a", "an", *MERE_TITLES, "and", "but", "on", *lx.WEEKDAYS))


@dataclass(slots=True)
class Answer:
    """Who a phrase refers to: a name, or why none can be given."""

    name: str | None
    entity: Entity | None
    kind: SpeakerKind | None
    role: str
    start: int
    end: int
    certainty: float
    doubt: str = ""
    alternatives: tuple[str, ...] = ()
    uttered: bool = False
    #: The report or statement that somebody's words stand in: "a report by Ana Ruiz".
    document: tuple[int, int] | None = None


def bare(text: str) -> str:
    """The phrase without its article."""
    for article in ("The ", "the ", "a ", "an ", "A ", "An "):
        if text.startswith(article):
            return text[len(article) :]
    return text


def role_of(before: str) -> str:
    """What stands before a name says what its bearer is: "the former Finance Minister"."""
    words = before.split()
    while words and words[-1].lower() in ("named", "called", "calling", "himself", "herself", "itself"):
        words.pop()
    if words[1:2] == ["Justice"]:
        return " ".join(words).strip(" ,")
    while words and flags_of(words[0].lower()) & (F.NUMBER | F.INDEFINITE):
        words.pop(0)  # "Several Republicans"
    while words and words[0].lower() in _BEFORE_ROLE:
        words.pop(0)
    return " ".join(words).strip(" ,")


def common_kind(s: Sentence, head: int) -> SpeakerKind | None:
    """What a noun without a name speaks of: a person, an office, a group."""
    noun = s.word[head]
    if noun in lx.ORGANISATION_WORDS:
        return "organisation"
    if noun in MALE_NOUNS or noun in FEMALE_NOUNS or noun in SEATED:
        return "person"
    if noun in lx.PERSON_NOUNS:
        return (
            "group"
            if noun.endswith("s") or noun in ("people", "men", "women", "police", "staff")
            else "office"
            if noun in lx.OFFICE_WORDS
            else "person"
        )
    if noun in lx.CALLINGS or noun.removesuffix("s") in lx.CALLINGS:
        return "person" if noun in lx.CALLINGS else "group"
    return None
