"""What each step is worth: the score without it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from claims.extraction import subject_phrases, transcripts
from claims.extraction.cues import accounts, grammar, nobody, subjects, tags, verbs
from claims.extraction.names import People
from claims.extraction.phrases import left
from claims.extraction.spans import Nesting
from claims.extraction.speakers.pronouns import Pronouns
from claims.extraction.speakers.roles import Roles
from claims.extraction.walk import Walk

PACKAGE = "claims.extraction"


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _false(*_: Any, **__: Any) -> bool:
    return False


def _true(*_: Any, **__: Any) -> bool:
    return True


def _no_turns(*_: Any) -> dict[int, Any]:
    return {}


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


#: Name of the step, where it is, what is replaced, by what.
STEPS: list[tuple[str, Any, str, Callable[..., Any]]] = [
    ('tags and asides ("...", X said)', tags, "_tag_at", _nothing),
    ("reported clauses (X said that)", verbs, "_verb_at", _nothing),
    ("according to", accounts, "find_according", _nothing),
    ("nouns (X's claim that)", verbs, "_noun_at", _nothing),
    ("adjectives (X is sure that)", verbs, "_adjective_at", _nothing),
    ("passives", verbs, "_passive", _nothing),
    ("looking through insertions", subject_phrases, "subject_left", _no_insertion),
    ("long titles before a tag", tags, "_stretch", _nothing),
    ("whose a participle is", subjects, "clause_subject", _nothing),
    ("quotations without a cue", Walk, "_uncued", _nothing),
    ("whoever comes in before a quotation", Walk, "_newcomer", _nothing),
    ("citations led up to by a colon", Walk, "_is_led_in", _false),
    ("named only at the end", Walk, "_link_back", _nothing),
    ("turns of a transcript", transcripts, "turns", _no_turns),
    ("marks of another kind within", Nesting, "inner", _false),
    ("only what can speak", grammar, "can_speak", _true),
    ("nobody's words", nobody, "unsaid", _false),
    ("names within headlines", People, "_cut_headlines", _nothing),
    ("names to people", People, "_link", _no_linking),
    ("he and she", Pronouns, "antecedent", _no_antecedent),
    ("the governor, the senator", Roles, "by_role", _nothing),
]


def without(number: int) -> Any:
    """A context in which one step does nothing, wherever it was imported to."""
    _, owner, name, value = STEPS[number]
    stack = ExitStack()
    if isinstance(owner, type):
        stack.enter_context(_replaced(owner, name, value))
        return stack
    step = getattr(owner, name)
    for module in [found for key, found in sys.modules.items() if key.startswith(PACKAGE)]:
        if getattr(module, name, None) is step:
            stack.enter_context(_replaced(module, name, value))
    return stack
