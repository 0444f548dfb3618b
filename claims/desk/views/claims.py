"""The claim desk: what is claimed, who says so, the evidence, and who works on it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html

from claims.desk.conflicts import Difference, differences, opened, with_choices
from claims.desk.forms import AssignForm, ClaimForm, EvidenceForm, LinkForm, VerdictForm
from claims.desk.lines import with_names
from claims.desk.lookups import document_label, speaker_label, typed_id, with_id
from claims.desk.propositions import as_proposition
from claims.desk.selectors import (
    claim_desk,
    claim_events,
    claim_for_desk,
    is_denied,
    known_by_opening,
    statements_apart,
    still_open,
    verdict_acts,
)
from claims.desk.views.base import (
    DeskRequest,
    back,
    clean_words,
    desk_view,
    found,
    page,
    post_view,
    posted_version,
    reason_of,
    speaker_meant,
    status_of,
    told,
    wants_middle,
)
from claims.desk.views.room import room_changed
from claims.desk.wording import is_ours
from claims.models import Appearance, Claim, ClaimLink, Statement, Verdict
from claims.public.releases import releases_holding
from claims.public.selectors import Entry
from claims.public.views import claim_previewed
from claims.publishing import claim_preview, serialise, statements_taken_away
from claims.services.assignments import claim_assign, claim_give_back, claim_take
from claims.services.claims import ClaimThereError, claim_draft, claim_edit
from claims.services.links import claim_link, claim_unlink
from claims.services.presence import presence_note
from claims.services.verdicts import open_verdict
from claims.services.withdrawals import claim_drop, claim_take_up, claim_withdraw
from factcheck.base import ConflictError, DomainError

CLAIM_FIELDS = ("text", "claimant", "topics", "first_said_on", "priority", "due_on", "language")


@dataclass
class Trouble:
    """An act on the claim page that was refused: where to show it, and what to show beside it."""

    act: str
    message: str
    key: str = ""
    reason: str = ""
    differences: tuple[Difference, ...] = ()


def claim_url(claim: Claim, anchor: str = "") -> str:
    return reverse("desk:claim", args=[claim.public_id]) + (f"#{anchor}" if anchor else "")


def claim_page(
    request: DeskRequest,
    claim: Claim,
    *,
    trouble: Trouble | None = None,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the claim; `form` is one that was sent and refused, shown again in its place."""
    claim = found(claim_for_desk(claim.public_id), "claim")
    desk = claim_desk(claim)
    user = request.user
    acts = verdict_acts(user, claim, desk.open_verdict)
    initial = claim_initial(claim, desk.topics)
    edit_form = form if isinstance(form, ClaimForm) else ClaimForm(initial=initial).for_claim(claim, user)
    verdict_form = form if isinstance(form, VerdictForm) else VerdictForm(claim=claim, initial=verdict_initial(desk))
    others = presence_note(user=user, subject="claim", subject_id=claim.public_id)
    context = {
        "title": "Claim",
        "claim": claim,
        "others": others,
        "said": _said(desk.appearances),
        "desk": desk,
        "acts": acts,
        "trouble": trouble,
        "claim_form": edit_form,
        "claim_opened": opened(initial),
        "verdict_form": verdict_form,
        "verdict_opened": opened(verdict_initial(desk)),
        "evidence_form": form if isinstance(form, EvidenceForm) else EvidenceForm(),
        "link_form": form if isinstance(form, LinkForm) else LinkForm(),
        "assign_form": AssignForm(
            initial={"assigned_to": claim.assigned_to.get_username() if claim.assigned_to else ""}
        ),
        "document_options": list(
            dict.fromkeys(document_label(appearance.statement.document) for appearance in desk.appearances)
        ),
        "authenticities": Statement.Authenticity.choices,
        "is_open": not claim.withdrawn_at and not claim.merged_into_id,
        "still_open": still_open(desk) if acts["approve"].is_open else [],
        "is_proposed": desk.open_verdict is not None and desk.open_verdict.state == Verdict.State.PROPOSED,
        "may": {
            "edit": user.has_perm("claims.change_claim"),
            "join": user.has_perm("claims.add_appearance"),
            "leave": user.has_perm("claims.delete_appearance"),
            "judge": user.has_perm("claims.change_statement"),
            "add_evidence": user.has_perm("claims.add_evidence"),
            "remove_evidence": user.has_perm("claims.delete_evidence"),
            "assign": user.has_perm("claims.assign_claim"),
            "withdraw": user.has_perm("claims.withdraw_claim"),
            "link": user.has_perm("claims.add_claimlink"),
        },
    }
    return page(request, "claim.html", context, status=status)


def _said(appearances: list[Appearance]) -> list[tuple[str, str]]:
    """Return the answers to “did they say it?”, each with its words and how often it is given."""
    counted = Counter(row.statement.authenticity for row in appearances)
    labels = dict(Statement.Authenticity.choices)
    return [
        (state, f"{labels[state]}{f' ({count})' if len(appearances) > 1 else ''}") for state, count in counted.items()
    ]


def claim_initial(claim: Claim, topics: Any) -> dict[str, Any]:
    return {
        "text": claim.text,
        "claimant": with_id(claim.claimant.name, claim.claimant.public_id) if claim.claimant else "",
        "topics": [topic.public_id for topic in topics],
        "first_said_on": claim.first_said_on,
        "priority": claim.priority,
        "due_on": claim.due_on,
        "language": claim.language,
    }


def verdict_initial(desk: Any) -> dict[str, Any]:
    """Return what the verdict form begins with: the open verdict, or the one that stands, to be corrected.

    A correction begins with all evidence, and without what is said anew each time: its note, and a day that is past.
    """
    verdict = desk.open_verdict or desk.claim.current_verdict
    if verdict is None:
        return {**dict.fromkeys(VerdictForm.base_fields, ""), "evidence": [row.public_id for row in desk.evidence]}
    values = {
        "rating": verdict.rating.code if verdict.rating else "",
        "summary": verdict.summary,
        "known": verdict.known,
        "not_known": verdict.not_known,
        "reason_code": verdict.reason_code,
        "recheck_on": verdict.recheck_on,
        "override_reason": verdict.override_reason,
    }
    if desk.open_verdict:
        evidence = [row.public_id for row in verdict.evidence.all()]
        return {**values, "correction_note": verdict.correction_note, "evidence": evidence}
    if verdict.recheck_on and verdict.recheck_on <= timezone.localdate():
        values["recheck_on"] = None
    return {**values, "evidence": [row.public_id for row in desk.evidence]}


def claim_named(public_id: str) -> Claim:
    return found(claim_for_desk(public_id), "claim")


@desk_view("claims.view_claim")
def claim(request: DeskRequest, public_id: str) -> HttpResponse:
    return claim_page(request, claim_named(public_id))


def claim_act(
    request: DeskRequest, claim: Claim, trouble: Trouble, act: Callable[[], str], *, anchor: str = ""
) -> HttpResponse:
    """Do something with a claim and return to its page; a refusal is shown where the act was."""
    try:
        with transaction.atomic():
            done = act()
    except DomainError as error:
        trouble.message = error.message
        return claim_page(request, claim, trouble=trouble, status=status_of(error))
    messages.success(request, done)
    return back(request, claim_url(claim, anchor))


# --- draft and edit ------------------------------------------------------------------------


@desk_view("claims.add_claim", methods=("GET", "HEAD", "POST"))
def claim_add(request: DeskRequest) -> HttpResponse:
    """Draft a claim, from statements or from nothing."""
    ids = (request.POST if request.method == "POST" else request.GET).getlist("statement")
    chosen = statements_apart().filter(public_id__in=[clean_words(one) for one in ids])
    statements = [known_by_opening(statement) for statement in chosen]
    status = 200
    if request.method == "POST":
        form = ClaimForm(request.POST).for_claim(None, request.user)
        if form.is_valid():
            try:
                with transaction.atomic():
                    made = _draft(request, form, statements)
            except ClaimThereError as error:
                there = format_html(
                    'This statement makes that claim already: <a class="desk-link" href="{}">{}</a>.',
                    claim_url(error.claim),
                    error.claim,
                )
                form.add_error("text", there)
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
            else:
                if wants_middle(request) and statements:
                    messages.success(request, f"Drafted: “{made}”, linked on the card.")
                    return room_changed(request, statements[0])
                messages.success(request, "The claim is drafted. Add evidence, then write the verdict.")
                return HttpResponseRedirect(claim_url(made))
        status = 400
    else:
        first = statements[0] if statements else None
        # Who denies something is not who claims it.
        meant = first if first and not is_denied(first) else None
        initial = {
            "claimant": speaker_label(meant.speaker) if meant and meant.speaker else "",
            "text": as_proposition(meant.exact, kind=meant.kind) if meant and is_ours(meant.language) else "",
        }
        form = ClaimForm(initial=initial).for_claim(None, request.user)
        # Whoever has better words types over these.
        form.fields["text"].widget.attrs["data-begun"] = ""
    context = {
        "title": "Draft a claim",
        "form": form,
        "statements": statements,
        "in_place": wants_middle(request),
    }
    return page(request, "claim_add.html", context, status=status)


def _draft(request: DeskRequest, form: ClaimForm, statements: list[Statement]) -> Claim:
    data = form.cleaned_data
    return claim_draft(
        text=data["text"],
        actor=request.user,
        claimant=speaker_meant(request, field="claimant"),
        statements=statements,
        topics=data["topics"],
        language=data["language"],
        first_said_on=data["first_said_on"],
        priority=data["priority"],
    )


@desk_view("claims.view_claim", "claims.view_verdict")
def claim_preview_view(request: DeskRequest, public_id: str) -> HttpResponse:
    """Show a claim as readers will see it once the verdict under way is approved. Nothing of it is stored."""
    verdict = open_verdict(claim_named(public_id))
    if verdict is None or verdict.rating is None:
        why = "No verdict is under way." if verdict is None else "The verdict under way has no rating yet: choose one."
        return told(request, f"There is nothing to preview. {why}", title="Nothing to preview", status=404)
    now = timezone.now()
    draft = claim_preview(verdict, at=now)
    answer = claim_previewed(Entry(public_id, serialise(draft.body), "", now), "admin/desk/claim_preview.html")
    add_never_cache_headers(answer)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@post_view("claims.change_claim")
def claim_edit_view(request: DeskRequest, public_id: str) -> HttpResponse:
    row = claim_named(public_id)
    form = ClaimForm(with_choices(request.POST, CLAIM_FIELDS)).for_claim(row, request.user)
    if not form.is_valid():
        return claim_page(request, row, form=form, trouble=Trouble("edit", "Some fields need mending."), status=400)
    data = form.cleaned_data
    changes: dict[str, Any] = {
        name: data[name]
        for name in ("text", "language", "first_said_on", "priority", "due_on", "reason")
        if name in data
    }
    try:
        with transaction.atomic():
            version = posted_version(request)
            if "claimant" in data:
                changes["claimant"] = speaker_meant(request, field="claimant") if data["claimant"] else None
            claim_edit(
                claim=row,
                actor=request.user,
                version=version,
                topics=data["topics"],
                **changes,
            )
    except ConflictError as error:
        now = claim_named(public_id)
        theirs = claim_initial(now, now.topics.all())
        trouble = Trouble("edit", error.message, differences=differences(form, theirs))
        return claim_page(request, now, form=form, trouble=trouble, status=409)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return claim_page(request, row, form=form, trouble=Trouble("edit", error.message), status=400)
    messages.success(request, "The claim is saved.")
    return HttpResponseRedirect(claim_url(row))


@post_view("claims.assign_claim")
def claim_assign_view(request: DeskRequest, public_id: str) -> HttpResponse:
    row = claim_named(public_id)

    def act() -> str:
        form = AssignForm(request.POST)
        if not form.is_valid():
            raise DomainError("This colleague has no account on the desk any more.")
        to = form.cleaned_data["assigned_to"]
        claim_assign(claim=row, actor=request.user, to=to)
        return f"Assigned to {to.get_full_name() or to.get_username()}." if to else "Assigned to nobody."

    return claim_act(request, row, Trouble("assign", ""), act)


@post_view("claims.change_claim")
def claim_take_view(request: DeskRequest, public_id: str) -> HttpResponse:
    row = claim_named(public_id)

    def act() -> str:
        claim_take(claim=row, actor=request.user)
        return "It is yours now, under My work."

    return claim_act(request, row, Trouble("assign", ""), act)


@post_view("claims.change_claim")
def claim_give_back_view(request: DeskRequest, public_id: str) -> HttpResponse:
    row = claim_named(public_id)

    def act() -> str:
        claim_give_back(claim=row, actor=request.user)
        return "Given back. Nobody works on it now."

    return claim_act(request, row, Trouble("assign", ""), act)


@post_view("claims.change_claim")
def claim_drop_view(request: DeskRequest, public_id: str) -> HttpResponse:
    row = claim_named(public_id)

    def act() -> str:
        claim_drop(claim=row, actor=request.user, reason=reason_of(request))
        return "The claim is not pursued. It has left the open lists."

    return claim_act(request, row, Trouble("drop", "", reason=request.POST.get("reason", "")), act)


@post_view("claims.change_claim")
def claim_take_up_view(request: DeskRequest, public_id: str) -> HttpResponse:
    row = claim_named(public_id)

    def act() -> str:
        claim_take_up(claim=row, actor=request.user)
        return "The claim is taken up again, as it was left."

    return claim_act(request, row, Trouble("take-up", ""), act)


@desk_view("claims.withdraw_claim", methods=("GET", "HEAD", "POST"))
def claim_withdraw_view(request: DeskRequest, public_id: str) -> HttpResponse:
    """Ask for the reason and show what withdrawing does, then do it."""
    row = claim_named(public_id)
    is_removed = request.POST.get("is_removed") == "on"
    context = {"title": "Withdraw the claim", "claim": row, "reason": reason_of(request), "fault": ""}
    context["is_removed"] = is_removed
    taken, kept = statements_taken_away(row)
    releases = [one.name for one in releases_holding(row.public_id, *(one.public_id for one in taken))]
    context.update(releases=releases, taken=taken, kept=kept)
    if request.method != "POST":
        return page(request, "claim_withdraw.html", context)
    try:
        claim_withdraw(claim=row, actor=request.user, reason=reason_of(request), is_removed=is_removed)
    except DomainError as error:
        return page(request, "claim_withdraw.html", {**context, "fault": error.message}, status=400)
    gone = "removed. Its address says so and why." if is_removed else "withdrawn. Its page stays and says why."
    messages.success(request, f"The claim is {gone}")
    if is_removed and releases:
        names = ", ".join(releases)
        messages.warning(request, f"Readers cannot download these releases any more, which held it: {names}.")
    return HttpResponseRedirect(claim_url(row))


@post_view("claims.add_claimlink")
def claim_link_view(request: DeskRequest, public_id: str) -> HttpResponse:
    row = claim_named(public_id)
    form = LinkForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        other = claim_for_desk(typed_id(data["other"]))
        try:
            if other is None:
                raise DomainError("No claim has this id. Pick one from the list, or paste its address.", field="other")
            claim_link(claim=row, other=other, kind=data["kind"], actor=request.user, note=data["note"])
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, "The two claims are linked.")
            return HttpResponseRedirect(claim_url(row, "links"))
    return claim_page(request, row, form=form, trouble=Trouble("link", ""), status=400)


@post_view("claims.add_claimlink")
def claim_unlink_view(request: DeskRequest, public_id: str) -> HttpResponse:
    """Take a link to another claim back."""
    row = claim_named(public_id)
    key = request.POST.get("link", "")
    links = ClaimLink.objects.filter(Q(claim=row) | Q(other=row)).select_related("claim", "other")
    link = found(links.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None, "link")

    def act() -> str:
        claim_unlink(link=link, actor=request.user, reason=reason_of(request))
        return "The link is taken back."

    return claim_act(
        request, row, Trouble("unlink", "", key=key, reason=request.POST.get("reason", "")), act, anchor="links"
    )


@desk_view("claims.view_claim", "claims.view_event")
def claim_history(request: DeskRequest, public_id: str) -> HttpResponse:
    row = claim_named(public_id)
    before = request.GET.get("before", "")
    events = claim_events(row, before=int(before) if before.isdecimal() and len(before) < 10 else None)
    return page(request, "claim_history.html", {"title": "History", "claim": row, "events": with_names(events)})
