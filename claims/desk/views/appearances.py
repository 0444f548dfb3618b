"""Statements of a claim: joined to it and taken out, which of their words make it, and whether they were said."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from claims.desk.lookups import claims_like, is_like
from claims.desk.marks import find_words
from claims.desk.selectors import claim_for_desk, known_by_opening, statements_apart
from claims.desk.views.base import (
    DeskRequest,
    clean_words,
    desk_view,
    found,
    page,
    post_view,
    posted_version,
    reason_of,
    wants_middle,
)
from claims.desk.views.claims import Trouble, claim_act, claim_named, claim_url
from claims.desk.views.room import room_changed
from claims.models import Appearance, Statement
from claims.services.appearances import appearance_part_set, claim_join, claim_leave
from claims.services.reviews import statement_authenticity_set
from factcheck.base import DomainError

# What stands below the claims that are like a statement, where somebody is to say which one it makes.
OTHERS = "Others, among the newest; they may have nothing to do with it"


@desk_view("claims.add_appearance", methods=("GET", "HEAD", "POST"))
def statement_join(request: DeskRequest, public_id: str) -> HttpResponse:
    """Find the claim that a statement makes, and join the two."""
    statement = known_by_opening(found(statements_apart().filter(public_id=public_id).first(), "statement"))
    data = request.POST if request.method == "POST" else request.GET
    words = clean_words(data.get("q", ""))
    context: dict[str, Any] = {
        "title": "Join to a claim",
        "statement": statement,
        "q": words,
        "part": data.get("part", ""),
        "fault": "",
        "in_place": wants_middle(request),
    }
    if request.method == "POST":
        chosen = claim_for_desk(clean_words(data.get("claim", "")))
        try:
            if chosen is None:
                raise DomainError("Choose the claim that these words make.")
            part = words_of(statement, clean_words(data.get("part", "")))
            claim_join(claim=chosen, statement=statement, actor=request.user, part=part)
        except DomainError as error:
            context["fault"] = error.message
        else:
            if wants_middle(request):
                messages.success(request, f"Joined to “{chosen}”.")
                return room_changed(request, statement)
            messages.success(request, "The statement is joined to the claim.")
            return HttpResponseRedirect(claim_url(chosen, "statements"))
    of_speaker = list(statement.speaker.claims.order_by("-pk")[:10]) if statement.speaker else []
    alike = claims_like(words or statement.exact)
    joined = set(statement.appearances.values_list("claim_id", flat=True))
    open_ones = [one for one in dict.fromkeys([*alike, *of_speaker]) if not one.merged_into_id and not one.withdrawn_at]
    candidates = [one for one in open_ones if one.pk not in joined]
    # What somebody looked for is what they look at; else many share a word and nothing more.
    near = [one for one in candidates if one in alike and (words or is_like(one, statement.exact))]
    rest = [one for one in candidates if one not in near]
    context["candidates"] = [
        (heading, claims)
        for heading, claims in (("Found" if words else "Much like these words", near), (OTHERS, rest))
        if claims
    ]
    context["joined"] = [one for one in open_ones if one.pk in joined]
    return page(request, "statement_join.html", context, status=400 if context["fault"] else 200)


def words_of(statement: Statement, words: str) -> str:
    """Return words of a statement as they stand in it; as they were typed where they do not."""
    span = find_words(statement.exact, words)
    return statement.exact[slice(*span)] if span else words


@post_view("claims.delete_appearance")
def appearance_remove(request: DeskRequest, public_id: str) -> HttpResponse:
    rows = Appearance.objects.select_related("claim", "statement")
    row = found(rows.filter(public_id=public_id).first(), "joined statement")

    def act() -> str:
        claim_leave(appearance=row, actor=request.user, reason=reason_of(request))
        return "The statement is no longer part of the claim."

    trouble = Trouble("leave", "", key=public_id, reason=request.POST.get("reason", ""))
    return claim_act(request, row.claim, trouble, act, anchor="statements")


@post_view("claims.add_appearance")
def appearance_part(request: DeskRequest, public_id: str) -> HttpResponse:
    """Say which words of a statement make the claim."""
    rows = Appearance.objects.select_related("claim", "statement")
    row = found(rows.filter(public_id=public_id).first(), "joined statement")

    def act() -> str:
        part = words_of(row.statement, clean_words(request.POST.get("part", "")))
        appearance_part_set(appearance=row, actor=request.user, part=part)
        return "The words that make the claim are marked."

    trouble = Trouble("part", "", key=public_id, reason=request.POST.get("part", ""))
    return claim_act(request, row.claim, trouble, act, anchor="statements")


@post_view("claims.change_statement")
def statement_authenticity(request: DeskRequest, public_id: str) -> HttpResponse:
    """Record whether they said it; asked on the page of the claim named by `claim`."""
    statement = found(Statement.objects.filter(public_id=public_id).first(), "statement")
    row = claim_named(clean_words(request.POST.get("claim", "")))

    def act() -> str:
        done = statement_authenticity_set(
            statement=statement,
            actor=request.user,
            authenticity=clean_words(request.POST.get("authenticity", "")),
            reason=reason_of(request),
            version=posted_version(request),
        )
        return f"{done.get_authenticity_display()}."

    trouble = Trouble("authenticity", "", key=public_id, reason=request.POST.get("reason", ""))
    return claim_act(request, row, trouble, act, anchor="statements")
