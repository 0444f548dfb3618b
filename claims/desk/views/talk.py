"""Comments, watching, and what was brought to whoever is logged in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from claims.desk.views.base import (
    DeskRequest,
    MissingError,
    clean_words,
    desk_view,
    page,
    post_view,
    require,
    status_of,
)
from claims.models import Claim, Comment, Following, MailChoice, Statement
from claims.services.talk import (
    About,
    about,
    comment_add,
    comment_remove,
    follow,
    mail_choose,
    notifications_read,
    talk_path,
    unfollow,
    unknown_mentions,
)
from factcheck.base import DomainError
from sources.models import Document

MODELS: dict[str, Any] = {
    "claim": Claim.objects,
    "statement": Statement.objects.select_related("document").defer("document__text"),
    "document": Document.objects.defer("text"),
}
NOTIFICATIONS_SHOWN = 100


def _about(kind: str, public_id: str) -> About:
    row = MODELS[kind].filter(public_id=public_id).first() if kind in MODELS else None
    if row is None:
        raise MissingError("such thing")
    while isinstance(row, Claim) and row.merged_into is not None:
        # What was said there went with the merge.
        row = row.merged_into
    return row


def _desk_address(row: About) -> str:
    if isinstance(row, Claim):
        return reverse("desk:claim", args=[row.public_id])
    if isinstance(row, Statement):
        return f"{reverse('desk:document', args=[row.document.public_id])}?at={row.public_id}"
    return reverse("desk:document", args=[row.public_id])


@desk_view("claims.view_comment", methods=("GET", "HEAD", "POST"))
def talk(request: DeskRequest, kind: str, public_id: str) -> HttpResponse:
    """What was said about a claim, a statement or a document; and a field to say something."""
    row, fault, status, typed = _about(kind, public_id), "", 200, ""
    if request.method != "POST" and row.public_id != public_id:
        return HttpResponseRedirect(talk_path(row))
    if request.method == "POST":
        require(request, "claims.add_comment")
        typed = request.POST.get("text", "")
        try:
            made = comment_add(to=row, author=request.user, text=typed)
        except DomainError as error:
            fault, status = error.message, status_of(error)
        else:
            if strangers := unknown_mentions(typed):
                names = ", ".join(f"@{name}" for name in strangers)
                was = "was" if len(strangers) == 1 else "were"
                messages.warning(
                    request, f"Your comment is kept, but nobody here is called {names}, who {was} told nothing."
                )
            return HttpResponseRedirect(f"{talk_path(row)}#c-{made.public_id}")
    context = {
        "title": "Comments",
        "about": row,
        "kind": kind,
        "address": _desk_address(row),
        "comments": Comment.objects.filter(**about(row)).select_related("author"),
        "is_watched": Following.objects.filter(user=request.user, **about(row)).exists(),
        "may_comment": request.user.has_perm("claims.add_comment"),
        "fault": fault,
        "typed": typed,
    }
    return page(request, "talk.html", context, status=status)


@post_view("claims.add_comment")
def comment_remove_view(request: DeskRequest, public_id: str) -> HttpResponse:
    comment = (
        Comment.objects.filter(public_id=public_id)
        .select_related("claim", "statement", "document")
        .defer("document__text")
        .first()
    )
    if comment is None:
        raise MissingError("comment")
    try:
        comment_remove(comment=comment, actor=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(talk_path(comment.about))


@post_view("claims.view_comment")
def watch(request: DeskRequest, kind: str, public_id: str) -> HttpResponse:
    """Begin or cease to hear of it."""
    row = _about(kind, public_id)
    (unfollow if request.POST.get("stop") else follow)(to=row, user=request.user)
    return HttpResponseRedirect(talk_path(row))


@desk_view("claims.view_comment", methods=("GET", "HEAD", "POST"))
def notifications(request: DeskRequest) -> HttpResponse:
    """What was brought to me, and how letters are to reach me."""
    if request.method == "POST":
        if request.POST.get("act") == "read":
            count = notifications_read(user=request.user)
            messages.success(request, f"{count} marked as read.")
        else:
            try:
                mail_choose(user=request.user, when=clean_words(request.POST.get("when", "")))
                messages.success(request, "Saved.")
            except DomainError as error:
                messages.error(request, error.message)
        return HttpResponseRedirect(reverse("desk:notifications"))
    choice = MailChoice.objects.filter(user=request.user).first()
    rows = list(request.user.notifications.all()[:NOTIFICATIONS_SHOWN])
    context = {
        "title": "Notifications",
        "notifications": rows,
        "has_unread": any(row.read_at is None for row in rows),
        "choices": MailChoice.When.choices,
        "chosen": choice.when if choice else MailChoice.When.AT_ONCE,
    }
    return page(request, "notifications.html", context)
