"""Reading documents again when the reader has become better: what would change, and doing it.

The reader is the one that the setting `STATEMENT_READER` names; see docs/extraction.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from claims.extraction import Attribution as Step
from claims.extraction import Change, Known, Quote, Reading, changes
from claims.extraction.compare import Details
from claims.models import Attribution, Event, Statement
from claims.services.conditions import refuse_put_away
from claims.services.events import event_record
from claims.services.locks import locked, save_checked
from claims.services.suggestions import PERSON, TABLE, statement_values, statements_read
from sources.models import Document
from sources.services.outlets import outlet_for_name
from sources.services.speakers import speakers_for_names

#: What a list of changes calls each kind of change, in the order in which they are counted.
CHANGES = {
    "added": "new",
    "moved": "with other words",
    "speaker": "with another speaker",
    "details": "told otherwise",
    "gone": "no longer found",
}


def _store_steps(rows: Iterable[Statement], steps: Iterable[tuple[Step, ...]]) -> None:
    outlets = cache(outlet_for_name)
    Attribution.objects.bulk_create(
        Attribution(
            statement=row,
            position=position,
            kind=step.kind,
            outlet=outlets(step.name),
            words=(step.text or step.name)[:300],
        )
        for row, found in zip(rows, steps, strict=True)
        for position, step in enumerate(found, 1)
    )


@dataclass(frozen=True)
class Rereading:
    """What the chosen reader would change about a document, in text order."""

    reader: str
    changes: tuple[Change, ...]
    #: Statements that a person decided on, which stay as they are.
    decided: int

    @property
    def counts(self) -> dict[str, int]:
        """How many changes of each kind there are; kinds without any are left out."""
        kinds = [change.kind for change in self.changes]
        return {kind: kinds.count(kind) for kind in CHANGES if kind in kinds}

    @property
    def summary(self) -> str:
        """The counts in words."""
        return ", ".join(f"{count} {CHANGES[kind]}" for kind, count in self.counts.items()) or "no change"


def _details(row: Statement) -> Details:
    steps = tuple((step.kind, step.words) for step in row.attributions.all())
    return (row.kind, row.role_words, row.said_on, row.said_on_precision, row.occasion, steps)


def _is_decided(row: Statement, touched: set[str]) -> bool:
    """Whether a person had a hand in this statement: reviewed, marked, changed or used it."""
    return (
        row.review_state != Statement.Review.SUGGESTED
        or row.found_by in (PERSON, TABLE)
        or row.marked_by_id is not None
        or row.is_lost
        or row.public_id in touched
        or bool(row.appearances.all())
    )


def _brought_up_to_date(row: Statement, values: dict[str, Any]) -> Statement:
    """The same card with what is found now: its address and its age stay."""
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    return row


@dataclass(frozen=True)
class _Comparison:
    reading: Reading
    found: Rereading
    rows: list[Statement]
    undecided: dict[tuple[int, int], Statement]


def _compared(document: Document, rows: list[Statement]) -> _Comparison:
    events = Event.objects.filter(subject="statement", subject_id__in=[row.public_id for row in rows])
    touched = set(events.values_list("subject_id", flat=True))
    known = [
        Known(row.start, row.end, row.suggested_speaker or None, _is_decided(row, touched), _details(row))
        for row in rows
    ]
    reading = statements_read(document)
    undecided = {(row.start, row.end): row for row, one in zip(rows, known, strict=True) if not one.decided}
    found = Rereading(reading.reader, tuple(changes(known, reading)), len(rows) - len(undecided))
    return _Comparison(reading, found, rows, undecided)


def document_rereading(document: Document) -> Rereading:
    """Read a document again and say what would change; nothing is written."""
    return _compared(document, list(document.statements.prefetch_related("attributions", "appearances"))).found


@transaction.atomic
def document_reread(*, document: Document, actor: User | None = None) -> Rereading:
    """Read a document again and bring its undecided suggestions up to date. Returns what changed.

    What a person decided is never touched, and nothing that is new overlaps it. Safe to repeat.
    """
    document = locked(document)
    refuse_put_away(document.pk)
    rows = document.statements.select_for_update(of=("self",)).prefetch_related("attributions", "appearances")
    comparison = _compared(document, list(rows))
    found = comparison.found
    if not found.changes:
        return found
    quotes = [change.quote for change in found.changes if change.quote is not None]
    speakers = speakers_for_names({quote.speaker for quote in quotes if quote.speaker})
    readers: set[str] = set()
    stored: list[tuple[Statement, Quote]] = []
    gone: list[int] = []
    for change in found.changes:
        row = comparison.undecided[change.known.start, change.known.end] if change.known is not None else None
        if row is not None:
            readers.add(row.found_by)
        if change.quote is None:
            gone.extend([row.pk] if row is not None else [])
            continue
        speaker = speakers.get(change.quote.speaker) if change.quote.speaker else None
        values = statement_values(document, change.quote, speaker, found.reader)
        stored.append((_brought_up_to_date(row, values) if row else Statement(**values), change.quote))
    Statement.objects.filter(continues__in=gone).update(continues=None)
    Statement.objects.filter(pk__in=gone).delete()
    for fresh, _ in stored:
        save_checked(fresh)
    Attribution.objects.filter(statement__in=[fresh.pk for fresh, _ in stored]).delete()
    _store_steps([fresh for fresh, _ in stored], (quote.attributions for _, quote in stored))
    by_span = {(row.start, row.end): row for row in comparison.rows if row.pk not in gone}
    by_span |= {(fresh.start, fresh.end): fresh for fresh, _ in stored}
    for fresh, quote in stored:
        if quote.continues is not None:
            before = comparison.reading.quotes[quote.continues]
            fresh.continues = by_span.get((before.start, before.end))
    Statement.objects.bulk_update([fresh for fresh, _ in stored], ["continues"])
    event_record(
        subject=document,
        action="document.reread",
        actor=actor,
        before={"readers": sorted(readers)},
        after={"reader": found.reader, **found.counts},
    )
    return found
