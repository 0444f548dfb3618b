"""Who else has the page open, asked by the page itself every few seconds."""

from django.http import HttpResponse
from django.shortcuts import render

from claims.desk.views.base import DeskRequest, desk_view, found
from claims.models import Claim
from claims.services.presence import presence_note
from sources.models import Document


@desk_view("sources.view_document")
def document_presence(request: DeskRequest, public_id: str) -> HttpResponse:
    found(Document.objects.filter(public_id=public_id).values("pk").first(), "document")
    return _answer(request, "document", public_id)


@desk_view("claims.view_claim")
def claim_presence(request: DeskRequest, public_id: str) -> HttpResponse:
    """Also tell, by the version that the page shows, whether somebody saved the claim since."""
    claim = found(Claim.objects.filter(public_id=public_id).first(), "claim")
    last = None
    if request.GET.get("version", "").isdecimal() and str(claim.version) != request.GET["version"]:
        last = claim.events.order_by("-number").exclude(actor=request.user).first()
    return _answer(request, "claim", public_id, last=last, version=request.GET.get("version", ""))


def _answer(request: DeskRequest, subject: str, public_id: str, **more: object) -> HttpResponse:
    others = presence_note(user=request.user, subject=subject, subject_id=public_id)
    context = {"others": others, "kind": subject, "public_id": public_id, **more}
    return render(request, "admin/desk/includes/presence.html", context)
