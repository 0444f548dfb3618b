"""Turns of a transcript or interview: "RAMOS: ...", "Q: ...", and whose they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import lexicon as lx
from .names import UP, Entity, People
from .namewords import plain
from .segment import Document

#: The speaker's name before a turn, inside or outside quotation marks; "Q." and "A." need a full stop or a colon.
_LABEL = re.compile(
    rf"[\"\u201c]?\s*(?:(?P<name>[{UP}][\w.'-]*(?: [{UP}][\w.'-]*){{0,4}})"
    r"(?: \([^)\n]{1,60}\)|, [^:\n.!?\"\u201c]{2,60})?:"  # "LENA FROST, HOST:"
    r"|(?P<letter>[QA])[.:])\s"
)
_MIN_TURNS = 3
_HEADING = re.compile(r"\s*Q(?:\.? ?& ?A|-and-A)\b")
_WORD = re.compile(r"[^\W_]+")
#: A transcript talks: lines of a table ("Clinton: 1,812") do not.
_TALKING = re.compile(r"\b(?:I|we|you|my|our|your|me|us)\b|\?", re.IGNORECASE)
#: Fewer words ("Thank you.") state nothing.
_MIN_WORDS = 4
#: "Q&A with Vice President Ana Ruiz": whoever is named within so many characters answers.
_ASKED = re.compile(r"\b(?:Q&A|Q\. ?& ?A\.|[Ii]nterview|[Cc]onversation|[Ss]poke|[Tt]alked|[Ss]at down) with ")
_TITLE_REACH = 40
#: What stands before a colon beside the turns.
_NO_SPEAKERS = frozenset(
    "photo photos image video audio related update updated correction source sources note watch listen caption "
    "read also".split()
)
_ASKING = frozenset(("HOST", "MODERATOR", "PRESENTER", "INTERVIEWER", "ANCHOR", "CHAIR"))


@dataclass(slots=True)
class Turn:
    """One paragraph of a transcript: whose label stands before it, and where the words are.

    `entity` is the person of the article whom the label means, if one is; `name` is None when nobody says who it is.
    """

    paragraph: int
    name: str | None
    entity: Entity | None
    label: tuple[int, int]
    start: int
    end: int
    #: The paragraph has the label itself; the others go on with the turn before.
    opens: bool
    #: Only questions, or too short to state anything.
    idle: bool


def turns(document: Document, people: People) -> dict[int, Turn]:
    """The turns by number of paragraph; empty for a text that is no transcript."""
    copy = document.copy
    labels: dict[int, tuple[int, int, int]] = {}
    for number, (start, end) in enumerate(document.paragraphs):
        match = _LABEL.match(copy, start, end)
        if match is not None and (match["name"] or "").lower() not in _NO_SPEAKERS:
            labels[number] = (*match.span("name" if match["name"] else "letter"), match.end())
    if 0 in labels and _HEADING.match(copy, document.paragraphs[0][0]):
        del labels[0]  # "Q. & A.: 'We were told to look away'"
    # "LENA FROST, HOST:" is "FROST:" from then on.
    names = [copy[start:end].rsplit(" ", 1)[-1].upper() for start, end, _ in labels.values()]
    if 0 in labels and names.count(names[0]) == 1 and names[0] not in _ASKING:
        del labels[0], names[0]  # a headline: "Ruiz: We will not wait"
    if len(names) < _MIN_TURNS or len(set(names)) == len(names) or len(set(names)) < 2:
        return {}
    first, last = min(labels), max(labels)
    talking = sum(1 for number in labels if _TALKING.search(copy, labels[number][2], document.paragraphs[number][1]))
    # Labels in capitals are those of a transcript, whatever is said.
    spoken = len(labels) > _MIN_TURNS and all(copy[start:end].isupper() for start, end, _ in labels.values())
    if 2 * len(labels) < last - first + 1 or 2 * talking < len(labels) and not spoken:
        return {}
    interviewed = _only_person(document, people, document.paragraphs[first][0]) if set(names) <= {"Q", "A"} else None
    found: dict[int, Turn] = {}
    name: str | None = None
    entity: Entity | None = None
    label = (0, 0)
    for number in range(first, last + 1):
        start, end = document.paragraphs[number]
        opens = number in labels
        told = any(mark in copy[start:end] for mark in '"\u201c')
        if not opens and (told or not _TALKING.search(copy, start, end)):
            continue  # the narrator's: nobody is given what he may not have said
        if opens:
            label = labels[number][:2]
            start = labels[number][2]
            name, entity = _bearer(copy[label[0] : label[1]], label, people, interviewed)
        found[number] = Turn(number, name, entity, label, start, end, opens, _idle(copy[start:end]))
    return found


def _bearer(
    text: str, label: tuple[int, int], people: People, interviewed: Entity | None
) -> tuple[str | None, Entity | None]:
    if text in ("Q", "A"):
        entity = interviewed if text == "A" else None
        return (entity.name if entity else None), entity
    if text in _ASKING:
        hosts = people.bearers(text.lower())
        return (hosts[0].name, hosts[0]) if len(hosts) == 1 else (text, None)
    within = [m.entity for m in people.within(*label) if m.entity is not None and plain(m.entity.name) not in lx.TITLES]
    entity = people.named(text) or (within[0] if within else None)
    return (entity.name if entity is not None else text), entity


def _only_person(document: Document, people: People, before: int) -> Entity | None:
    """The one person whom the copy names above the first question, or names as the one who was asked."""
    persons = [(m.core_start, m.entity) for m in people.within(0, before) if m.entity and m.entity.kind == "person"]
    named = list(dict.fromkeys(entity for _, entity in persons))
    if len(named) > 1:
        asked = [(match.end(), match.end() + _TITLE_REACH) for match in _ASKED.finditer(document.copy, 0, before)]
        named = list(dict.fromkeys(entity for at, entity in persons if any(a <= at < b for a, b in asked)))
    return named[0] if len(named) == 1 else None


def _idle(words: str) -> bool:
    sentences = [part for part in re.split(r"(?<=[.!?])\s+", words.strip()) if _WORD.search(part)]
    return len(_WORD.findall(words)) < _MIN_WORDS or all(part.rstrip("\"\u201d' ").endswith("?") for part in sentences)
