"""Drafting claims, their working fields, and bringing them back to the desk."""

import datetime as dt
from collections.abc import Iterable
from typing import cast

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims.models import Claim, Statement, Topic
from claims.publishing import publish_claim
from claims.services.appearances import claim_join
from claims.services.conditions import (
    claim_touch,
    open_claim,
    readers_see,
    refuse_merged,
    refuse_unless_editor,
    refuse_while_proposed,
)
from claims.services.days import FIRST_SAID, refuse_ahead, refuse_before
from claims.services.events import event_record, reason_required
from claims.services.languages import refuse_unknown_language
from claims.services.locks import locked, require_version, save_checked
from factcheck.base import DomainError, slug_of
from sources.models import Speaker
from sources.names import fold

EDITED = ("text", "claimant", "language", "first_said_on", "priority", "due_on")
SLUG_LENGTH = 80
# What readers see changing on a published claim; with its text, what a second editor looks at.
SHOWN = {"claimant": "Claimant", "first_said_on": "First said", "language": "Language", "topics": "Topics"}


def claim_slug(text: str) -> str:
    """Return the readable end of a claim's address; whole words, never empty."""
    slug = slug_of(fold(text))
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rsplit("-", 1)[0][:SLUG_LENGTH]
    return slug or "claim"


class ClaimThereError(DomainError):
    """A statement makes this very claim already; `claim` is it."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(f"This statement makes that claim already: “{claim}” ({claim.public_id}).", field="text")
        self.claim = claim


@transaction.atomic
def claim_draft(
    *,
    text: str,
    actor: User,
    claimant: Speaker | None = None,
    statements: Iterable[Statement] = (),
    topics: Iterable[Topic] = (),
    language: str = "en",
    first_said_on: dt.date | None = None,
    priority: int = Claim.Priority.NORMAL,
) -> Claim:
    """Draft a claim, with the statements that make it. It is not public before a verdict is."""
    statements = list(statements)
    refuse_merged(claimant, "claimant")
    refuse_ahead(first_said_on, "first_said_on", "The day on which it was first said")
    refuse_before(FIRST_SAID, first_said_on, "first_said_on", "The day on which it was first said")
    refuse_unknown_language(language)
    if first_said_on is None:
        first_said_on = min((s.said_on for s in statements if s.said_on), default=None)
    text = " ".join(text.split())
    same = Claim.objects.filter(text=text, statements__in=statements, withdrawn_at=None, merged_into=None).first()
    if same is not None:
        # Sent twice, from a page that the browser went back to.
        raise ClaimThereError(same)
    claim = Claim(
        text=text,
        slug=claim_slug(text),
        claimant=claimant,
        language=language,
        first_said_on=first_said_on,
        priority=priority,
        created_by=actor,
    )
    save_checked(claim)
    claim.topics.set(topics)
    event_record(subject=claim, action="claim.drafted", actor=actor, after={"text": claim.text})
    for statement in statements:
        claim_join(claim=claim, statement=statement, actor=actor)
    claim.refresh_from_db()
    return claim


@transaction.atomic
def claim_edit(*, claim: Claim, actor: User, version: int | None, reason: str = "", **changes: object) -> Claim:
    """Change the working fields of a claim: those in EDITED, the claimant as a Speaker, and `topics`.

    Raises ConflictError when somebody saved since `version`. The text of a published claim is
    what its verdict was about, so it is not edited: withdraw it or correct the verdict. Its claimant is
    changed by an editor only, with a reason, to whoever said one of its statements. While a verdict
    is proposed, DomainError for whatever readers would see.
    """
    if unknown := changes.keys() - {*EDITED, "topics"}:
        raise TypeError(f"A claim has no working field {', '.join(sorted(unknown))}.")
    claim = open_claim(claim)
    require_version(claim, version, EDITED)
    topics = cast("list[Topic] | None", changes.pop("topics", None))
    refuse_merged(cast("Speaker | None", changes.get("claimant")), "claimant")
    first_said_on = cast("dt.date | None", changes.get("first_said_on"))
    refuse_ahead(first_said_on, "first_said_on", "The day on which it was first said")
    refuse_before(FIRST_SAID, first_said_on, "first_said_on", "The day on which it was first said")
    names = [name for name in changes if getattr(claim, name) != changes[name]]
    named_before: list[Speaker | Topic] = [*claim.topics.all(), *([claim.claimant] if claim.claimant else [])]
    if "text" in names and claim.published_at:
        raise DomainError(
            "The text of a published claim is what its verdict was about and stays as it is.",
            field="text",
        )
    if "language" in names:
        refuse_unknown_language(cast("str", changes["language"]))
    old_topics = sorted(row.name for row in named_before if isinstance(row, Topic))
    new_topics = old_topics if topics is None else sorted(topic.name for topic in topics)
    if new_topics != old_topics or any(name == "text" or name in SHOWN for name in names):
        refuse_while_proposed(claim)
    if "claimant" in names and readers_see(claim):
        refuse_unless_editor(actor, [claim], "an editor changes the claimant", "claimant")
        _refuse_who_said_nothing(claim, cast("Speaker | None", changes["claimant"]))
        reason = reason_required(reason, "readers are told of another claimant")
    before = {name: _plain(getattr(claim, name)) for name in names}
    said_before = {name: str(getattr(claim, name) or "unknown") for name in names}
    for name in names:
        setattr(claim, name, changes[name])
    if "text" in names:
        claim.text = " ".join(claim.text.split())
        claim.slug = claim_slug(claim.text)
    if topics is not None and new_topics != old_topics:
        claim.topics.set(topics)
    if not names and new_topics == old_topics:
        return claim
    claim_touch(claim)
    after = {name: _plain(getattr(claim, name)) for name in names}
    said_after = {name: str(getattr(claim, name) or "unknown") for name in names}
    if new_topics != old_topics:
        names.append("topics")
        before["topics"], after["topics"] = old_topics, new_topics
        said_before["topics"], said_after["topics"] = (", ".join(one) or "none" for one in (old_topics, new_topics))
    shown = [f"{SHOWN[name]}: {said_before[name]} → {said_after[name]}" for name in names if name in SHOWN]
    event_record(
        subject=claim,
        action="claim.edited",
        actor=actor,
        reason=": ".join(filter(None, ["; ".join(shown), reason.strip()])),
        before=before,
        after=after,
        is_public=claim.published_at is not None and bool(shown),
    )
    publish_claim(claim, also=named_before)
    return claim


def _refuse_who_said_nothing(claim: Claim, claimant: Speaker | None) -> None:
    """A published claim names as its claimant nobody but whom it shows to have said it."""
    said_it = claim.statements.filter(review_state=Statement.Review.ACCEPTED, speaker=claimant)
    if claimant is None or not said_it.exists():
        raise DomainError(
            "The claimant of a published claim is whoever said one of its statements."
            f"{f' None that is accepted is by {claimant}.' if claimant else ''}",
            field="claimant",
        )


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    return getattr(value, "public_id", value)


@transaction.atomic
def claim_reopen(*, claim: Claim, actor: User | None, reason: str, why: str = Claim.Reopened.SOURCE) -> Claim:
    """Bring a claim back to the desk: its recheck is due, or a source changed (`why`, one of Claim.Reopened)."""
    claim = locked(claim)
    if claim.reopened_at is not None:
        return claim
    claim.reopened_at = timezone.now()
    claim.reopened_for = why
    claim.reopened_reason = reason_required(reason, "the claim is reopened")[:300]
    claim_touch(claim)
    event_record(subject=claim, action="claim.reopened", actor=actor, reason=reason)
    return claim
