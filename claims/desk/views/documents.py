"""The reading room: one document with its statements in place, and what can be done with each."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from claims.desk.forms import MarkForm
from claims.desk.marks import find_words
from claims.desk.selectors import card_url, document_for_desk, document_room, statement_after, statements_waiting
from claims.desk.views.base import (
    DeskRequest,
    clean_words,
    desk_view,
    found,
    page,
    post_view,
    posted_version,
    speaker_meant,
    status_of,
)
from claims.models import Statement
from claims.services.statements import (
    statement_accept,
    statement_add,
    statement_reattribute,
    statement_reject,
    statement_reopen,
    statement_respan,
)
from factcheck.base import DomainError
from sources.models import Document

REJECTIONS = (
    "Not a statement.",
    "Scare quotes or a title, nobody's words.",
    "The words begin or end in the wrong place.",
    "A duplicate of another statement here.",
)


@dataclass(frozen=True)
class Trouble:
    """An act on a card that was refused, and what had been typed."""

    key: str
    act: str
    message: str
    data: QueryDict


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
    context = {
        "title": "Document",
        "room": document_room(document, part=part, at=at),
        "document": document,
        "at": at,
        "trouble": trouble,
        "mark_form": mark_form or MarkForm(),
        "rejections": REJECTIONS,
        "may_review": request.user.has_perm("claims.change_statement"),
        "may_mark": request.user.has_perm("claims.add_statement"),
        "may_draft": request.user.has_perm("claims.add_claim"),
        "may_join": request.user.has_perm("claims.add_appearance"),
    }
    return page(request, "document.html", context, status=status)


@desk_view("sources.view_document", "claims.view_statement")
def document(request: DeskRequest, public_id: str) -> HttpResponse:
    row = found(document_for_desk(public_id), "document")
    part = request.GET.get("part", "")
    return _room(
        request,
        row,
        part=int(part) if part.isdecimal() and len(part) < 7 else 1,
        at=request.GET.get("at", ""),
    )


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
        trouble = Trouble(public_id, name, error.message, request.POST)
        document = found(document_for_desk(statement.document.public_id), "document")
        return _room(request, document, at=public_id, trouble=trouble, status=status_of(error))
    messages.success(request, done)
    return _at((statement_after(statement) if goes_on else None) or statement)


def _name(statement: Statement) -> str:
    return f"“{statement}”"


@post_view("claims.change_statement")
def statement_accept_view(request: DeskRequest, public_id: str) -> HttpResponse:
    def act(statement: Statement) -> str:
        version = posted_version(request)
        speaker = speaker_meant(request)
        if speaker is not None and speaker.pk == statement.speaker_id:
            speaker = None
        done = statement_accept(statement=statement, actor=request.user, speaker=speaker, version=version)
        return f"Accepted: {_name(done)}, said by {done.speaker}."

    return _act(request, public_id, "accept", act, goes_on=True)


@post_view("claims.change_statement")
def statement_reject_view(request: DeskRequest, public_id: str) -> HttpResponse:
    def act(statement: Statement) -> str:
        statement_reject(
            statement=statement,
            actor=request.user,
            reason=clean_words(request.POST.get("reason", "")),
            version=posted_version(request),
        )
        return f"Rejected: {_name(statement)}."

    return _act(request, public_id, "reject", act, goes_on=True)


@post_view("claims.change_statement")
def statement_reopen_view(request: DeskRequest, public_id: str) -> HttpResponse:
    def act(statement: Statement) -> str:
        statement_reopen(statement=statement, actor=request.user)
        return f"Open again: {_name(statement)}."

    return _act(request, public_id, "reopen", act)


@post_view("claims.change_statement")
def statement_reattribute_view(request: DeskRequest, public_id: str) -> HttpResponse:
    accepts = "accept" in request.POST

    def act(statement: Statement) -> str:
        version = posted_version(request)
        speaker = speaker_meant(request)
        if speaker is None:
            raise DomainError("Say who spoke.", field="speaker")
        done = statement_reattribute(
            statement=statement,
            actor=request.user,
            speaker=speaker,
            reason=clean_words(request.POST.get("reason", "")),
            version=version,
        )
        if accepts:
            statement_accept(statement=done, actor=request.user)
        return f"Said by {speaker}: {_name(statement)}."

    return _act(request, public_id, "reattribute", act, goes_on=accepts)


@post_view("claims.change_statement")
def statement_respan_view(request: DeskRequest, public_id: str) -> HttpResponse:
    def act(statement: Statement) -> str:
        words = request.POST.get("words", "").replace("\0", "")
        place = find_words(statement.document.text, words, near=statement.start)
        if place is None:
            raise DomainError("These words are not in the document, one after the other.", field="words")
        statement_respan(
            statement=statement,
            actor=request.user,
            start=place[0],
            end=place[1],
            version=posted_version(request),
        )
        return "The statement has new ends."

    return _act(request, public_id, "respan", act)


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
        place = find_words(row.text, values["words"], near=start or 0)
        if place is None:
            form.add_error("words", "These words are not in the document, one after the other.")
            return _room(request, row, mark_form=form, status=400)
        start, end = place
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
    messages.success(request, f"Marked: {_name(statement)}, said by {speaker}.")
    return _at(statement)


@post_view("claims.change_statement")
def statements_accept(request: DeskRequest, public_id: str) -> HttpResponse:
    """Accept all that one speaker is suggested to have said in a document."""
    row = found(document_for_desk(public_id), "document")
    count, refused = 0, ""
    for statement in statements_waiting(row, clean_words(request.POST.get("speaker_id", ""))):
        try:
            statement_accept(statement=statement, actor=request.user, version=statement.version)
            count += 1
        except DomainError as error:
            refused = error.message
    messages.success(request, f"{count} {'statement was' if count == 1 else 'statements were'} accepted.")
    if refused:
        messages.error(request, refused)
    return HttpResponseRedirect(reverse("desk:document", args=[row.public_id]))
