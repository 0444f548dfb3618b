"""The reading room: one document with its statements in place."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import trigger_client_event

from claims.desk.conflicts import Difference
from claims.desk.forms import MarkForm
from claims.desk.selectors import (
    Room,
    card_url,
    document_for_desk,
    document_room,
    first_waiting,
)
from claims.desk.views.base import (
    DeskRequest,
    desk_view,
    found,
    page,
    place,
    wants_middle,
)
from claims.models import Statement
from claims.readers import unread
from claims.services.documents import document_put_away_line
from claims.services.presence import presence_note
from sources.models import Document
from sources.selectors import republished, versions_of

# Names, in the address of a document, the first statement that is still to be reviewed.
NEXT = "next"
REJECTIONS = (
    "Not a statement.",
    "Scare quotes or a title, nobody's words.",
    "The words begin or end in the wrong place.",
    "A duplicate of another statement here.",
)


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


def room_page(
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
    copied = republished(document, versions_of(document)) if document.origin_id else None
    more = {"at": at, "trouble": trouble, "mark_form": mark_form or MarkForm(), "others": others, "copied": copied}
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
    return room_page(request, row, part=part_named(request.GET), at=at)


def part_named(typed: QueryDict) -> int:
    """Return which part of a document an address or a form names; the first where it names none."""
    part = typed.get("part", "")
    return int(part) if part.isdecimal() and len(part) < 7 else 1


def go_on(request: DeskRequest, row: Document) -> HttpResponse:
    """Show the room, at the first statement that waits."""
    following = first_waiting(row)
    if wants_middle(request):
        answer = room_page(request, row, at=following.public_id if following else "")
        return trigger_client_event(
            answer, "desk:at", {"key": following.public_id if following else ""}, after="settle"
        )
    address = card_url(following) if following else reverse("desk:document", args=[row.public_id])
    return HttpResponseRedirect(address)
