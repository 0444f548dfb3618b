"""How two claims relate."""

from django.contrib.auth.models import User
from django.db import transaction

from claims.models import Claim, ClaimLink
from claims.publishing import publish_claim
from claims.services.conditions import open_claim
from claims.services.events import event_record, reason_required
from claims.services.locks import locked, save_checked


@transaction.atomic
def claim_link(*, claim: Claim, other: Claim, kind: str, actor: User, note: str = "") -> ClaimLink:
    """Record how two claims relate; a contradiction is mutual and stored once."""
    if kind == ClaimLink.Kind.CONTRADICTS and claim.pk > other.pk:
        claim, other = other, claim
    first, second = sorted((claim, other), key=lambda row: row.pk)
    open_claim(first)
    open_claim(second)
    link = ClaimLink(claim=claim, other=other, kind=kind, note=note, created_by=actor)
    save_checked(link)
    is_public = claim.published_at is not None and other.published_at is not None
    for subject in (claim, other):
        event_record(
            subject=subject,
            action="claim.linked",
            actor=actor,
            reason=f"“{claim.text}” {link.get_kind_display()} “{other.text}”",
            after={"kind": kind, "claim": claim.public_id, "other": other.public_id},
            is_public=is_public,
        )
    for subject in (claim, other):
        publish_claim(Claim.objects.get(pk=subject.pk))
    return link


@transaction.atomic
def claim_unlink(*, link: ClaimLink, actor: User, reason: str) -> None:
    """Take back how two claims were said to relate, with the reason, which readers see where both are published."""
    rows = sorted((link.claim, link.other), key=lambda row: row.pk)
    claims = [open_claim(row) for row in rows]
    link = locked(link)
    reason = reason_required(reason, "the two do not relate so")
    words = f"“{link.claim.text}” {link.get_kind_display()} “{link.other.text}”: {reason}"
    before = {"kind": link.kind, "claim": link.claim.public_id, "other": link.other.public_id}
    link.delete()
    for claim in claims:
        event_record(
            subject=claim,
            action="claim.unlinked",
            actor=actor,
            reason=words,
            before=before,
            is_public=all(one.published_at is not None for one in claims),
        )
    for claim in claims:
        publish_claim(claim)
