"""Chain, day and occasion of a statement, as the words around it give them."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from . import attributions, dates
from .attributions import Zone
from .hints import DAY, OCCASION, WAYS, hints
from .segment import Document
from .types import Attribution, Precision
from .walk import Draft

#: Between a day and a cue: the day is that of another clause ("began on Thursday after Putin called for").
_OTHER_CLAUSE = re.compile(r"\b(?:after|before|when|while|because|since|although|though|as)\b[^,]*$|;", re.IGNORECASE)
#: What somebody adds was said to the same people on the same day.
_GOING_ON = frozenset(("add", "continue"))


class Context(NamedTuple):
    """How words reached the document, when and where they were said."""

    attributions: tuple[Attribution, ...] = ()
    said_on: dt.date | None = None
    precision: Precision = "unknown"
    occasion: str = ""


class Contexts:
    """The context of each chain of statements, asked for in text order."""

    def __init__(self, document: Document, drafts: list[Draft], published: dt.date | None) -> None:
        self.document = document
        self.published = published
        self._here: dict[int, list[Draft]] = {}
        for draft in drafts:
            self._here.setdefault(draft.sentence, []).append(draft)
        self._known: dict[int, Context] = {}
        self._before: Draft | None = None
        #: The sentence asked about last and its parts: chains of one sentence come one after another.
        self._free: tuple[int, list[Zone]] = (-1, [])

    def of(self, draft: Draft) -> Context:
        """The context of this draft's chain; what "he added" leaves out is that of the statement before."""
        known = self._known.get(draft.chain)
        if known is None:
            known = self._found(draft)
            before = self._before
            if before is not None and _adds_to(draft, before):
                earlier = self._known[before.chain]
                day = known if known.said_on else earlier
                known = Context(
                    known.attributions or earlier.attributions,
                    day.said_on,
                    day.precision,
                    known.occasion or earlier.occasion,
                )
            self._known[draft.chain] = known
        self._before = draft
        return known

    def _found(self, draft: Draft) -> Context:
        if draft.hit is None and draft.shape == "continued":
            return Context()
        document, hit = self.document, draft.hit
        zones = self._zones(draft)
        bits = 0
        for zone in zones:
            bits |= zone[2]
        s = document.sentences[draft.sentence]
        listener = None
        if hit is not None and hit.listener is not None:
            listener = (s.start[hit.listener[0]], s.end[hit.listener[1]])
        verb = hit.verb if hit is not None else ""
        steps: tuple[Attribution, ...] = ()
        answer = draft.answer
        written = answer.document if answer else None
        if bits & WAYS or listener is not None or written is not None or verb in attributions.TELLING_WAYS:
            named = (answer.name, answer.start, answer.end) if answer and answer.name else None
            steps = attributions.chain(document.text, document.copy, zones, verb, listener, named, written)
        said_on, precision = self._when(zones, draft) if bits & DAY else (None, "unknown")
        occasion = attributions.occasion(document.text, document.copy, zones) if bits & OCCASION else ""
        return Context(steps, said_on, precision, occasion)

    def _zones(self, draft: Draft) -> list[Zone]:
        """The parts of a statement's sentence that nobody is quoted in, nearest to its own cue."""
        here = self._here[draft.sentence]
        if self._free[0] != draft.sentence:
            self._free = draft.sentence, self._unquoted(draft.sentence, here)
        free = self._free[1]
        if len(here) < 2 or len({d.chain for d in here}) < 2:
            return free
        cue = draft.cue[0] if draft.cue else draft.start
        near = [zone for zone in free if zone[0] <= cue < zone[1]]
        if draft is here[-1] and free and free[-1] not in near and free[-1][0] >= draft.end:
            near.append(free[-1])
        if draft is here[0] and free and free[0] not in near and free[0][1] <= draft.start:
            near.insert(0, free[0])
        return near

    def _unquoted(self, number: int, here: list[Draft]) -> list[Zone]:
        """The parts of a sentence between these statements of it, with what they hint at."""
        s = self.document.sentences[number]
        copy = self.document.copy
        free: list[Zone] = []
        at, stop = s.start[0], s.end[-1]
        for start, end in sorted([(d.start, d.end) for d in here]):
            if start >= stop:
                break  # led up to by this sentence, and in the paragraph after it
            if start > at:
                free.append((at, start, hints(copy[at:start])))
            at = max(at, end)
        if at < stop:
            free.append((at, stop, hints(copy[at:stop])))
        return free

    def _when(self, zones: list[Zone], draft: Draft) -> tuple[dt.date | None, Precision]:
        copy = self.document.copy
        cue = draft.cue[0] if draft.cue else draft.start
        found = [
            when for start, end, bits in zones if bits & DAY for when in dates.find(copy, start, end, self.published)
        ]
        found = [when for when in found if when.start > cue or not _OTHER_CLAUSE.search(copy, when.end, cue)]
        opens = self.document.sentences[draft.sentence].start[0]
        found = [when for when in found if when.start > cue or not _of_a_clause(copy, opens, when, cue)]
        if not found:
            return None, "unknown"
        nearest = min(found, key=lambda when: (abs(when.start - cue), when.start))
        return nearest.on, nearest.precision


def _of_a_clause(copy: str, opens: int, when: dates.When, cue: int) -> bool:
    """As in "Ana Ruiz, who resigned in June, said": the day of what she did, not of what she said."""
    return copy.find(",", when.end, cue) >= 0 and _CLAUSE_PUT_IN.search(copy, opens, when.start) is not None


_CLAUSE_PUT_IN = re.compile(r", (?:who|which|whose|[a-z]+ed|born|held|seen|shot|hurt)\b[^,]*$")


def _adds_to(draft: Draft, before: Draft) -> bool:
    adds = draft.hit is not None and draft.hit.verb in _GOING_ON
    uttered = before.answer is not None and before.answer.uttered
    name = draft.answer.name if draft.answer else None
    return (adds or uttered) and name is not None and before.answer is not None and before.answer.name == name
