"""What editors decide about copies: one dispatch, or two sources."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.models import Claim, Event, Evidence, Verdict
from claims.publishing import mark_stale, publish_claim
from claims.services.claims import evidence_origin
from claims.services.events import event_record
from claims.services.locks import locked
from factcheck.base import DomainError
from sources.models import CopyProposal, Document
from sources.selectors import versions_of


@transaction.atomic
def copy_confirm(*, proposal: CopyProposal, actor: User) -> CopyProposal:
    """Record that two documents are one dispatch: they count as one source from now on."""
    proposal = _decided(proposal, CopyProposal.State.CONFIRMED, actor)
    document, origin = proposal.document, proposal.origin
    root = origin.origin or origin
    own = versions_of(document)
    if root in own:
        raise DomainError("The proposed origin republishes this document itself. Split one of the two first.")
    # Whatever republished it republishes the same dispatch.
    moved = [*own, *Document.objects.filter(origin__in=own).exclude(pk__in=[row.pk for row in own])]
    _lead(moved, root)
    event_record(
        subject=document,
        action="document.copy_confirmed",
        actor=actor,
        after={
            "origin": root.public_id,
            "score": round(proposal.score, 3),
            "moved": [row.public_id for row in moved[len(own) :]],
        },
    )
    evidence_counted_again(moved)
    return proposal


@transaction.atomic
def copy_split(*, proposal: CopyProposal, actor: User) -> CopyProposal:
    """Record that two documents are no copies; one that was confirmed before is a source of its own again."""
    proposal = _decided(proposal, CopyProposal.State.SPLIT, actor)
    document = proposal.document
    before = document.origin
    own, moved = versions_of(document), []
    if before is not None and before.pk in (proposal.origin_id, proposal.origin.origin_id):
        # What came along when it was confirmed goes back with it.
        told = Event.objects.filter(
            subject="document", subject_id=document.public_id, action="document.copy_confirmed"
        ).last()
        came = told.after.get("moved", []) if told and told.after else []
        moved = list(Document.objects.filter(public_id__in=came, origin=before))
        _lead(own[:1], None)
        _lead([*own[1:], *moved], own[0])
        document.refresh_from_db(fields=["origin"])
    event_record(
        subject=document,
        action="document.copy_split",
        actor=actor,
        before={"origin": before.public_id if before else None},
        after={"origin": document.origin.public_id if document.origin else None},
    )
    evidence_counted_again([*own, *moved])
    return proposal


def _lead(documents: list[Document], origin: Document | None) -> None:
    for row in documents:
        row.origin = origin
        row.save(update_fields=["origin", "updated_at"])


def _decided(proposal: CopyProposal, state: str, actor: User) -> CopyProposal:
    proposal = locked(proposal)
    if proposal.state == state:
        raise DomainError("That is decided already.")
    locked(proposal.document)
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "updated_at"])
    return proposal


def copies_told(proposals: Iterable[CopyProposal]) -> None:
    """Count again what new proposals are about: what was weighed as two sources may be one."""
    documents = {row.pk: row for proposal in proposals for row in versions_of(proposal.document)}
    if documents and Evidence.objects.filter(document__in=documents).exists():
        evidence_counted_again(list(documents.values()))


def evidence_counted_again(documents: list[Document], addresses: Iterable[str] = ()) -> None:
    """Bring what counts origins in step, but for evidence that a decided verdict rests on, which stays as it was.

    `addresses` are those at which these documents were, or are now.
    """
    frozen = Verdict.objects.exclude(state__in=[Verdict.State.DRAFT, Verdict.State.RETURNED])
    about = Q(document__in=documents) | Q(url__in=list(addresses))
    for evidence in Evidence.objects.filter(about).exclude(verdicts__in=frozen):
        evidence.origin_key = evidence_origin(document=evidence.document, url=evidence.url)
        evidence.save(update_fields=["origin_key"])
    for document in documents:
        mark_stale(f"document:{document.public_id}")
    for claim in Claim.objects.filter(appearances__statement__document__in=documents).distinct():
        publish_claim(claim)
