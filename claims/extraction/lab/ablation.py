"""What each step is worth: the score without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from claims.extraction import cues, reader
from claims.extraction.phrases import left
from claims.extraction.speakers import People, Resolver


def _nothing(*_: Any, **__: Any) -> None:
    return None


@contextmanager
def _replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    kept = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, kept)


def _no_insertion(s: Any, at: int, floor: int) -> Any:
    return None if s.word[at] in (",", "--", "\u2014") else left(s, at, floor)


def _no_linking(self: People) -> None:
    for mention in self.mentions:
        self._attach(mention, self._new(mention, mention.words))


def _no_antecedent(*_: Any) -> tuple[None, float, list[Any]]:
    return None, 0.0, []


#: Name of the step, what is replaced, by what.
STEPS: list[tuple[str, Any, str, Callable[..., Any]]] = [
    ('tags and asides ("...", X said)', cues, "_tag_at", _nothing),
    ("reported clauses (X said that)", cues, "_verb_at", _nothing),
    ("according to", cues, "_according", _nothing),
    ("nouns (X's claim that)", cues, "_noun_at", _nothing),
    ("adjectives (X is sure that)", cues, "_adjective_at", _nothing),
    ("passives", cues, "_passive", _nothing),
    ("looking through insertions", cues, "subject_left", _no_insertion),
    ("long titles before a tag", cues, "_stretch", _nothing),
    ("whose a participle is", cues, "_clause_subject", _nothing),
    ("quotations without a cue", reader, "_leftover_quotes", _nothing),
    ("names to people", People, "_link", _no_linking),
    ("he and she", Resolver, "antecedent", _no_antecedent),
    ("the governor, the senator", Resolver, "_by_role", _nothing),
]


def without(number: int) -> Any:
    """A context in which one step does nothing."""
    _, owner, name, value = STEPS[number]
    return _replaced(owner, name, value)
