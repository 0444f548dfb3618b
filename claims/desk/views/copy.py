"""Handing in copy, and how each delivery goes."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from claims.desk.forms import CopyForm
from claims.desk.selectors import DELIVERIES_SHOWN, deliveries, progress
from claims.desk.views.base import DeskRequest, desk_view, found, outlet_named, page, post_view, require
from claims.services.ingestion import (
    handed_in,
    ingestion_resubmit,
    ingestions_resubmit,
    ingestions_submit,
    intake_pause,
    intake_resume,
)
from factcheck.base import DomainError, new_public_id
from sources.models import Ingestion
from sources.services.originals import size_require
from sources.workflow import INGESTION_UNFINISHED

STATES = (
    ("", "All"),
    ("unfinished", "Under way"),
    ("failed", "Failed"),
    ("done", "Done"),
    ("retried", "Retried"),
)


@desk_view("sources.add_ingestion", methods=("GET", "HEAD", "POST"))
def copy_add(request: DeskRequest) -> HttpResponse:
    """Paste a text, or hand in several files, or both; each becomes a delivery of its own."""
    form = CopyForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if form.is_valid() and (batch := _hand_in(request, form)):
            return HttpResponseRedirect(f"{reverse('desk:ingestions')}?batch={batch}")
        return page(request, "copy.html", {"title": "Add copy", "form": form}, status=400)
    return page(request, "copy.html", {"title": "Add copy", "form": form})


def _hand_in(request: DeskRequest, form: CopyForm) -> str:
    """Submit what was handed in. Returns the batch, or nothing when every piece was refused."""
    data = form.cleaned_data
    is_several = len(data["uploads"]) + bool(data["text"].strip()) > 1
    facts: dict[str, Any] = {"url": data["url"], "published_on": data["published_on"]}
    if not is_several:
        facts["title"] = data["title"]
    elif data["url"] or data["title"]:
        form.add_error(None, "A headline or an address belongs to one text. Leave both empty for several.")
        return ""
    try:
        facts["outlet"] = outlet_named(request, data["outlet"])
    except DomainError as error:
        form.add_error("outlet", error.message)
        return ""
    batch, taken = new_public_id(), 0
    facts |= {"batch": batch, "actor": request.user}

    def refuse(name: str, reason: str, field: str = "") -> None:
        sentence = f"{name}: {reason}" if name else reason
        form.add_error(None if name else field if field in form.fields else "text", sentence)
        if is_several:
            messages.error(request, sentence)

    for piece in handed_in({**one, **facts} for one in _pieces(data, refuse)):
        for delivery, made in zip(piece, ingestions_submit(piece), strict=True):
            if isinstance(made, DomainError):
                refuse(delivery["name"] if delivery["way"] == Ingestion.Way.FILE else "", made.message, made.field)
            else:
                taken += 1
    if taken:
        messages.success(request, "One text was handed in." if taken == 1 else f"{taken} texts were handed in.")
    return batch if taken else ""


def _pieces(data: dict[str, Any], refuse: Callable[[str, str], None]) -> Iterator[dict[str, Any]]:
    """What was handed in, one piece after the other; a file is read when its turn comes, or refused for its size."""
    if data["url"] and not data["text"].strip() and not data["uploads"]:
        # An address alone is fetched.
        yield {"way": Ingestion.Way.URL, "name": data["url"]}
    elif data["text"].strip() or not data["uploads"]:
        yield {"way": Ingestion.Way.PASTE, "data": data["text"].encode()}
    for file in data["uploads"]:
        try:
            size_require(file.size)
        except DomainError as error:
            refuse(file.name, error.message)
        else:
            yield {"way": Ingestion.Way.FILE, "name": file.name, "data": file.read()}


@desk_view("sources.view_ingestion")
def ingestions(request: DeskRequest) -> HttpResponse:
    """Every delivery and how it goes; the list renews itself while work goes on."""
    state = request.GET.get("state", "").replace("\0", "")
    batch = request.GET.get("batch", "").replace("\0", "")
    older = request.GET.get("older", "").replace("\0", "")
    rows = deliveries(state=state, batch=batch, older=older)
    shown = rows[:DELIVERIES_SHOWN]
    context = {
        "title": "Ingestions",
        "rows": shown,
        "has_older": len(rows) > DELIVERIES_SHOWN,
        "is_working": any(row.state in INGESTION_UNFINISHED for row in shown),
        "states": STATES,
        "state": state,
        "batch": batch,
        "here": request.get_full_path(),
        "progress": progress(batch),
    }
    return page(request, "ingestions.html", context)


def _batch_page(batch: str) -> HttpResponseRedirect:
    address = reverse("desk:ingestions")
    return HttpResponseRedirect(f"{address}?{urlencode({'batch': batch})}" if batch else address)


def _batch_named(request: DeskRequest) -> str:
    return request.POST.get("batch", "").replace("\0", "")[:10]


@post_view("sources.add_ingestion")
def ingestions_retry_all(request: DeskRequest) -> HttpResponse:
    """Hand in again all that failed, of one batch or at all."""
    batch = _batch_named(request)
    failed = Ingestion.objects.filter(state=Ingestion.State.FAILED)
    again = ingestions_resubmit(failed.filter(batch=batch) if batch else failed, actor=request.user)
    messages.success(request, f"{len(again)} handed in again." if again else "Nothing had failed.")
    return _batch_page(batch)


def _batch_to_hold(request: DeskRequest) -> str:
    """Return the batch that is named; all deliveries are held back, and let go, by whoever watches feeds."""
    batch = _batch_named(request)
    if not batch:
        require(request, "sources.add_feed")
    return batch


@post_view("sources.add_ingestion")
def ingestions_pause(request: DeskRequest) -> HttpResponse:
    batch = _batch_to_hold(request)
    intake_pause(batch=batch, actor=request.user)
    messages.success(request, "Paused. What is under way is finished; nothing is lost.")
    return _batch_page(batch)


@post_view("sources.add_ingestion")
def ingestions_resume(request: DeskRequest) -> HttpResponse:
    batch = _batch_to_hold(request)
    intake_resume(batch=batch)
    messages.success(request, "Work goes on.")
    return _batch_page(batch)


@post_view("sources.add_ingestion")
def ingestion_retry(request: DeskRequest, public_id: str) -> HttpResponse:
    ingestion = found(Ingestion.objects.filter(public_id=public_id).first(), "delivery")
    try:
        again = ingestion_resubmit(ingestion=ingestion, actor=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("desk:ingestions"))
    messages.success(request, "It was handed in again.")
    return HttpResponseRedirect(f"{reverse('desk:ingestions')}?batch={again.batch}")
