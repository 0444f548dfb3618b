"""The home page's figures, suggestions for fields that name things, and the sidebar's permissions."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from claims.desk.lookups import (
    claims_like,
    document_label,
    documents_like,
    outlets_like,
    speaker_options,
    speakers_like,
    with_id,
)
from claims.desk.selectors import home_documents, home_tiles, home_verdicts
from claims.desk.views.base import DeskRequest, desk_view


def dashboard(request: DeskRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the desk's figures to the admin's first page."""
    user = request.user
    if user.has_perm("claims.view_claim"):
        context.update(
            tiles=home_tiles(user),
            documents=home_documents(),
            waiting=home_verdicts(user),
            may_add_copy=user.has_perm("sources.add_ingestion"),
        )
    context["title"] = "Desk"
    return context


@desk_view()
def home(request: DeskRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:index"))


def _options(view: Callable[[str], list[str]], permission: str) -> Callable[..., HttpResponse]:
    @desk_view(permission)
    def inner(request: DeskRequest) -> HttpResponse:
        words = request.GET.get("q", "").replace("\0", "")[:200]
        return JsonResponse({"options": view(words) if words.strip() else []})

    return inner


options_speakers = _options(lambda words: speaker_options(speakers_like(words)), "sources.view_speaker")
options_outlets = _options(lambda words: [outlet.name for outlet in outlets_like(words)], "sources.view_outlet")
options_documents = _options(
    lambda words: [document_label(document) for document in documents_like(words)], "sources.view_document"
)
options_claims = _options(
    lambda words: [with_id(claim.text, claim.public_id) for claim in claims_like(words)], "claims.view_claim"
)
