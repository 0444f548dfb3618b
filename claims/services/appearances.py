"""Which statements make a claim, and with which of their words."""

from django.contrib.auth.models import User
from django.db import transaction

from claims.models import Appearance, Claim, Statement
from claims.publishing import publish_claim
from claims.services.conditions import claim_touch, open_claim, refuse_while_proposed
from claims.services.events import event_record, reason_required
from claims.services.locks import locked, save_checked
from factcheck.base import DomainError


@transaction.atomic
def claim_join(*, claim: Claim, statement: Statement, actor: User, part: str = "") -> Appearance:
    """Record that a statement makes a claim; `part` are the words that do, if not all of them."""
    claim = open_claim(claim)
    refuse_while_proposed(claim)
    statement = locked(statement)
    if statement.review_state != Statement.Review.ACCEPTED:
        raise DomainError("Accept the statement before you join it to a claim.")
    if part and part not in statement.exact:
        raise DomainError("The part must be words of the statement.", field="part")
    appearance = Appearance(claim=claim, statement=statement, part=part, added_by=actor)
    save_checked(appearance)
    if claim.claimant is None and claim.published_at is None:
        claim.claimant = statement.speaker
    if statement.said_on and (claim.first_said_on is None or statement.said_on < claim.first_said_on):
        claim.first_said_on = statement.said_on
    claim_touch(claim)
    event_record(
        subject=claim,
        action="appearance.added",
        actor=actor,
        after={"statement": statement.public_id, "exact": statement.exact, "part": part},
        is_public=claim.published_at is not None,
    )
    publish_claim(claim)
    return appearance


@transaction.atomic
def appearance_part_set(*, appearance: Appearance, actor: User, part: str) -> Appearance:
    """Say which words of a statement make the claim; empty for all of them. Readers of a published claim are told.

    Raises DomainError for words that the statement does not have, and while a verdict is proposed.
    """
    claim = open_claim(appearance.claim)
    refuse_while_proposed(claim)
    appearance = locked(appearance)
    if part and part not in appearance.statement.exact:
        raise DomainError("The part must be words of the statement.", field="part")
    if appearance.part == part:
        return appearance
    before, appearance.part = appearance.part, part
    save_checked(appearance)
    claim_touch(claim)
    event_record(
        subject=claim,
        action="appearance.part_set",
        actor=actor,
        reason=f"{before or appearance.statement.exact} → {part or appearance.statement.exact}",
        before={"part": before},
        after={"statement": appearance.statement.public_id, "part": part},
        is_public=claim.published_at is not None,
    )
    publish_claim(claim)
    return appearance


@transaction.atomic
def claim_leave(*, appearance: Appearance, actor: User, reason: str) -> Claim:
    """Take a statement out of a claim, with the reason."""
    claim = open_claim(appearance.claim)
    refuse_while_proposed(claim)
    reason = reason_required(reason, "the statement does not make this claim")
    if claim.published_at and claim.appearances.count() == 1:
        raise DomainError("A published claim keeps at least one statement that makes it. Withdraw it instead.")
    appearance = locked(appearance)
    statement = appearance.statement
    appearance.delete()
    claim_touch(claim)
    event_record(
        subject=claim,
        action="appearance.removed",
        actor=actor,
        reason=reason,
        before={"statement": statement.public_id, "exact": statement.exact},
        is_public=claim.published_at is not None,
    )
    publish_claim(claim, also=[statement])
    return claim
