"""What editors decide about copies: one dispatch, or two sources."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from claims.models import Appearance, Claim, Event, Evidence, Verdict
from claims.publishing import mark_stale, publish_claim
from claims.services.events import event_record
from claims.services.evidence import evidence_origin
from claims.services.locks import claims_locked, locked
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
        list(Document.objects.filter(pk__in=documents).order_by("pk").select_for_update(no_key=True).only("pk"))
        evidence_counted_again(list(documents.values()))


def evidence_counted(documents: list[Document], addresses: Iterable[str] = ()) -> QuerySet[Evidence]:
    """Return the evidence that may count anew with documents, which are or were at these addresses.

    What a decided verdict rests on is left out: it stays as it was.
    """
    frozen = Verdict.objects.exclude(state__in=[Verdict.State.DRAFT, Verdict.State.RETURNED])
    about = Q(document__in=documents) | Q(url__in=list(addresses))
    return Evidence.objects.filter(about).exclude(verdicts__in=frozen)


def claims_counted(documents: list[Document], addresses: Iterable[str] = ()) -> QuerySet[Claim]:
    """Return the claims that `evidence_counted_again` locks, of which some show these documents."""
    stated = Appearance.objects.filter(statement__document__in=documents).order_by().values("claim")
    weighed = evidence_counted(documents, addresses).order_by().values("claim")
    return Claim.objects.filter(pk__in=stated.union(weighed))


def evidence_counted_again(documents: list[Document], addresses: Iterable[str] = ()) -> None:
    """Bring what counts origins in step, but for evidence that a decided verdict rests on, which stays as it was.

    `addresses` are those at which these documents were, or are now. Call it with the documents locked, and either no
    claim or all of `claims_counted`.
    """
    addresses = list(addresses)
    claims, rows = claims_locked(
        lambda: claims_counted(documents, addresses).values_list("pk", flat=True),
        lambda: list(
            evidence_counted(documents, addresses).order_by("pk").select_for_update(no_key=True, of=("self",))
        ),
    )
    for evidence in rows:
        evidence.origin_key = evidence_origin(document=evidence.document, url=evidence.url)
        evidence.save(update_fields=["origin_key"])
    for document in documents:
        mark_stale(f"document:{document.public_id}")
    stated = set(Appearance.objects.filter(statement__document__in=documents).values_list("claim", flat=True))
    for claim in claims:
        if claim.pk in stated:
            publish_claim(claim)
