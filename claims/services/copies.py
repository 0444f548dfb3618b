"""What editors decide about copies: one dispatch, or two sources."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims.models import Claim, Evidence, Verdict
from claims.publishing import mark_stale, publish_claim
from claims.services.claims import evidence_origin
from claims.services.events import event_record
from claims.services.locks import locked
from factcheck.base import DomainError
from sources.models import CopyProposal, Document


@transaction.atomic
def copy_confirm(*, proposal: CopyProposal, actor: User) -> CopyProposal:
    """Record that two documents are one dispatch: they count as one source from now on."""
    proposal = _decided(proposal, CopyProposal.State.CONFIRMED, actor)
    document, origin = proposal.document, proposal.origin
    root = origin.origin or origin
    if root.pk == document.pk:
        raise DomainError("The proposed origin republishes this document itself. Split one of the two first.")
    # Whatever republished it republishes the same dispatch.
    moved = [document, *document.copies.all()]
    for row in moved:
        row.origin = root
        row.save(update_fields=["origin", "updated_at"])
    event_record(
        subject=document,
        action="document.copy_confirmed",
        actor=actor,
        after={"origin": root.public_id, "score": round(proposal.score, 3)},
    )
    _counted_again(moved)
    return proposal


@transaction.atomic
def copy_split(*, proposal: CopyProposal, actor: User) -> CopyProposal:
    """Record that two documents are no copies; one that was confirmed before is a source of its own again."""
    proposal = _decided(proposal, CopyProposal.State.SPLIT, actor)
    document = proposal.document
    before = document.origin
    if before is not None and before.pk in (proposal.origin_id, proposal.origin.origin_id):
        document.origin = None
        document.save(update_fields=["origin", "updated_at"])
    event_record(
        subject=document,
        action="document.copy_split",
        actor=actor,
        before={"origin": before.public_id if before else None},
        after={"origin": document.origin.public_id if document.origin else None},
    )
    _counted_again([document])
    return proposal


def _decided(proposal: CopyProposal, state: str, actor: User) -> CopyProposal:
    proposal = locked(proposal)
    if proposal.state == state:
        raise DomainError("That is decided already.")
    locked(proposal.document)
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "updated_at"])
    return proposal


def _counted_again(documents: list[Document]) -> None:
    """Bring what counts origins in step, but for evidence that a decided verdict rests on, which stays as it was."""
    frozen = Verdict.objects.exclude(state__in=[Verdict.State.DRAFT, Verdict.State.RETURNED])
    for evidence in Evidence.objects.filter(document__in=documents).exclude(verdicts__in=frozen):
        evidence.origin_key = evidence_origin(document=evidence.document, url=evidence.url)
        evidence.save(update_fields=["origin_key"])
    for document in documents:
        mark_stale(f"document:{document.public_id}")
    for claim in Claim.objects.filter(appearances__statement__document__in=documents).distinct():
        publish_claim(claim)
