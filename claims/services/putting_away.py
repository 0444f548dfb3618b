"""Documents that were handed in by mistake: put away, and taken up again."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.models import Evidence, Statement
from claims.services.events import event_record, reason_required
from claims.services.versions import versions_locked
from factcheck.base import DomainError
from sources.models import Document, Ingestion
from sources.workflow import INGESTION_UNFINISHED


@transaction.atomic
def document_put_away(*, document: Document, actor: User, reason: str) -> Document:
    """Put away a document, in all its versions: it leaves the lists and what waits, and keeps all that belongs to it.

    Raises DomainError without a reason, while it is being read, and where a statement of it was accepted or makes a
    claim, or it is evidence.
    """
    reason = reason_required(reason, "the document is put away")
    versions = versions_locked(document)
    if all(row.put_away_at for row in versions):
        raise DomainError("This document is put away already.")
    if Ingestion.objects.filter(document__in=versions, state__in=INGESTION_UNFINISHED).exists():
        raise DomainError("This document is still being read. Put it away once its delivery is done.")
    _refuse_if_used(versions)
    for row in versions:
        if row.put_away_at is None:
            _store(row, put_away=True, reason=reason, actor=actor)
    return versions[-1]


@transaction.atomic
def document_take_up(*, document: Document, actor: User) -> Document:
    """Work on a document again, as it was left, in all its versions; DomainError for one that was not put away."""
    versions = versions_locked(document)
    away = [row for row in versions if row.put_away_at]
    if not away:
        raise DomainError("This document was not put away, so there is nothing to take up again.")
    for row in away:
        _store(row, put_away=False, reason="", actor=actor)
    return versions[-1]


def version_put_away(*, document: Document) -> None:
    """Put away the new version of what is put away, as part of storing it."""
    before = document.replaces
    if before is not None and before.put_away_at is not None:
        _store(document, put_away=True, reason=before.put_away_reason, actor=None)


def _store(row: Document, *, put_away: bool, reason: str, actor: User | None) -> None:
    was = row.put_away_reason
    row.put_away_at, row.put_away_reason = (timezone.now(), reason) if put_away else (None, "")
    row.save(update_fields=["put_away_at", "put_away_reason", "updated_at"])
    event_record(
        subject=row,
        action="document.put_away" if put_away else "document.taken_up",
        actor=actor,
        reason=reason,
        before={"reason": was} if was else {},
        after={"put_away": put_away},
    )


def _refuse_if_used(versions: list[Document]) -> None:
    """Refuse to put away what the record rests on. Locks the statements, so that nobody accepts one meanwhile."""
    statements = Statement.objects.filter(document__in=versions).order_by("pk")
    list(statements.select_for_update(no_key=True, of=("self",)).values_list("pk"))
    used = statements.filter(Q(review_state=Statement.Review.ACCEPTED) | Q(appearances__isnull=False))
    if used.exists():
        raise DomainError("A statement of this document was accepted or makes a claim, so the document stays.")
    if (evidence := Evidence.objects.filter(document__in=versions).select_related("claim").first()) is not None:
        raise DomainError(f"This document is evidence on the claim “{evidence.claim}”, so it stays.")
