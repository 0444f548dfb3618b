"""Reading a document again: what the reader of today would change, and the button that does it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from claims.desk.selectors import document_for_desk
from claims.desk.views.base import DeskRequest, desk_view, found, page, post_view, told
from claims.extraction import Change
from claims.services.rereading import CHANGES, document_reread, document_rereading
from factcheck.base import DomainError
from sources.models import Document


@dataclass(frozen=True)
class Line:
    """One change as the page shows it: words and speaker before and after."""

    kind: str
    words_before: str
    words_after: str
    speaker_before: str
    speaker_after: str


def _line(change: Change, document: Document) -> Line:
    known, quote = change.known, change.quote
    return Line(
        CHANGES[change.kind],
        document.text[known.start : known.end] if known else "",
        quote.text if quote else "",
        known.speaker or "" if known else "",
        quote.speaker or "" if quote else "",
    )


@desk_view("sources.view_document", "claims.view_statement")
def document_reading(request: DeskRequest, public_id: str) -> HttpResponse:
    document = found(document_for_desk(public_id), "document")
    try:
        rereading = document_rereading(document)
    except DomainError as error:
        return told(request, f"The reader could not be used. {error}", title="Read again", status=500)
    context = {
        "title": "Read again",
        "document": document,
        "rereading": rereading,
        "lines": [_line(change, document) for change in rereading.changes],
        "may_review": request.user.has_perm("claims.change_statement"),
    }
    return page(request, "document_reading.html", context)


@post_view("claims.change_statement")
def document_reread_view(request: DeskRequest, public_id: str) -> HttpResponse:
    document = found(document_for_desk(public_id), "document")
    if document.put_away_at is not None:
        return told(request, "This document is put away. Take it up again first.", title="Read again", status=409)
    try:
        rereading = document_reread(document=document, actor=request.user)
    except DomainError as error:
        return told(request, f"The reader could not be used. {error}", title="Read again", status=500)
    messages.success(request, f"Read again: {rereading.summary}.")
    return HttpResponseRedirect(reverse("desk:document", args=[document.public_id]))
