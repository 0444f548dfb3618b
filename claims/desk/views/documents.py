"""The reading room: one document with its statements in place, and what can be done with each."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import trigger_client_event

from claims.desk.conflicts import OPENED, Difference, differences, opened, with_choices
from claims.desk.forms import DocumentForm, MarkForm
from claims.desk.lines import with_names
from claims.desk.lookups import speaker_label, with_id
from claims.desk.marks import find_words
from claims.desk.selectors import (
    Room,
    card_url,
    claims_misnamed,
    document_for_desk,
    document_room,
    first_waiting,
    statement_after,
    statements_waiting,
)
from claims.desk.views.base import (
    LISTED,
    DeskRequest,
    adds_speaker,
    back,
    clean_words,
    desk_view,
    found,
    outlet_named,
    page,
    place,
    post_view,
    posted_version,
    reason_of,
    speaker_meant,
    status_of,
    tell_count,
    told,
    wants_middle,
)
from claims.models import Claim, Statement
from claims.readers import unread
from claims.services.documents import document_edit, document_facts, document_history, document_put_away_line
from claims.services.ingestion import may_withdraw
from claims.services.presence import presence_note
from claims.services.putting_away import document_put_away, document_take_up
from claims.services.restoring import document_restore, is_killed
from claims.services.reviews import statement_accept, statement_reattribute, statement_reject
from claims.services.spans import statement_add, statement_respan
from claims.services.statements import in_marks
from claims.services.steps import CHANGED, Left, statements_accept, statements_reject, statements_undo, steps_awaited
from claims.services.undoing import done_with, last_act_by, statement_undo
from claims.services.versions import claims_withdrawn_with, document_withdraw
from factcheck.base import ConflictError, DomainError
from sources.models import Document, Speaker
from sources.selectors import versions_of

# Names, in the address of a document, the first statement that is still to be reviewed.
NEXT = "next"
REJECTIONS = (
    "Not a statement.",
    "Scare quotes or a title, nobody's words.",
    "The words begin or end in the wrong place.",
    "A duplicate of another statement here.",
)
# What may give words of a published claim to somebody else.
RENAMING = ("reattribute", "settle", "undo")
# Why all that is left in a document is rejected, most often.
NOTHING_HERE = "Nothing here to check."


@dataclass(frozen=True)
class Trouble:
    """An act on a card that was refused, and what had been typed; both versions where somebody else was first."""

    key: str
    act: str
    message: str
    data: QueryDict
    differences: tuple[Difference, ...] = ()


def _context(request: DeskRequest, document: Document, room: Room, **more: Any) -> dict[str, Any]:
    is_away = document.put_away_at is not None
    return {
        "title": "Document",
        "room": room,
        "document": document,
        "rejections": REJECTIONS,
        "unread": unread(document.language, is_empty=not room.counts),
        "may_review": not is_away and request.user.has_perm("claims.change_statement"),
        "may_mark": not is_away and request.user.has_perm("claims.add_statement"),
        "may_edit": request.user.has_perm("sources.change_document"),
        "may_draft": request.user.has_perm("claims.add_claim"),
        "may_join": request.user.has_perm("claims.add_appearance"),
        "may_put_away": request.user.has_perm("sources.add_ingestion"),
        "away": document_put_away_line(document) if is_away else None,
        **more,
    }


def _room(
    request: DeskRequest,
    document: Document,
    *,
    part: int = 1,
    at: str = "",
    trouble: Trouble | None = None,
    mark_form: MarkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the whole room."""
    room = document_room(document, part=part, at=at)
    others = presence_note(user=request.user, subject="document", subject_id=document.public_id)
    more = {"at": at, "trouble": trouble, "mark_form": mark_form or MarkForm(), "others": others}
    answer = page(request, "document.html", _context(request, document, room, **more), status=status)
    if request.method == "POST" and wants_middle(request):
        place(answer, target="#room", swap="outerHTML show:none")
        answer["HX-Reselect"] = "#room"
    return answer


def room_changed(
    request: DeskRequest,
    statement: Statement,
    *,
    at: Statement | None = None,
    trouble: Trouble | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer a script with what changed about one statement: its card, its mark in the text, the counts.

    `at` is the statement to go to; it stands in the room already, or the room goes to its part.
    """
    document = found(document_for_desk(statement.document.public_id), "document")
    only = {statement.public_id}
    speaker_id = document.statements.values_list("speaker", flat=True).get(pk=statement.pk)
    if (
        statement.suggested_speaker
        and speaker_id != statement.speaker_id
        and None in (speaker_id, statement.speaker_id)
    ):
        # What was just given to somebody new may have given others their speaker, and taken from them when taken back.
        alike = document.statements.filter(suggested_speaker=statement.suggested_speaker)
        only.update(alike.filter(review_state=Statement.Review.SUGGESTED).values_list("public_id", flat=True))
    room = document_room(document, at=statement.public_id, only=only)
    goal = at or statement
    if room.part_of[goal.public_id] != room.part:
        elsewhere = {"path": card_url(goal), "target": "#room", "select": "#room", "swap": "outerHTML"}
        return HttpResponse(headers={"HX-Location": json.dumps(elsewhere)})
    context = _context(request, document, room, trouble=trouble, is_part=True)
    answer = render(request, "admin/desk/document_changed.html", context, status=status)
    answer.headers["HX-Reswap"] = "none"
    return trigger_client_event(answer, "desk:at", {"key": goal.public_id}, after="settle")


@desk_view("sources.view_document", "claims.view_statement")
def document(request: DeskRequest, public_id: str) -> HttpResponse:
    row = found(document_for_desk(public_id), "document")
    at = request.GET.get("at", "")
    if at == NEXT:
        waiting = first_waiting(row)
        at = waiting.public_id if waiting else ""
    return _room(request, row, part=_part(request.GET), at=at)


def _part(typed: QueryDict) -> int:
    """Return which part of a document an address or a form names; the first where it names none."""
    part = typed.get("part", "")
    return int(part) if part.isdecimal() and len(part) < 7 else 1


def _at(statement: Statement) -> HttpResponseRedirect:
    """Go to the card of a statement as it now is."""
    return HttpResponseRedirect(card_url(_statement(statement.public_id)))


def _statement(public_id: str) -> Statement:
    rows = Statement.objects.select_related("document", "speaker").defer("document__text")
    return found(rows.filter(public_id=public_id).first(), "statement")


def _act(
    request: DeskRequest,
    public_id: str,
    name: str,
    act: Callable[[Statement], str],
    *,
    goes_on: bool = False,
) -> HttpResponse:
    """Do something with a statement and go to its card, or to the next one to review.

    A refusal is shown on the card, with what had been typed.
    """
    statement = _statement(public_id)
    try:
        with transaction.atomic():
            done = act(statement)
    except DomainError as error:
        now = _statement(public_id)
        clash = _clash(now, request.POST, _wanted(name, request.POST)) if isinstance(error, ConflictError) else ()
        trouble = Trouble(public_id, name, error.message, request.POST, clash)
        if wants_middle(request):
            return room_changed(request, now, trouble=trouble, status=status_of(error))
        document = found(document_for_desk(statement.document.public_id), "document")
        return _room(request, document, at=public_id, trouble=trouble, status=status_of(error))
    messages.success(request, done)
    for claim in claims_misnamed(statement) if name in RENAMING else ():
        messages.warning(
            request, f"“{claim}” still names {claim.claimant} as its claimant, who said none of its statements."
        )
    goal = (statement_after(statement) if goes_on else None) or statement
    return room_changed(request, statement, at=goal) if wants_middle(request) else _at(goal)


def _wanted(act: str, typed: QueryDict) -> str:
    """Return the review state that an act was to bring about; empty where it was about something else."""
    if act == "settle":
        return typed.get("state", "")
    is_accepted = act == "accept" or (act == "reattribute" and "accept" in typed)
    return "accepted" if is_accepted else "rejected" if act == "reject" else ""


def _clash(now: Statement, typed: QueryDict, wanted: str) -> tuple[Difference, ...]:
    """Return what was sent beside what the statement now holds, for whoever was second to choose field by field."""
    labels = dict(Statement.Review.choices)
    mine = clean_words(typed.get("speaker", ""))
    picked = Speaker.objects.filter(public_id=clean_words(typed.get("speaker_id", ""))).first()
    if picked:
        mine = speaker_label(picked)
    rows = (
        ("speaker", "Speaker", mine, speaker_label(now.speaker) if now.speaker else "Nobody"),
        ("words", "Words", typed.get("words", "").replace("\0", ""), now.exact),
        ("state", "Review", str(labels.get(wanted, "")), now.get_review_state_display()),
    )
    sent = {"speaker": mine, "words": typed.get("words", ""), "state": wanted}
    return tuple(
        Difference(name, label, mine, theirs, (), is_mine=None, sent=sent[name])
        for name, label, mine, theirs in rows
        if mine.strip() not in ("", theirs)
    )


@post_view("claims.change_statement")
def statement_accept_view(request: DeskRequest, public_id: str) -> HttpResponse:
    def act(statement: Statement) -> str:
        version = posted_version(request)
        speaker = speaker_meant(request, statement=statement)
        if speaker is not None and speaker.pk == statement.speaker_id:
            speaker = None
        done = statement_accept(
            statement=statement,
            actor=request.user,
            speaker=speaker,
            version=version,
            is_new_speaker=adds_speaker(request),
        )
        return f"Accepted: {in_marks(done)}, said by {done.speaker}."

    return _act(request, public_id, "accept", act, goes_on=True)


@post_view("claims.change_statement")
def statement_reject_view(request: DeskRequest, public_id: str) -> HttpResponse:
    def act(statement: Statement) -> str:
        statement_reject(
            statement=statement,
            actor=request.user,
            reason=clean_words(request.POST.get("quick", "") or request.POST.get("reason", "")),
            version=posted_version(request),
        )
        return f"Rejected: {in_marks(statement)}."

    return _act(request, public_id, "reject", act, goes_on=True)


@post_view("claims.change_statement")
def statement_undo_view(request: DeskRequest, public_id: str) -> HttpResponse:
    return _undo(request, _statement(public_id))


def _undo(request: DeskRequest, seen: Statement) -> HttpResponse:
    def act(statement: Statement) -> str:
        was = statement.speaker
        done = statement_undo(statement=statement, actor=request.user, version=seen.version)
        is_out = was is not None and not Speaker.objects.filter(pk=was.pk).exists()
        also = f" {was} is out of the record again." if is_out else ""
        return f"Taken back: {in_marks(done)}.{also}"

    return _act(request, seen.public_id, "undo", act)


@post_view("claims.change_statement")
def document_undo(request: DeskRequest, public_id: str) -> HttpResponse:
    """Take back whatever this person did last in this document."""
    row = found(document_for_desk(public_id), "document")
    # What is being accepted at this moment is the last step, too.
    steps_awaited(row)
    last = last_act_by(request.user, row)
    if last is None:
        return _nothing_done(request, row, "There is nothing of yours to take back here.")
    step, changed = done_with(last, row)
    if len(step) == 1 and not changed:
        return _undo(request, step[0])
    done, left = statements_undo(statements=step, actor=request.user)
    tell_count(request, done, "taken back", [*left, *([Left(CHANGED, changed)] if changed else [])])
    return _go_on(request, row)


def _nothing_done(request: DeskRequest, document: Document, sentence: str) -> HttpResponse:
    if wants_middle(request):
        return told(request, sentence, title="Nothing done", status=400)
    messages.error(request, sentence)
    return HttpResponseRedirect(reverse("desk:document", args=[document.public_id]))


@post_view("claims.change_statement")
def statement_reattribute_view(request: DeskRequest, public_id: str) -> HttpResponse:
    accepts = "accept" in request.POST

    def act(statement: Statement) -> str:
        version = posted_version(request)
        speaker = speaker_meant(request, statement=statement)
        if speaker is None:
            raise DomainError("Say who spoke.", field="speaker")
        common: dict[str, Any] = {
            "statement": statement,
            "actor": request.user,
            "speaker": speaker,
            "reason": clean_words(request.POST.get("reason", "")),
            "version": version,
        }
        if accepts:
            statement_accept(**common, is_new_speaker=adds_speaker(request))
        else:
            statement_reattribute(**common)
        return f"Said by {speaker}: {in_marks(statement)}."

    return _act(request, public_id, "reattribute", act, goes_on=accepts)


def _span(statement: Statement, typed: QueryDict) -> tuple[int, int]:
    """Return where the words that a form names stand in the document: those nearest to where they were chosen."""
    words, start = typed.get("words", "").replace("\0", ""), typed.get("start", "")
    near = int(start) if start.isdecimal() and len(start) < 10 else statement.start
    span = find_words(statement.document.text, words, near=near)
    if span is None:
        raise DomainError("These words are not in the document, one after the other.", field="words")
    return span


@post_view("claims.change_statement")
def statement_respan_view(request: DeskRequest, public_id: str) -> HttpResponse:
    def act(statement: Statement) -> str:
        start, end = _span(statement, request.POST)
        statement_respan(
            statement=statement,
            actor=request.user,
            start=start,
            end=end,
            reason=clean_words(request.POST.get("reason", "")),
            version=posted_version(request),
        )
        return "The statement has new ends."

    return _act(request, public_id, "respan", act)


@post_view("claims.change_statement")
def statement_settle_view(request: DeskRequest, public_id: str) -> HttpResponse:
    """Save what somebody who was second chose, field by field, over what was saved before them."""

    def act(statement: Statement) -> str:
        chosen = {name for name in ("speaker", "words", "state") if request.POST.get(f"take_{name}") == "mine"}
        reason, version = clean_words(request.POST.get("reason", "")), posted_version(request)
        common: dict[str, Any] = {"actor": request.user}
        if "speaker" in chosen and (speaker := speaker_meant(request, statement=statement)) is not None:
            statement = statement_reattribute(
                statement=statement, speaker=speaker, reason=reason, version=version, **common
            )
            # The row is ours until the transaction ends.
            version = None
        if "words" in chosen:
            start, end = _span(statement, request.POST)
            statement = statement_respan(
                statement=statement, start=start, end=end, reason=reason, version=version, **common
            )
            version = None
        if "state" in chosen and request.POST.get("state") == Statement.Review.REJECTED:
            statement_reject(statement=statement, reason=reason, version=version, **common)
        elif "state" in chosen:
            statement_accept(statement=statement, version=version, **common)
        return "Saved as you chose." if chosen else "Left as it is."

    return _act(request, public_id, "settle", act)


def _document_initial(document: Document) -> dict[str, Any]:
    facts = document_facts(document)
    return {**facts, "outlet": with_id(str(document.outlet), document.outlet.public_id) if document.outlet else ""}


@desk_view("sources.change_document", methods=("GET", "HEAD", "POST"))
def document_edit_view(request: DeskRequest, public_id: str) -> HttpResponse:
    """Correct who published a document, when, under which headline and at which address."""
    row = found(document_for_desk(public_id), "document")
    trouble, status = None, 200
    if request.method == "POST":
        form, status = DocumentForm(with_choices(request.POST, DocumentForm.base_fields)), 400
        if form.is_valid():
            data = form.cleaned_data
            try:
                with transaction.atomic():
                    facts = {**data, "outlet": outlet_named(request, data["outlet"])}
                    document_edit(document=row, actor=request.user, version=posted_version(request), **facts)
            except ConflictError as error:
                row, status = found(document_for_desk(public_id), "document"), 409
                clash = differences(form, _document_initial(row))
                trouble = Trouble(public_id, "edit", error.message, request.POST, clash)
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
                row = found(document_for_desk(public_id), "document")
            else:
                messages.success(request, "The document is saved.")
                return HttpResponseRedirect(reverse("desk:document", args=[public_id]))
    else:
        form = DocumentForm(initial=_document_initial(row))
    context = {
        "title": "Correct a document",
        "document": row,
        "form": form,
        # Until both versions are shown, the form is what it was opened as.
        "version": row.version if status in (200, 409) else request.POST.get("version", ""),
        "opened": opened(_document_initial(row)) if status in (200, 409) else request.POST.get(OPENED, ""),
        "trouble": trouble,
        "events": with_names(document_history(row)),
    }
    if row.withdrawn_at is None:
        context["gone"], context["back"] = claims_withdrawn_with(row, may_withdraw=may_withdraw(request.user))
    else:
        context["is_killed"] = is_killed(versions_of(row))
    return page(request, "document_edit.html", context, status=status)


@post_view("sources.change_document")
def document_withdraw_view(request: DeskRequest, public_id: str) -> HttpResponse:
    """Mark a document as withdrawn by its publisher, who did not say so in a way that is read."""
    row = found(document_for_desk(public_id), "document")
    note = reason_of(request)
    if not note:
        messages.error(request, "Say what the publisher says of it, or how the house knows.")
        return HttpResponseRedirect(reverse("desk:document-edit", args=[public_id]))
    may = may_withdraw(request.user)
    gone, back_again = claims_withdrawn_with(row, may_withdraw=may)
    document_withdraw(document=row, note=note, actor=request.user, may_withdraw=may)
    claims = [claim.pk for claim in (*gone, *back_again)]
    # What a colleague did in between is counted too.
    withdrawn = Claim.objects.filter(pk__in=claims, withdrawn_at__isnull=False).count()
    messages.success(
        request,
        "The document is marked as withdrawn."
        f" Claims withdrawn with it: {withdrawn}; back on the desk: {len(claims) - withdrawn}.",
    )
    return HttpResponseRedirect(reverse("desk:document", args=[public_id]))


@post_view("sources.change_document")
def document_restore_view(request: DeskRequest, public_id: str) -> HttpResponse:
    """Take back that a document was marked as withdrawn."""
    row = found(document_for_desk(public_id), "document")
    try:
        document_restore(document=row, actor=request.user, reason=reason_of(request))
    except DomainError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("desk:document-edit", args=[public_id]))
    messages.success(request, "The document is no longer marked as withdrawn. What rests on it is back on the desk.")
    return HttpResponseRedirect(reverse("desk:document", args=[public_id]))


@post_view("sources.add_ingestion")
def document_put_away_view(request: DeskRequest, public_id: str) -> HttpResponse:
    """Put away what was handed in by mistake."""
    row = found(document_for_desk(public_id), "document")
    try:
        document_put_away(document=row, actor=request.user, reason=reason_of(request))
    except DomainError as error:
        trouble = Trouble(public_id, "put-away", error.message, request.POST)
        return _room(request, row, trouble=trouble, status=status_of(error))
    messages.success(request, "The document is put away. It has left the lists and what waits.")
    return HttpResponseRedirect(reverse("desk:document", args=[public_id]))


@post_view("sources.add_ingestion")
def document_take_up_view(request: DeskRequest, public_id: str) -> HttpResponse:
    row = found(document_for_desk(public_id), "document")
    try:
        document_take_up(document=row, actor=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "The document is taken up again, as it was left.")
    return HttpResponseRedirect(reverse("desk:document", args=[public_id]))


@post_view("claims.add_statement")
def statement_mark(request: DeskRequest, public_id: str) -> HttpResponse:
    """Mark words that the reader missed."""
    row = found(document_for_desk(public_id), "document")
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _room(request, row, mark_form=form, status=400)
    values = form.cleaned_data
    start, end = values["start"], values["end"]
    if values["words"].strip():
        span = find_words(row.text, values["words"], near=start or 0)
        if span is None:
            form.add_error("words", "These words are not in the document, one after the other.")
            return _room(request, row, mark_form=form, status=400)
        start, end = span
    try:
        with transaction.atomic():
            speaker = speaker_meant(request)
            if speaker is None:
                raise DomainError("Say who spoke.", field="speaker")
            statement = statement_add(
                document=row,
                actor=request.user,
                start=start,
                end=end,
                speaker=speaker,
                kind=values["kind"],
                said_on=values["said_on"],
            )
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _room(request, row, mark_form=form, status=status_of(error))
    messages.success(request, f"Marked: {in_marks(statement)}, said by {speaker}.")
    if values["start"] is None and (others := row.text.count(statement.exact) - 1):
        places = "place" if others == 1 else "places"
        messages.warning(request, f"These words stand at {others} other {places} too; the first one was marked.")
    around = row.statements.exclude(pk=statement.pk).exclude(review_state=Statement.Review.REJECTED)
    if (outer := around.filter(start__lte=statement.start, end__gte=statement.end).first()) is not None:
        messages.warning(request, f"They lie within another statement: {in_marks(outer)}, said by {outer.speaker}.")
    if not wants_middle(request):
        return _at(statement)
    # Numbers and parts of what follows are others now, so the whole room is.
    answer = _room(request, row, at=statement.public_id)
    return trigger_client_event(answer, "desk:at", {"key": statement.public_id}, after="settle")


@post_view("claims.change_statement")
def statements_accept_view(request: DeskRequest, public_id: str) -> HttpResponse:
    """Accept all that one speaker is suggested to have said in the part of a document that the page showed."""
    row = found(document_for_desk(public_id), "document")
    waiting = list(statements_waiting(row, clean_words(request.POST.get("speaker_id", "")), _part(request.POST)))
    if (shown := request.POST.get("count", "")) and shown != str(len(waiting)):
        # What nobody looked at is not accepted.
        messages.error(
            request, f"Nothing is accepted: {len(waiting)} wait now, and the page showed {shown}. Look at them first."
        )
        return _go_on(request, row)
    done, left = statements_accept(statements=waiting, actor=request.user)
    tell_count(request, done, "accepted", left)
    return _go_on(request, row)


@desk_view("claims.change_statement", methods=("GET", "HEAD", "POST"))
def statements_reject_view(request: DeskRequest) -> HttpResponse:
    """Ask for one reason for several statements, and reject them: those chosen in a list, or all left in a document.

    The form names each with the version that the page showed, so that what a colleague did meanwhile stands.
    """
    row = None
    if public_id := clean_words(request.GET.get("document", "")):
        row = found(document_for_desk(public_id), "document")
    seen = _seen(request.POST.get("seen", ""))
    if request.method == "POST":
        rows = list(Statement.objects.filter(public_id__in=seen).defer("document__text").order_by("start", "pk"))
    elif row is not None:
        rows = list(row.statements.filter(review_state=Statement.Review.SUGGESTED).order_by("start", "pk"))
    else:
        chosen = clean_words(request.GET.get("chosen", "")).split(",")[:LISTED]
        rows = list(Statement.objects.filter(public_id__in=chosen).order_by("-pk"))
    fault, reason = "", NOTHING_HERE if row else ""
    if request.method == "POST":
        for one in rows:
            one.version = seen[one.public_id]
        reason = clean_words(request.POST.get("reason", ""))
        try:
            done, left = statements_reject(statements=rows, actor=request.user, reason=reason)
        except DomainError as error:
            fault = error.message
        else:
            tell_count(request, done, "rejected", left)
            return _go_on(request, row) if row else back(request, reverse("admin:claims_statement_changelist"))
    context = {
        "title": "Reject several statements",
        "document": row,
        "rows": rows,
        "seen": ",".join(f"{one.public_id}:{one.version}" for one in rows),
        "reason": reason,
        "rejections": (NOTHING_HERE, *REJECTIONS),
        "fault": fault,
        "next": request.POST.get("next", "") or request.GET.get("next", ""),
    }
    return page(request, "statements_reject.html", context, status=400 if fault else 200)


def _seen(typed: str) -> dict[str, int]:
    """Return the versions that a form showed, by the ids of their statements; what is no such pair is left out."""
    pairs = (pair.partition(":") for pair in clean_words(typed).split(","))
    return {key: int(version) for key, _, version in pairs if version.isdecimal() and len(version) < 10}


def _go_on(request: DeskRequest, row: Document) -> HttpResponse:
    """Show the room, at the first statement that waits."""
    following = first_waiting(row)
    if wants_middle(request):
        answer = _room(request, row, at=following.public_id if following else "")
        return trigger_client_event(
            answer, "desk:at", {"key": following.public_id if following else ""}, after="settle"
        )
    return _at(following) if following else HttpResponseRedirect(reverse("desk:document", args=[row.public_id]))
