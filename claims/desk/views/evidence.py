"""The evidence of a claim: added, corrected, removed, and its files."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header

from claims.desk.conflicts import OPENED, Difference, differences, opened, with_choices
from claims.desk.forms import EvidenceFactsForm, EvidenceForm
from claims.desk.lookups import document_meant
from claims.desk.marks import find_words
from claims.desk.screens import SECOND
from claims.desk.views.base import (
    DeskRequest,
    desk_view,
    found,
    page,
    post_view,
    reason_of,
)
from claims.desk.views.claims import Trouble, claim_act, claim_named, claim_page, claim_url
from claims.models import Evidence
from claims.services.evidence import evidence_add, evidence_edit, evidence_facts, evidence_loose, evidence_remove
from factcheck.base import DomainError
from sources.services.originals import size_require


@post_view("claims.add_evidence")
def evidence_add_view(request: DeskRequest, public_id: str) -> HttpResponse:
    row = claim_named(public_id)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        document = document_meant(data.pop("document")) if data["document"] else data.pop("document") or None
        try:
            if request.POST.get("document") and document is None:
                raise DomainError("No document has this id. Pick one from the list.", field="document")
            if document and (span := find_words(document.text, data["excerpt"])):
                # A browser sends other line ends than the text has.
                data["excerpt"] = document.text[slice(*span)]
            upload = data.pop("file")
            title = data.pop("title") or (upload.name if upload and not document else "")
            if upload:
                size_require(upload.size)
                data.update(file=upload.read(), file_name=upload.name)
            evidence_add(claim=row, actor=request.user, document=document, title=title, **data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, "The evidence is added.")
            return HttpResponseRedirect(claim_url(row, "evidence"))
    return claim_page(request, row, form=form, trouble=Trouble("evidence", ""), status=400)


@desk_view("claims.add_evidence", methods=("GET", "HEAD", "POST"))
def evidence_edit_view(request: DeskRequest, public_id: str) -> HttpResponse:
    """Correct what is said of evidence that no verdict rests on yet."""
    row = found(Evidence.objects.select_related("claim").filter(public_id=public_id).first(), "evidence")
    clash: tuple[Difference, ...] = ()
    if request.method == "POST":
        form = EvidenceFactsForm(with_choices(request.POST, EvidenceFactsForm.base_fields))
        if form.is_valid():
            data = form.cleaned_data
            if row.document and (span := find_words(row.document.text, data["excerpt"])):
                # A browser sends other line ends than the text has.
                data["excerpt"] = row.document.text[slice(*span)]
            try:
                with transaction.atomic():
                    row = evidence_loose(row)
                    clash = differences(form, evidence_facts(row), only_theirs=True)
                    if not clash:
                        evidence_edit(evidence=row, actor=request.user, **data)
                        messages.success(request, "The evidence is corrected.")
                        return HttpResponseRedirect(claim_url(row.claim, "evidence"))
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
    else:
        form = EvidenceFactsForm(initial=evidence_facts(row))
    is_first = request.method != "POST" or clash
    context = {
        "title": "Correct evidence",
        "evidence": row,
        "form": form,
        # Until both versions are shown, the form is what it was opened as.
        "opened": opened(evidence_facts(row)) if is_first else request.POST.get(OPENED, ""),
        "trouble": Trouble("edit", SECOND, differences=clash) if clash else None,
    }
    return page(request, "evidence_edit.html", context, status=409 if clash else 400 if form.errors else 200)


@desk_view("claims.view_evidence")
def evidence_file(request: DeskRequest, public_id: str) -> HttpResponse:
    """The file of a piece of evidence, as it was handed in. Saved by the browser, never shown by it."""
    rows = Evidence.objects.select_related("file").filter(public_id=public_id, file__isnull=False)
    evidence = found(rows.first(), "file")
    assert evidence.file is not None
    answer = HttpResponse(bytes(evidence.file.data), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=evidence.file_name or "file"
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@post_view("claims.delete_evidence")
def evidence_remove_view(request: DeskRequest, public_id: str) -> HttpResponse:
    row = found(Evidence.objects.select_related("claim").filter(public_id=public_id).first(), "evidence")

    def act() -> str:
        evidence_remove(evidence=row, actor=request.user, reason=reason_of(request))
        return "The evidence is removed."

    trouble = Trouble("remove", "", key=public_id, reason=request.POST.get("reason", ""))
    return claim_act(request, row.claim, trouble, act, anchor="evidence")
