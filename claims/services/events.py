"""Writing the ledger."""

import datetime as dt
from collections.abc import Mapping

from django.contrib.auth.models import User
from django.utils import timezone

from claims.ledger import FIRST_HASH, SEPARATOR, line_hash
from claims.models import Claim, Event, Statement
from claims.services.notices import tell_of_event
from factcheck.base import DomainError
from sources.models import Document, Speaker

SUBJECTS = {Claim: "claim", Statement: "statement", Speaker: "speaker", Document: "document"}
SYSTEM = "On Record"


def person_name(user: User | None) -> str:
    """Return how the record names a colleague; the system itself where there is none."""
    return (user.get_full_name() or user.get_username()) if user else SYSTEM


def iso(moment: dt.datetime) -> str:
    """Return a moment as the ledger writes it: UTC with microseconds."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def event_line(event: Event) -> dict[str, object]:
    """Return an event as the line that its hash was made from, its hash included."""
    return {
        "subject": event.subject,
        "subject_id": event.subject_id,
        "number": event.number,
        "action": event.action,
        "actor_id": event.actor_id,
        "actor_name": event.actor_name,
        "at": iso(event.at),
        "reason": event.reason,
        "before": event.before,
        "after": event.after,
        "claim_id": event.claim_id,
        "is_public": event.is_public,
        "format": event.format,
        "previous_hash": event.previous_hash,
        "hash": event.hash,
    }


def storable(words: str) -> str:
    """Return words without what PostgreSQL cannot store, NUL and halves of characters, and with one kind of line end.

    Browsers send two characters where programs and documents have one.
    """
    return words.replace("\0", "").replace("\r\n", "\n").encode("utf-8", "replace").decode()


def reason_required(reason: str, what: str) -> str:
    """Return the reason without white space around it; DomainError where it has no words."""
    if not reason.strip():
        raise DomainError(f"Say why {what}.", field="reason")
    return reason.strip()


def event_record(
    *,
    subject: Claim | Statement | Speaker | Document,
    action: str,
    actor: User | None,
    reason: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    is_public: bool = False,
) -> Event:
    """Append one line to the history of `subject`, which the caller has locked."""
    kind = SUBJECTS[type(subject)]
    last = Event.objects.filter(subject=kind, subject_id=subject.public_id).last()
    event = Event(
        subject=kind,
        subject_id=subject.public_id,
        claim=subject if isinstance(subject, Claim) else None,
        number=last.number + 1 if last else 1,
        action=action,
        actor=actor,
        actor_name=storable(person_name(actor)).replace(SEPARATOR, " "),
        at=timezone.now(),
        reason=storable(reason).strip(),
        before=dict(before or {}),
        after=dict(after or {}),
        is_public=is_public,
        previous_hash=last.hash if last else FIRST_HASH,
    )
    event.hash = line_hash(event_line(event))
    event.save(force_insert=True)
    if isinstance(subject, Claim):
        tell_of_event(event, subject)
    return event
