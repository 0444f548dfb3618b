"""Taking back that a document was marked as withdrawn by its publisher."""

from django.contrib.auth.models import User
from django.db import transaction

from claims.models import Claim, Statement
from claims.publishing import mark_stale
from claims.services.events import event_record, reason_required
from claims.services.locks import claims_locked
from claims.services.online import documents_watch
from claims.services.versions import (
    PROTECTED_RESTORED,
    claim_came_back,
    claims_on,
    document_called,
    is_shown_by_protected,
    versions_locked,
)
from factcheck.base import DomainError
from sources.models import Document, Ingestion

SAID_BY_PUBLISHER = "The publisher itself took this document back; only a version that it sends anew can follow."


def is_killed(versions: list[Document]) -> bool:
    """Whether the sender of a document, here all its versions, sent word that it is taken back."""
    return Ingestion.objects.filter(document__in=versions, kill__isnull=False).exists()


@transaction.atomic
def document_restore(*, document: Document, actor: User, reason: str) -> Document:
    """Take back that a document, in all its versions, was marked as withdrawn by its publisher. A public step.

    Claims that rest on it come back to the desk, and readers are told; those that were withdrawn with it stay
    withdrawn. DomainError without a reason, where nobody marked it, and where the publisher itself took it back.
    """
    reason = reason_required(reason, "that is taken back")
    versions = versions_locked(document)
    marked = [row for row in versions if row.withdrawn_at is not None]
    if not marked:
        raise DomainError("This document is not marked as withdrawn.")
    if is_killed(versions):
        raise DomainError(SAID_BY_PUBLISHER)
    statements = Statement.objects.filter(document__in=versions)
    claims, _ = claims_locked(lambda: claims_on(statements, versions).values_list("pk", flat=True), lambda: None)
    for row in marked:
        before = {"reason": row.withdrawal_note}
        row.withdrawn_at, row.withdrawal_note = None, ""
        row.save(update_fields=["withdrawn_at", "withdrawal_note", "updated_at"])
        event_record(
            subject=row,
            action="document.restored",
            actor=actor,
            reason=reason,
            before=before,
            after={"withdrawn": False},
        )
        mark_stale(f"document:{row.public_id}")
    for claim in claims:
        _tell(claim, versions, reason)
    return versions[-1]


def _tell(claim: Claim, versions: list[Document], reason: str) -> None:
    if claim.published_at is not None:
        # Nobody looked at its page meanwhile. Watches come before the counter of public changes.
        documents_watch(claim)
    if is_shown_by_protected(claim, versions):
        claim_came_back(claim, "source.restored", PROTECTED_RESTORED)
    else:
        said = f"{document_called(versions[-1])} was not withdrawn by its publisher, as the record had it."
        claim_came_back(claim, "source.restored", said, reason)
