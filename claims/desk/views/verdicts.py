"""Verdicts: write, propose, return, approve, give up. The services decide who may; this asks them."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect

from claims.desk.conflicts import differences, with_choices
from claims.desk.forms import VerdictForm
from claims.desk.selectors import claim_desk, still_open, verdict_acts
from claims.desk.views.base import DeskRequest, found, post_view, posted_version, reason_of, refused, require
from claims.desk.views.claims import (
    Trouble,
    claim_act,
    claim_named,
    claim_page,
    claim_url,
    verdict_initial,
)
from claims.models import Claim, Verdict
from claims.services.verdicts import (
    open_verdict,
    verdict_approve,
    verdict_discard,
    verdict_draft,
    verdict_edit,
    verdict_propose,
    verdict_return,
    verdict_take_back,
)
from claims.workflow import EDITABLE_VERDICTS
from factcheck.base import ConflictError, DomainError


@post_view("claims.change_verdict")
def verdict_save(request: DeskRequest, public_id: str) -> HttpResponse:
    """Save the verdict of a claim, and propose it where that button was pressed."""
    claim = claim_named(public_id)
    form = VerdictForm(with_choices(request.POST, VerdictForm.base_fields), claim=claim)
    if not form.is_valid():
        trouble = Trouble("verdict", "Some fields need mending.")
        return claim_page(request, claim, form=form, trouble=trouble, status=400)
    wanted = request.POST.get("verdict", "")
    verdict = claim.verdicts.filter(public_id=wanted).first() if wanted.isalnum() else None
    if verdict is None or verdict.state in EDITABLE_VERDICTS:
        act = verdict_acts(request.user, claim, verdict)["write"]
        if not act.is_open:
            return refused(request, act.why_not or "This claim is no longer open to verdicts.")
    try:
        with transaction.atomic():
            verdict = _save(request, claim, verdict, form.cleaned_data)
    except ConflictError as error:
        return _conflict(request, claim, form, error.message)
    except DomainError as error:
        # Somebody else began, proposed or gave up the verdict meanwhile: that is a conflict too.
        now = open_verdict(claim)
        if now is not None and (verdict is None or now.pk != verdict.pk or now.state not in EDITABLE_VERDICTS):
            return _conflict(request, claim, form, error.message)
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return claim_page(request, claim, form=form, trouble=Trouble("verdict", error.message), status=400)
    if "propose" not in request.POST:
        messages.success(request, "The draft is saved.")
        return HttpResponseRedirect(claim_url(claim, "verdict"))
    require(request, "claims.propose_verdict")
    try:
        verdict_propose(verdict=verdict, actor=request.user, version=verdict.version)
    except DomainError as error:
        messages.error(request, f"The draft is saved but not proposed. {error.message}")
    else:
        messages.success(request, "Proposed. A second editor decides.")
    return HttpResponseRedirect(claim_url(claim, "verdict"))


def _save(request: DeskRequest, claim: Claim, verdict: Verdict | None, data: dict[str, Any]) -> Verdict:
    if verdict is None:
        require(request, "claims.add_verdict")
        return verdict_draft(claim=claim, actor=request.user, **data)
    return verdict_edit(verdict=verdict, actor=request.user, version=posted_version(request), **data)


def _conflict(request: DeskRequest, claim: Claim, form: VerdictForm, message: str) -> HttpResponse:
    desk = claim_desk(claim)
    trouble = Trouble("verdict", message, differences=differences(form, verdict_initial(desk)))
    return claim_page(request, claim, form=form, trouble=trouble, status=409)


def _decide(request: DeskRequest, public_id: str, name: str) -> HttpResponse:
    verdict = found(Verdict.objects.select_related("claim").filter(public_id=public_id).first(), "verdict")

    def act() -> str:
        version = posted_version(request)
        if name == "approve":
            is_decided_here = verdict.state == Verdict.State.PROPOSED and verdict.proposed_by_id != request.user.pk
            points = still_open(claim_desk(verdict.claim)) if is_decided_here else []
            if points and "open_seen" not in request.POST:
                raise DomainError(f"Say that you have seen what is open. {' '.join(points)}")
            verdict_approve(verdict=verdict, actor=request.user, reason=reason_of(request), version=version)
            return "Approved and published."
        if name == "return":
            verdict_return(verdict=verdict, actor=request.user, reason=reason_of(request), version=version)
            return "Returned with your reason."
        verdict_discard(verdict=verdict, actor=request.user, reason=reason_of(request), version=version)
        return "Given up. It stays in the history."

    trouble = Trouble(name, "", reason=request.POST.get("reason", ""))
    return claim_act(request, verdict.claim, trouble, act, anchor="verdict")


@post_view("claims.view_verdict")
def verdict_approve_view(request: DeskRequest, public_id: str) -> HttpResponse:
    """Approve a verdict. Its proposer is refused for being that, whatever their role allows."""
    if not Verdict.objects.filter(public_id=public_id, proposed_by_id=request.user.pk).exists():
        require(request, "claims.approve_verdict")
    return _decide(request, public_id, "approve")


@post_view("claims.approve_verdict")
def verdict_return_view(request: DeskRequest, public_id: str) -> HttpResponse:
    return _decide(request, public_id, "return")


@post_view("claims.change_verdict")
def verdict_discard_view(request: DeskRequest, public_id: str) -> HttpResponse:
    verdict = found(Verdict.objects.select_related("claim").filter(public_id=public_id).first(), "verdict")
    if why_not := verdict_acts(request.user, verdict.claim, verdict)["discard"].why_not:
        return refused(request, why_not)
    return _decide(request, public_id, "discard")


@post_view("claims.propose_verdict")
def verdict_propose_view(request: DeskRequest, public_id: str) -> HttpResponse:
    """Propose a verdict as it was saved, without the form."""
    verdict = found(Verdict.objects.select_related("claim").filter(public_id=public_id).first(), "verdict")
    if why_not := verdict_acts(request.user, verdict.claim, verdict)["propose"].why_not:
        return refused(request, why_not)

    def act() -> str:
        verdict_propose(verdict=verdict, actor=request.user, version=posted_version(request))
        return "Proposed. A second editor decides."

    return claim_act(request, verdict.claim, Trouble("propose", ""), act, anchor="verdict")


@post_view("claims.propose_verdict")
def verdict_take_back_view(request: DeskRequest, public_id: str) -> HttpResponse:
    """Make one's own proposal a draft again."""
    verdict = found(Verdict.objects.select_related("claim").filter(public_id=public_id).first(), "verdict")

    def act() -> str:
        verdict_take_back(verdict=verdict, actor=request.user, version=posted_version(request))
        return "Taken back. It is a draft again."

    return claim_act(request, verdict.claim, Trouble("take-back", ""), act, anchor="verdict")
