"""Answering what readers and claimants ask to have corrected."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims.models import Claim, CorrectionRequest
from claims.publishing import publish_correction
from claims.services.events import event_record
from claims.services.locks import locked, save_checked
from factcheck.base import DomainError


@transaction.atomic
def correction_answer(*, request: CorrectionRequest, actor: User, state: str, answer: str) -> CorrectionRequest:
    """Answer a request once, in public words. It corrects nothing by itself: a verdict does."""
    claim = locked(Claim(pk=request.claim_id)) if request.claim_id else None
    request = locked(request)
    if request.state != CorrectionRequest.State.OPEN:
        raise DomainError("This request is answered already.")
    if state == CorrectionRequest.State.OPEN:
        raise DomainError("Say whether it was corrected or declined.", field="state")
    if not answer.strip():
        raise DomainError("Write the answer; readers see it.", field="answer")
    request.state = state
    request.answer = answer.replace("\0", "").strip()
    request.answered_by = actor
    request.answered_at = timezone.now()
    save_checked(request)
    if claim is not None:
        event_record(
            subject=claim,
            action="correction.answered",
            actor=actor,
            reason=request.answer,
            after={"request": request.public_id, "state": state},
        )
    publish_correction(request)
    return request
