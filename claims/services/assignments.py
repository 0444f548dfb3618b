"""Who works on a claim."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction

from claims.models import Claim
from claims.services.conditions import claim_touch, open_claim
from claims.services.events import event_record, person_name
from claims.services.locks import locked
from factcheck.base import DomainError


@transaction.atomic
def claim_assign(*, claim: Claim, actor: User, to: User | None) -> Claim:
    """Give a claim to a colleague, or to nobody."""
    claim = open_claim(claim)
    if claim.assigned_to_id == (to.pk if to else None):
        return claim
    before = {"assigned_to": claim.assigned_to.get_username() if claim.assigned_to else None}
    claim.assigned_to = to
    claim_touch(claim)
    event_record(
        subject=claim,
        action="claim.assigned",
        actor=actor,
        before=before,
        after={"assigned_to": to.get_username() if to else None},
    )
    return claim


@transaction.atomic
def claim_take(*, claim: Claim, actor: User) -> Claim:
    """Take a claim that nobody works on. Whoever comes second is told who was first."""
    claim = locked(claim)
    if claim.assigned_to and claim.assigned_to_id != actor.pk:
        raise DomainError(f"{person_name(claim.assigned_to)} works on this claim already.")
    return claim_assign(claim=claim, actor=actor, to=actor)


@transaction.atomic
def claim_give_back(*, claim: Claim, actor: User) -> Claim:
    """Give a claim of one's own back, so that nobody works on it."""
    claim = locked(claim)
    if claim.assigned_to_id != actor.pk:
        raise DomainError("This claim is not yours to give back.")
    return claim_assign(claim=claim, actor=actor, to=None)


@transaction.atomic
def claims_assign(
    *, claims: Iterable[tuple[Claim, int | None]], actor: User, to: User | None
) -> tuple[int, list[Claim]]:
    """Give several claims to a colleague, or to nobody, each with the id of whom the list showed beside it.

    Returns how many changed hands, and those that are left as they are because somebody else was given them since.
    """
    moved, left = 0, []
    for row, shown in sorted(claims, key=lambda pair: pair[0].pk):
        claim = open_claim(row)
        if claim.assigned_to_id != shown:
            left.append(claim)
            continue
        moved += claim_assign(claim=claim, actor=actor, to=to).assigned_to_id != shown
    return moved, left
