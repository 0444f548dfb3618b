"""The publication of a checkpoint: what outsiders keep, to hold the record to it later."""

import datetime as dt
import hashlib
from collections.abc import Iterator

from django.db.models import QuerySet

from claims.ledger import canonical, digest
from claims.models import Checkpoint, Event
from claims.public.models import Publication
from claims.publishing.drafts import Draft, Json
from claims.publishing.history import event_body
from claims.publishing.references import url

Kind = Publication.Kind
# So many lines are named one by one; a day on which more become public is one of loading old records.
LINES_LISTED = 10_000
# What of a public line never changes; its label follows the house's words.
SEALED = ("action", "actor", "at", "hash", "number", "previous_hash", "reason")


def _public_lines(since: int, last: int) -> QuerySet[Event]:
    rows = Event.objects.filter(id__gt=since, id__lte=last, is_public=True, subject=Event.Subject.CLAIM)
    return rows.order_by("subject_id", "number")


def _sealed(event: Event) -> Json:
    shown = event_body(event)
    return {
        "claim": event.subject_id,
        "number": event.number,
        "hash": event.hash,
        "digest": digest(canonical({name: shown[name] for name in SEALED})),
    }


def _sealed_lines(since: int, last: int) -> Iterator[Json]:
    return (_sealed(event) for event in _public_lines(since, last).iterator(chunk_size=2_000))


def public_lines_digest(since: int, last: int) -> str:
    """Return the hash over the public lines of the ledger's rows after `since` and up to `last`."""
    total = hashlib.sha256()
    for line in _sealed_lines(since, last):
        total.update(f"{canonical(line)}\n".encode())
    return total.hexdigest()


def checkpoint_draft_publication(checkpoint: Checkpoint) -> Draft:
    """The publication of a checkpoint. How much work is unpublished cannot be told from it."""
    before = Checkpoint.objects.filter(number=checkpoint.number - 1).first()
    since, last = before.last_event_id if before else 0, checkpoint.last_event_id
    lines: list[Json] = []
    count = 0
    for line in _sealed_lines(since, last):
        count += 1
        if count <= LINES_LISTED:
            lines.append(line)
    body: Json = {
        "id": checkpoint.public_id,
        "type": "checkpoint",
        "url": url(Kind.CHECKPOINT, checkpoint.public_id),
        "number": checkpoint.number,
        "day": checkpoint.day.isoformat(),
        "at": checkpoint.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "heads_digest": checkpoint.heads,
        "lines_digest": checkpoint.lines,
        "previous_hash": checkpoint.previous_hash,
        "hash": checkpoint.hash,
        "line_count": count,
        "lines": lines,
    }
    return Draft(
        kind=Kind.CHECKPOINT,
        public_id=checkpoint.public_id,
        title=str(checkpoint),
        body=body,
        sort_at=checkpoint.at,
        first_published_at=checkpoint.at,
        modified_at=checkpoint.at,
        search=("", "", "", ""),
    )
