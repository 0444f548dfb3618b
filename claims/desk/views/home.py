"""The desk's home, bulk assignment, and suggestions for fields that name things."""

from collections.abc import Callable
from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from claims.desk import queues
from claims.desk.forms import AssignForm
from claims.desk.lookups import (
    Option,
    claims_like,
    document_label,
    documents_like,
    outlets_like,
    speaker_options,
    speakers_like,
    with_id,
)
from claims.desk.views.base import DeskRequest, back, clean_words, desk_view, page, post_view
from claims.models import Claim
from claims.services.assignments import claims_assign
from claims.services.events import person_name
from factcheck.base import DomainError


@desk_view()
def home(request: DeskRequest) -> HttpResponse:
    """The queues of the desk, and the one that is looked at."""
    if not request.user.has_perm("claims.view_claim"):
        return page(request, "home.html", {"title": "Desk"})
    data = request.GET
    found = queues.home(
        request.user,
        chosen=data.get("queue", ""),
        filters=queues.Filters.of(data.dict()),
        after=data.get("after", "").replace("\0", ""),
    )
    context = {
        "title": "Desk",
        "home": found,
        "priorities": Claim.Priority.choices,
        "may_add_copy": request.user.has_perm("sources.add_ingestion"),
        "may_assign": found.queue.kind == "claims" and request.user.has_perm("claims.assign_claim"),
        "today": timezone.localdate(),
    }
    return page(request, "home.html", context)


@post_view("claims.assign_claim")
def claims_assign_view(request: DeskRequest) -> HttpResponse:
    """Give the chosen claims to a colleague, or to nobody, and return to the list."""
    shown = dict(clean_words(one).partition(":")[::2] for one in request.POST.getlist("claim")[: queues.ROWS_SHOWN])
    chosen = [
        (claim, int(owner) if (owner := shown[claim.public_id]).isdecimal() and len(owner) < 10 else None)
        for claim in Claim.objects.filter(public_id__in=shown)
    ]
    form = AssignForm(request.POST)
    if not chosen:
        messages.error(request, "Choose the claims first.")
    elif not form.is_valid():
        messages.error(request, "This colleague has no account on the desk any more.")
    else:
        to = form.cleaned_data["assigned_to"]
        try:
            count, left = claims_assign(claims=chosen, actor=request.user, to=to)
        except DomainError as error:
            messages.error(request, f"Nothing is assigned. {error.message}")
            return back(request, reverse("desk:home"))
        claims = f"{count} {'claim' if count == 1 else 'claims'}"
        messages.success(request, f"{claims} assigned to {person_name(to) if to else 'nobody'}.")
        for claim in left:
            owner = person_name(claim.assigned_to) if claim.assigned_to else "nobody"
            messages.warning(request, f"“{claim}” is left as it is: it is with {owner} since this list was loaded.")
    return back(request, reverse("desk:home"))


def _options(view: Callable[[str], list[Option]], permission: str) -> Callable[..., HttpResponse]:
    @desk_view(permission)
    def inner(request: DeskRequest) -> HttpResponse:
        words = request.GET.get("q", "").replace("\0", "")[:200]
        return JsonResponse({"options": [asdict(one) for one in view(words)] if words.strip() else []})

    return inner


options_speakers = _options(lambda words: speaker_options(speakers_like(words)), "sources.view_speaker")
options_outlets = _options(
    lambda words: [Option(outlet.name, outlet.get_kind_display()) for outlet in outlets_like(words)],
    "sources.view_outlet",
)
options_documents = _options(
    lambda words: [Option(document_label(document)) for document in documents_like(words)], "sources.view_document"
)
options_claims = _options(
    lambda words: [
        Option(with_id(claim.text, claim.public_id), claim.get_status_display()) for claim in claims_like(words)
    ],
    "claims.view_claim",
)
