"""What can be done with a document itself: corrected, marked as withdrawn, put away."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from claims.desk.conflicts import OPENED, differences, opened, with_choices
from claims.desk.forms import DocumentForm
from claims.desk.lines import with_names
from claims.desk.lookups import with_id
from claims.desk.selectors import (
    document_for_desk,
)
from claims.desk.views.base import (
    DeskRequest,
    desk_view,
    found,
    outlet_named,
    page,
    post_view,
    posted_version,
    reason_of,
    status_of,
)
from claims.desk.views.room import Trouble, room_page
from claims.models import Claim
from claims.services.documents import document_edit, document_facts, document_history
from claims.services.ingestion import may_withdraw
from claims.services.putting_away import document_put_away, document_take_up
from claims.services.restoring import document_restore, is_killed
from claims.services.versions import claims_withdrawn_with, document_withdraw
from factcheck.base import ConflictError, DomainError
from sources.models import Document
from sources.selectors import versions_of


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
        return room_page(request, row, trouble=trouble, status=status_of(error))
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
