"""Claims that are no longer pursued, are withdrawn, or are taken away by the law."""

from functools import partial

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims.models import Claim, Statement, Verdict
from claims.public.releases import releases_withhold
from claims.publishing import publish_around_statement, publish_claim, statements_taken_away
from claims.services.conditions import claim_touch, open_claim, refuse_while_proposed
from claims.services.events import event_record, reason_required
from claims.services.locks import locked, save_checked
from claims.workflow import OPEN_VERDICTS
from factcheck.base import DomainError
from sources.models import Document


@transaction.atomic
def claim_drop(*, claim: Claim, actor: User, reason: str) -> Claim:
    """No longer pursue a claim that readers never saw. It leaves the open lists and keeps all that belongs to it.

    Raises DomainError without a reason, for a claim that was ever published, and while a verdict is proposed.
    """
    claim = open_claim(claim)
    if claim.published_at is not None:
        raise DomainError("Readers know this claim. It can be withdrawn, which they are told.")
    refuse_while_proposed(claim)
    claim.withdrawal_reason = reason_required(reason, "the claim is not pursued")
    claim.withdrawn_at = timezone.now()
    claim_touch(claim)
    event_record(subject=claim, action="claim.dropped", actor=actor, reason=reason, after={"pursued": False})
    return claim


@transaction.atomic
def claim_take_up(*, claim: Claim, actor: User) -> Claim:
    """Pursue a claim again, as it was left; DomainError for one that is pursued or withdrawn."""
    claim = locked(claim)
    if not claim.is_dropped:
        raise DomainError("This claim was not put away, so there is nothing to take up again.")
    reason, claim.withdrawn_at, claim.withdrawal_reason = claim.withdrawal_reason, None, ""
    claim_touch(claim)
    event_record(
        subject=claim, action="claim.taken_up", actor=actor, before={"reason": reason}, after={"pursued": True}
    )
    return claim


@transaction.atomic
def claim_withdraw(*, claim: Claim, actor: User | None, reason: str, is_removed: bool = False) -> Claim:
    """Withdraw a published claim: its page stays and says why. A public step.

    Where the law demands it (`is_removed`), of a withdrawn claim as well, the page goes too: its address answers 410
    with the reason, and what only it made public goes with it: its statements too, but for those that another published
    claim rests on, and the releases that hold any of this. The desk keeps all.
    """
    # Documents before claims, as everywhere: what stands around the words of removed statements changes with them.
    held = (
        Document.objects.filter(pk__in=claim.statements.values("document")) if is_removed else Document.objects.none()
    )
    documents = list(held.order_by("pk").select_for_update(no_key=True, of=("self",)))
    claim = locked(claim)
    reason = reason_required(reason, "the claim is removed" if is_removed else "the claim is withdrawn")
    if claim.published_at is None:
        raise DomainError("This claim is not published, so there is nothing to withdraw.")
    if claim.is_removed or (claim.withdrawn_at is not None and not is_removed):
        raise DomainError(f"This claim is {'removed' if claim.is_removed else 'withdrawn'} already.")
    if claim.merged_into is not None and not is_removed:
        raise DomainError(f"This claim was merged into “{claim.merged_into}”. Withdraw that one, or undo the merge.")
    for verdict in claim.verdicts.filter(state__in=OPEN_VERDICTS):
        # Nobody could decide it any more.
        verdict.state = Verdict.State.SUPERSEDED
        verdict.version += 1
        save_checked(verdict)
        event_record(
            subject=claim,
            action="verdict.discarded",
            actor=actor,
            reason=f"The claim is {'removed' if is_removed else 'withdrawn'}.",
            after={"verdict": verdict.public_id},
        )
    claim.withdrawn_at = claim.withdrawn_at or timezone.now()
    claim.withdrawal_reason = reason
    claim.is_removed = is_removed
    claim_touch(claim)
    event_record(
        subject=claim,
        action="claim.removed" if is_removed else "claim.withdrawn",
        actor=actor,
        reason=reason,
        after={"removed": True} if is_removed else {"withdrawn": True},
        is_public=True,
    )
    publish_claim(claim)
    if is_removed:
        _take_words_away(claim, documents)
        # A dated export is not written anew, so what the law takes away takes those with it that hold it.
        transaction.on_commit(partial(releases_withhold, *_removed_with(claim)))
    return claim


def _take_words_away(claim: Claim, documents: list[Document]) -> None:
    """Show the words of statements that went with a claim no longer, also where they stand around other statements."""
    taken, _ = statements_taken_away(claim)
    for document in documents:
        spans = [[row.start, row.end] for row in taken if row.document_id == document.pk]
        document.removed_spans = [*document.removed_spans, *spans]
        document.save(update_fields=["removed_spans", "updated_at"])
        around = document.statements.filter(review_state=Statement.Review.ACCEPTED).exclude(
            pk__in=[r.pk for r in taken]
        )
        for row in around:
            publish_around_statement(row)


def releases_sweep() -> list[str]:
    """Withhold the releases that hold what was removed; return their names.

    One that was written while the removal was made, or whose folder could not be moved then.
    """
    return releases_withhold(*(key for claim in Claim.objects.filter(is_removed=True) for key in _removed_with(claim)))


def _removed_with(claim: Claim) -> list[str]:
    """The ids of a removed claim and of the statements that went with it."""
    taken, _ = statements_taken_away(claim)
    return [claim.public_id, *(row.public_id for row in taken)]
