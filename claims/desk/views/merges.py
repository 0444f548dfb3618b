"""Merging and unmerging: what would move, the act, its undoing, and the likely duplicates."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from claims.desk.duplicates import claim_pairs, likely_same, speaker_pairs
from claims.desk.lookups import claims_like, speakers_meant, typed_id
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
from claims.models import Claim, Merge
from claims.services.merges import claims_merge, merge_fault, merge_preview, merge_undo, not_the_same, speakers_merge
from factcheck.base import DomainError
from sources.models import Speaker

PERMISSIONS = {"speaker": "sources.merge_speaker", "claim": "claims.merge_claim"}
MERGES_SHOWN = 50
Row = Speaker | Claim


def _named(kind: str, public_id: str) -> Row:
    rows: Any = Speaker.objects if kind == "speaker" else Claim.objects.select_related("claimant", "assigned_to")
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise MissingError(kind)
    return row


def _meant(kind: str, words: str) -> Row | None:
    """Return what the field names: by id, or by a name or text that only one has."""
    if public_id := typed_id(words):
        rows: Any = Speaker.objects if kind == "speaker" else Claim.objects
        if found := rows.filter(public_id=public_id).first():
            return found
    candidates: list[Any] = list(
        speakers_meant(words)
        if kind == "speaker"
        else [one for one in claims_like(words, limit=5) if one.text.casefold() == words.casefold()]
    )
    return candidates[0] if len(candidates) == 1 else None


def _address(row: Row) -> str:
    if isinstance(row, Claim):
        return reverse("desk:claim", args=[row.public_id])
    return reverse("admin:sources_speaker_change", args=[row.pk])


@desk_view(methods=("GET", "HEAD", "POST"))
def merge(request: DeskRequest, kind: str, public_id: str) -> HttpResponse:
    """Choose the other one, look at what would move, and merge with a reason."""
    if kind not in PERMISSIONS:
        raise MissingError("page")
    require(request, PERMISSIONS[kind])
    row = _named(kind, public_id)
    data = request.POST if request.method == "POST" else request.GET
    words, reason, fault, status = clean_words(data.get("into", "")), clean_words(data.get("reason", "")), "", 200
    into = _meant(kind, words) if words else None
    if words and into is None:
        fault, status = f"“{words}” names no {kind}, or several. Choose one from the suggestions.", 400
    elif into is not None:
        fault = merge_fault(row, into)
    if request.method == "POST" and into is not None:
        try:
            made = _merge(request, row, into, reason)
        except DomainError as error:
            fault, status = error.message, status_of(error)
        else:
            messages.success(request, f"Merged. The old address leads to “{into}” from now on.")
            return HttpResponseRedirect(f"{reverse('desk:merges')}#m-{made.public_id}")
    context = {
        "title": f"Merge a {kind}",
        "kind": kind,
        "row": row,
        "row_address": _address(row),
        "into": into,
        "into_address": _address(into) if into else "",
        "typed": words,
        "reason": reason,
        "fault": fault,
        "is_shut": bool(into and merge_fault(row, into)),
        "preview": merge_preview(row, into) if into is not None and into.pk != row.pk else [],
        "likely": likely_same(row),
        "options": f"options-{kind}s",
    }
    return page(request, "merge.html", context, status=status)


def _merge(request: DeskRequest, row: Row, into: Row, reason: str) -> Merge:
    if isinstance(row, Speaker) and isinstance(into, Speaker):
        return speakers_merge(speaker=row, into=into, actor=request.user, reason=reason)
    assert isinstance(row, Claim)
    assert isinstance(into, Claim)
    return claims_merge(claim=row, into=into, actor=request.user, reason=reason)


@desk_view("claims.view_claim")
def merges(request: DeskRequest) -> HttpResponse:
    """The newest merges, each to be undone."""
    return _merges_page(request)


def _merges_page(request: DeskRequest, *, fault: str = "", key: str = "", status: int = 200) -> HttpResponse:
    rows = Merge.objects.select_related("speaker", "into_speaker", "claim", "into_claim", "actor", "undone_by")
    may = {kind: request.user.has_perm(permission) for kind, permission in PERMISSIONS.items()}
    listed = [
        {
            "merge": row,
            "kind": "speaker" if row.speaker else "claim",
            "counts": [(_noun(name, len(keys)), len(keys)) for name, keys in row.moved.items() if keys],
            "may_undo": not row.undone_at and may["speaker" if row.speaker else "claim"],
        }
        for row in rows[:MERGES_SHOWN]
    ]
    context = {"title": "Merges", "merges": listed, "fault": fault, "fault_key": key,
               "reason": clean_words(request.POST.get("reason", ""))}  # fmt: skip
    return page(request, "merges.html", context, status=status)


def _noun(name: str, count: int) -> str:
    """Return in words what a merge moved: the names of statements, `names_removed`, in one or in several."""
    noun, *rest = name.replace("_request", " request").split("_")
    return " ".join([noun.removesuffix("s") if count == 1 else noun, *rest])


@post_view()
def merge_undo_view(request: DeskRequest, public_id: str) -> HttpResponse:
    row = Merge.objects.filter(public_id=public_id).first()
    if row is None:
        require(request, PERMISSIONS["claim"])
        raise MissingError("merge")
    require(request, PERMISSIONS["speaker" if row.speaker_id else "claim"])
    try:
        merge_undo(merge=row, actor=request.user, reason=clean_words(request.POST.get("reason", "")))
    except DomainError as error:
        return _merges_page(request, fault=error.message, key=public_id, status=status_of(error))
    messages.success(request, "The merge is undone: both are as they were, but for what somebody changed since.")
    return HttpResponseRedirect(f"{reverse('desk:merges')}#m-{public_id}")


@desk_view("claims.view_claim", methods=("GET", "HEAD", "POST"))
def duplicates(request: DeskRequest) -> HttpResponse:
    """Pairs that may be one. They are looked at and merged, or said to be two; never merged by themselves."""
    if request.method == "POST":
        kind = clean_words(request.POST.get("kind", ""))
        if kind not in PERMISSIONS:
            raise MissingError("pair")
        require(request, PERMISSIONS[kind])
        with transaction.atomic():
            one, other = (_named(kind, clean_words(request.POST.get(name, ""))) for name in ("one", "other"))
            if one.pk == other.pk:
                raise MissingError("pair")
            not_the_same(one=one, other=other, actor=request.user)
        messages.success(request, "Noted: they are two, and are not offered again.")
        return HttpResponseRedirect(reverse("desk:duplicates"))
    context = {
        "title": "Likely duplicates",
        "parts": [
            ("speaker", "Speakers with the same name", speaker_pairs(), request.user.has_perm(PERMISSIONS["speaker"])),
            ("claim", "Claims that say nearly the same", claim_pairs(), request.user.has_perm(PERMISSIONS["claim"])),
        ],
    }
    return page(request, "duplicates.html", context)
