"""What readers and claimants ask to have corrected or checked, and what the desk answers."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims.models import Claim, CorrectionRequest
from claims.publishing import publish_correction
from claims.services.events import event_record, storable
from claims.services.locks import locked, save_checked
from factcheck.base import DomainError

State = CorrectionRequest.State
# However many senders there are, a desk reads no more; what is beyond this in an hour is an attack.
ALL_PER_HOUR = 300


class TooManyRequestsError(DomainError):
    """Whoever sends this has sent enough for the hour, or everybody together has."""


@transaction.atomic
def correction_request(
    *, kind: str, text: str, token: str, sender: str, claim_id: str = "", url: str = "", contact: str = ""
) -> CorrectionRequest:
    """Take in what a reader asks; the form with the same `token` sent again is the same request.

    `claim_id` is the public id of a published claim. DomainError where there is none, TooManyRequestsError where the
    sender has sent READER_REQUESTS_PER_HOUR already.
    """
    text = storable(text).strip()
    if sent := CorrectionRequest.objects.filter(token=token).first():
        if sent.text != text:
            raise DomainError("Another message was sent from this form before. Send this one once more, please.")
        return sent
    claim = Claim.objects.filter(public_id=claim_id, published_at__isnull=False).first() if claim_id else None
    if claim_id and claim is None:
        raise DomainError("There is no public claim with this id.")
    lately = CorrectionRequest.objects.filter(created_at__gte=timezone.now() - dt.timedelta(hours=1)).exclude(token="")
    if (
        lately.filter(sender=sender)[: settings.READER_REQUESTS_PER_HOUR].count() >= settings.READER_REQUESTS_PER_HOUR
        or lately[:ALL_PER_HOUR].count() >= ALL_PER_HOUR
    ):
        raise TooManyRequestsError("Too much was sent within the hour.")
    made = CorrectionRequest(kind=kind, claim=claim, text=text, url=url, contact=contact, token=token, sender=sender)
    try:
        save_checked(made)
    except DomainError:
        # Sent twice at once.
        if sent := CorrectionRequest.objects.filter(token=token).first():
            return sent
        raise
    return made


@transaction.atomic
def correction_answer(*, request: CorrectionRequest, actor: User, state: str, answer: str) -> CorrectionRequest:
    """Answer a request once, in public words. It corrects nothing by itself: a verdict does."""
    claim = locked(Claim(pk=request.claim_id)) if request.claim_id else None
    request = locked(request)
    if request.state != State.OPEN:
        raise DomainError("This request is answered already.")
    if state == State.OPEN:
        raise DomainError("Say what came of it.", field="state")
    if not answer.strip() and state != State.DISCARDED:
        raise DomainError("Write the answer; readers see it.", field="answer")
    request.state = state
    request.answer = storable(answer).strip()
    request.answered_by = actor
    request.answered_at = timezone.now()
    save_checked(request)
    if claim is not None and state != State.DISCARDED:
        event_record(
            subject=claim,
            action="correction.answered",
            actor=actor,
            reason=request.answer,
            after={"request": request.public_id, "state": state},
        )
    publish_correction(request)
    return request
