"""Sources: copies kept of what was online, changes to it, versions compared, and copies of one dispatch."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.urls import reverse

from claims.desk.sources import SHOWN, captures, proposals, version_changes, watches
from claims.desk.views.base import DeskRequest, MissingError, back, desk_view, found, page, post_view
from claims.models import Evidence
from claims.services.archive import capture_retry
from claims.services.copies import copy_confirm, copy_split
from claims.services.evidence import evidence_keep
from claims.services.online import watch_settle
from factcheck.base import DomainError
from sources.models import Capture, CopyProposal, Document, Watch

CAPTURE_STATES = (("", "All"), *Capture.State.choices)
WARC = "application/warc"


def _done(request: DeskRequest, act: Callable[[], object], said: str, fallback: str) -> HttpResponse:
    """Do an act, say that it was done or why it was refused, and go back to where it was asked for."""
    try:
        act()
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, said)
    return back(request, reverse(fallback))


def _older(request: DeskRequest) -> str:
    """The last row of the page before."""
    return request.GET.get("older", "").replace("\0", "")


@desk_view("sources.view_capture")
def archive(request: DeskRequest) -> HttpResponse:
    """Every copy that was asked for and how it went."""
    state = request.GET.get("state", "").replace("\0", "")
    rows = captures(state=state, older=_older(request))
    context = {
        "title": "Archive",
        "rows": rows[:SHOWN],
        "has_older": len(rows) > SHOWN,
        "states": CAPTURE_STATES,
        "state": state,
    }
    return page(request, "archive.html", context)


@desk_view("sources.view_capture")
def capture_file(request: DeskRequest, public_id: str) -> HttpResponse:
    """The WARC file of a copy, to be opened by any web archive's tools."""
    capture = found(Capture.objects.filter(public_id=public_id, state=Capture.State.STORED).first(), "kept copy")
    try:
        file = default_storage.open(capture.file)
    except OSError as error:
        raise MissingError("file of this copy") from error
    name = f"{capture.public_id}.warc.gz"
    return cast("HttpResponse", FileResponse(file, as_attachment=True, filename=name, content_type=WARC))


@post_view("sources.add_ingestion")
def capture_retry_view(request: DeskRequest, public_id: str) -> HttpResponse:
    capture = found(Capture.objects.filter(public_id=public_id).first(), "copy")
    return _done(
        request, lambda: capture_retry(capture=capture, actor=request.user), "It is tried again.", "desk:archive"
    )


@post_view("claims.add_evidence")
def evidence_keep_view(request: DeskRequest, public_id: str) -> HttpResponse:
    evidence = found(Evidence.objects.filter(public_id=public_id).first(), "evidence")
    return _done(
        request, lambda: evidence_keep(evidence=evidence, actor=request.user), "A copy is made now.", "desk:archive"
    )


@desk_view("sources.view_document")
def online(request: DeskRequest) -> HttpResponse:
    """Documents behind published claims whose page changed, is gone, or does not answer."""
    is_settled = request.GET.get("state") == "seen"
    rows = watches(is_settled=is_settled, older=_older(request))
    context = {
        "title": "Changed online",
        "rows": rows[:SHOWN],
        "has_older": len(rows) > SHOWN,
        "is_settled": is_settled,
    }
    return page(request, "online.html", context)


@post_view("sources.change_watch")
def watch_settle_view(request: DeskRequest, public_id: str) -> HttpResponse:
    watch = found(Watch.objects.filter(document__public_id=public_id).first(), "watched document")
    return _done(request, lambda: watch_settle(watch=watch, actor=request.user), "Marked as seen.", "desk:online")


@desk_view("sources.view_document")
def document_changes(request: DeskRequest, public_id: str) -> HttpResponse:
    """What a version of a document changed in the one before it, word by word."""
    rows = Document.objects.select_related("replaces", "outlet").filter(public_id=public_id, replaces__isnull=False)
    document = found(rows.first(), "later version of a document")
    lost = document.replaces.statements.filter(is_lost=True).select_related("speaker") if document.replaces else ()
    context = {
        "title": "What changed",
        "document": document,
        "stretches": version_changes(document),
        "lost": lost,
    }
    return page(request, "document_changes.html", context)


@desk_view("sources.view_copyproposal")
def copies(request: DeskRequest) -> HttpResponse:
    """Documents that look like copies of one dispatch; editors say whether they are."""
    asked = request.GET.get("state", "")
    state = asked if asked in CopyProposal.State.values else CopyProposal.State.PROPOSED
    rows = proposals(state, older=_older(request))
    context = {
        "title": "Copies of one dispatch",
        "rows": rows[:SHOWN],
        "has_older": len(rows) > SHOWN,
        "state": state,
        "states": [(value, label.partition(":")[0]) for value, label in CopyProposal.State.choices],
        "may_decide": request.user.has_perm("sources.change_copyproposal"),
    }
    return page(request, "copies.html", context)


def _proposal(public_id: str) -> CopyProposal:
    return found(CopyProposal.objects.filter(public_id=public_id).first(), "proposal")


@post_view("sources.change_copyproposal")
def copy_confirm_view(request: DeskRequest, public_id: str) -> HttpResponse:
    proposal = _proposal(public_id)
    said = "They count as one origin."
    return _done(request, lambda: copy_confirm(proposal=proposal, actor=request.user), said, "desk:copies")


@post_view("sources.change_copyproposal")
def copy_split_view(request: DeskRequest, public_id: str) -> HttpResponse:
    proposal = _proposal(public_id)
    said = "They count as two origins."
    return _done(request, lambda: copy_split(proposal=proposal, actor=request.user), said, "desk:copies")
