"""What can be done with one statement in the reading room."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django_htmx.http import trigger_client_event

from claims.desk.conflicts import Difference
from claims.desk.forms import MarkForm
from claims.desk.lookups import speaker_label
from claims.desk.marks import find_words
from claims.desk.selectors import (
    card_url,
    claims_misnamed,
    document_for_desk,
    statement_after,
)
from claims.desk.views.base import (
    DeskRequest,
    adds_speaker,
    clean_words,
    found,
    post_view,
    posted_version,
    speaker_meant,
    status_of,
    tell_count,
    told,
    wants_middle,
)
from claims.desk.views.room import Trouble, go_on, room_changed, room_page
from claims.models import Statement
from claims.services.reviews import statement_accept, statement_reattribute, statement_reject
from claims.services.spans import statement_add, statement_respan
from claims.services.statements import in_marks
from claims.services.steps import CHANGED, Left, statements_undo, steps_awaited
from claims.services.undoing import done_with, last_act_by, statement_undo
from factcheck.base import ConflictError, DomainError
from sources.models import Document, Speaker

# What may give words of a published claim to somebody else.
RENAMING = ("reattribute", "settle", "undo")


def _statement(public_id: str) -> Statement:
    rows = Statement.objects.select_related("document", "speaker").defer("document__text")
    return found(rows.filter(public_id=public_id).first(), "statement")


def _at(statement: Statement) -> HttpResponseRedirect:
    """Go to the card of a statement as it now is."""
    return HttpResponseRedirect(card_url(_statement(statement.public_id)))


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
        return room_page(request, document, at=public_id, trouble=trouble, status=status_of(error))
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
    return go_on(request, row)


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


@post_view("claims.add_statement")
def statement_mark(request: DeskRequest, public_id: str) -> HttpResponse:
    """Mark words that the reader missed."""
    row = found(document_for_desk(public_id), "document")
    form = MarkForm(request.POST)
    if not form.is_valid():
        return room_page(request, row, mark_form=form, status=400)
    values = form.cleaned_data
    start, end = values["start"], values["end"]
    if values["words"].strip():
        span = find_words(row.text, values["words"], near=start or 0)
        if span is None:
            form.add_error("words", "These words are not in the document, one after the other.")
            return room_page(request, row, mark_form=form, status=400)
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
        return room_page(request, row, mark_form=form, status=status_of(error))
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
    answer = room_page(request, row, at=statement.public_id)
    return trigger_client_event(answer, "desk:at", {"key": statement.public_id}, after="settle")
