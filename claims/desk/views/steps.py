"""Acts on several statements at once: accepting what one speaker said, rejecting what is left."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from claims.desk.selectors import (
    document_for_desk,
    statements_waiting,
)
from claims.desk.views.base import (
    LISTED,
    DeskRequest,
    back,
    clean_words,
    desk_view,
    found,
    page,
    post_view,
    tell_count,
)
from claims.desk.views.room import REJECTIONS, go_on, part_named
from claims.models import Statement
from claims.services.steps import statements_accept, statements_reject
from factcheck.base import DomainError

# Why all that is left in a document is rejected, most often.
NOTHING_HERE = "Nothing here to check."


@post_view("claims.change_statement")
def statements_accept_view(request: DeskRequest, public_id: str) -> HttpResponse:
    """Accept all that one speaker is suggested to have said in the part of a document that the page showed."""
    row = found(document_for_desk(public_id), "document")
    waiting = list(statements_waiting(row, clean_words(request.POST.get("speaker_id", "")), part_named(request.POST)))
    if (shown := request.POST.get("count", "")) and shown != str(len(waiting)):
        # What nobody looked at is not accepted.
        messages.error(
            request, f"Nothing is accepted: {len(waiting)} wait now, and the page showed {shown}. Look at them first."
        )
        return go_on(request, row)
    done, left = statements_accept(statements=waiting, actor=request.user)
    tell_count(request, done, "accepted", left)
    return go_on(request, row)


@desk_view("claims.change_statement", methods=("GET", "HEAD", "POST"))
def statements_reject_view(request: DeskRequest) -> HttpResponse:
    """Ask for one reason for several statements, and reject them: those chosen in a list, or all left in a document.

    The form names each with the version that the page showed, so that what a colleague did meanwhile stands.
    """
    row = None
    if public_id := clean_words(request.GET.get("document", "")):
        row = found(document_for_desk(public_id), "document")
    seen = _seen(request.POST.get("seen", ""))
    if request.method == "POST":
        rows = list(Statement.objects.filter(public_id__in=seen).defer("document__text").order_by("start", "pk"))
    elif row is not None:
        rows = list(row.statements.filter(review_state=Statement.Review.SUGGESTED).order_by("start", "pk"))
    else:
        chosen = clean_words(request.GET.get("chosen", "")).split(",")[:LISTED]
        rows = list(Statement.objects.filter(public_id__in=chosen).order_by("-pk"))
    fault, reason = "", NOTHING_HERE if row else ""
    if request.method == "POST":
        for one in rows:
            one.version = seen[one.public_id]
        reason = clean_words(request.POST.get("reason", ""))
        try:
            done, left = statements_reject(statements=rows, actor=request.user, reason=reason)
        except DomainError as error:
            fault = error.message
        else:
            tell_count(request, done, "rejected", left)
            return go_on(request, row) if row else back(request, reverse("admin:claims_statement_changelist"))
    context = {
        "title": "Reject several statements",
        "document": row,
        "rows": rows,
        "seen": ",".join(f"{one.public_id}:{one.version}" for one in rows),
        "reason": reason,
        "rejections": (NOTHING_HERE, *REJECTIONS),
        "fault": fault,
        "next": request.POST.get("next", "") or request.GET.get("next", ""),
    }
    return page(request, "statements_reject.html", context, status=400 if fault else 200)


def _seen(typed: str) -> dict[str, int]:
    """Return the versions that a form showed, by the ids of their statements; what is no such pair is left out."""
    pairs = (pair.partition(":") for pair in clean_words(typed).split(","))
    return {key: int(version) for key, _, version in pairs if version.isdecimal() and len(version) < 10}
