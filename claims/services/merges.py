"""Merging two speakers or two claims, and undoing it exactly. `claims.fates` says what becomes of every field.

A merge moves rows and touches nothing else of them: neither their versions nor their times, so that undoing it leaves
every row as it was. What somebody changed since stays as they left it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from claims import fates
from claims.fates import Fate, Rule
from claims.models import Appearance, Claim, ClaimLink, Merge, NotTheSame, Statement
from claims.publishing import publish_claim, publish_merged_speakers
from claims.services.conditions import open_claim, refuse_while_proposed
from claims.services.events import event_record, reason_required
from claims.services.locks import locked
from claims.services.verdicts import open_verdict
from factcheck.base import DomainError
from sources.models import Speaker, SpeakerName
from sources.services.speakers import speaker_name_add

One = TypeVar("One", Speaker, Claim)
Moved = dict[str, list[Any]]


@dataclass(frozen=True)
class Line:
    """One line of a preview: a field, what both hold, and what becomes of it."""

    words: str
    merged: str
    kept: str
    fate: str
    note: str


# --- looking before ------------------------------------------------------------------------


def merge_fault(merged: Speaker | Claim, kept: Speaker | Claim) -> str:
    """Return why these two cannot be merged so, in words; empty where they can."""
    if type(merged) is not type(kept):
        return "A speaker and a claim cannot be merged."
    if merged.pk == kept.pk:
        return "Choose two different ones."
    if merged.merged_into_id or kept.merged_into_id:
        return "One of the two was merged already. Undo that first, or choose what it was merged into."
    if isinstance(merged, Speaker) and isinstance(kept, Speaker):
        if merged.wikidata_id and kept.wikidata_id and merged.wikidata_id != kept.wikidata_id:
            return "They have different Wikidata ids, so they are two. Mend the wrong id first."
        return ""
    assert isinstance(merged, Claim)
    assert isinstance(kept, Claim)
    if merged.withdrawn_at or kept.withdrawn_at:
        return "A claim that was withdrawn or is not pursued stays as it is."
    if open_verdict(merged):
        return "The claim to be merged has an open verdict. Have it decided or give it up first."
    if kept.verdicts.filter(state="proposed").exists():
        return "A verdict on the claim to be kept waits for a second editor. Have it returned first."
    if merged.published_at and not kept.published_at:
        return "Readers know the claim to be merged, and not the one to be kept. Merge them the other way round."
    return ""


def merge_preview(merged: Speaker | Claim, kept: Speaker | Claim) -> list[Line]:
    """Return what a merge would do to every field and every relation that readers or editors know."""
    return [
        Line(rule.words, _shown(merged, name), _shown(kept, name), rule.fate.value, rule.note)
        for name, rule in _rules(merged).items()
        if rule.words
    ]


def _rules(row: Speaker | Claim) -> dict[str, Rule]:
    return fates.SPEAKER if isinstance(row, Speaker) else fates.CLAIM


def _shown(row: Speaker | Claim, name: str) -> str:
    field = row._meta.get_field(name)
    if field.one_to_many or field.many_to_many:
        accessor = field.get_accessor_name() if field.auto_created else name  # type: ignore[union-attr]
        rows = getattr(row, cast("str", accessor))
        if name in ("names", "topics"):
            return ", ".join(sorted(map(str, rows.all()))) or "none"
        return str(rows.count())
    if name == "public_id":
        return row.public_id
    if getattr(field, "choices", None):
        return str(getattr(row, f"get_{name}_display")())
    value = getattr(row, name)
    if isinstance(value, dt.datetime):
        return f"{value:%-d %B %Y}"
    return str(value) if value not in (None, "") else "–"


# --- merging -------------------------------------------------------------------------------


def _both(merged: One, kept: One) -> tuple[One, One]:
    """Return both locked, always in the same order."""
    rows = {row.pk: locked(row) for row in sorted((merged, kept), key=lambda row: row.pk)}
    return rows[merged.pk], rows[kept.pk]


def _begin(merged: One, kept: One, reason: str) -> tuple[One, One, str]:
    if merged.pk == kept.pk:
        raise DomainError("Choose two different ones.")
    merged, kept = _both(merged, kept)
    reason = reason_required(reason, "the two are one")
    if fault := merge_fault(merged, kept):
        raise DomainError(fault)
    return merged, kept, reason


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


def _taken_over(merged: Speaker | Claim, kept: Speaker | Claim) -> dict[str, Any]:
    """Return what the kept one takes over, by column."""
    taken: dict[str, Any] = {}
    for name, rule in _rules(kept).items():
        if rule.fate not in (Fate.FILLED, Fate.EARLIER):
            continue
        column = cast("models.Field", kept._meta.get_field(name)).attname
        theirs, own = getattr(merged, column), getattr(kept, column)
        if theirs in (None, "") or theirs == own:
            continue
        if own in (None, "") or (rule.fate == Fate.EARLIER and theirs < own):
            taken[column] = theirs
    return taken


def _change(row: Speaker | Claim, changes: dict[str, Any]) -> dict[str, list[object]]:
    """Write columns and return, for each, what it held and what it holds."""
    held = {column: [_plain(getattr(row, column)), _plain(value)] for column, value in changes.items()}
    type(row).objects.filter(pk=row.pk).update(**changes)
    for column, value in changes.items():
        setattr(row, column, value)
    return held


def _move(rows: models.QuerySet[Any], column: str, to: int) -> list[int]:
    """Give rows to the kept one. Returns which."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=keys).update(**{column: to})
    return keys


@transaction.atomic
def speakers_merge(*, speaker: Speaker, into: Speaker, actor: User, reason: str) -> Merge:
    """Merge `speaker` into another: all that is said by, through and about them is the other's from now on."""
    speaker, into, reason = _begin(speaker, into, reason)
    now = timezone.now()
    taken = _taken_over(speaker, into)
    given_up = {"wikidata_id": ""} if "wikidata_id" in taken else {}
    fields = {
        "merged": _change(speaker, {**given_up, "merged_into_id": into.pk, "updated_at": now}),
        "kept": _change(into, {**taken, "updated_at": now}),
    }
    moved = _names_join(speaker, into)
    for relation, column in (("roles", "speaker"), ("statements", "speaker"), ("attributions", "speaker"),
                             ("claims", "claimant")):  # fmt: skip
        moved[relation] = _move(getattr(speaker, relation).all(), f"{column}_id", into.pk)
    merge = Merge.objects.create(
        speaker=speaker, into_speaker=into, reason=reason, actor=actor, at=now, fields=fields, moved=moved
    )
    counts: dict[str, object] = {relation: len(rows) for relation, rows in moved.items()}
    event_record(
        subject=speaker, action="speaker.merged", actor=actor, reason=reason, after={"into": into.public_id, **counts}
    )
    event_record(
        subject=into, action="speaker.took_in", actor=actor, reason=reason, after={"from": speaker.public_id, **counts}
    )
    publish_merged_speakers(speaker, into)
    return merge


def _names_join(speaker: Speaker, into: Speaker) -> Moved:
    own = set(into.names.values_list("name", flat=True))
    twice = speaker.names.filter(name__in=own)
    moved: Moved = {
        "names_removed": [[row.pk, row.name, row.language, row.key] for row in twice.order_by("pk")],
        "names": [],
        "names_added": [],
    }
    twice.delete()
    moved["names"] = _move(speaker.names.all(), "speaker_id", into.pk)
    if not into.names.filter(name=speaker.name).exists():
        moved["names_added"] = [SpeakerName.objects.create(speaker=into, name=speaker.name).pk]
    return moved


@transaction.atomic
def claims_merge(*, claim: Claim, into: Claim, actor: User, reason: str) -> Merge:
    """Merge `claim` into another, which keeps its text and its verdict; the merged one's address leads there."""
    claim, into, reason = _begin(claim, into, reason)
    now = timezone.now()
    taken = _taken_over(claim, into)
    risen = {"version": into.version + 1} if taken else {}
    fields = {
        "merged": _change(claim, {"merged_into_id": into.pk, "version": claim.version + 1}),
        "kept": _change(into, {**taken, **risen}),
    }
    topics = [topic.pk for topic in claim.topics.exclude(pk__in=into.topics.values("pk"))]
    into.topics.add(*topics)
    watching = into.followings.values("user")
    moved: Moved = {
        "topics": topics,
        "appearances": _move(
            claim.appearances.exclude(statement__in=into.appearances.values("statement")), "claim_id", into.pk
        ),
        "evidence": _move(claim.evidence.filter(verdicts=None), "claim_id", into.pk),
        "links": _links_move(claim, into),
        "correction_requests": _move(claim.correction_requests.all(), "claim_id", into.pk),
        "comments": _move(claim.comments.all(), "claim_id", into.pk),
        "followings": _move(claim.followings.exclude(user__in=watching), "claim_id", into.pk),
    }
    merge = Merge.objects.create(
        claim=claim, into_claim=into, reason=reason, actor=actor, at=now, fields=fields, moved=moved
    )
    _claims_tell(claim, into, "claim.merged", "claim.took_in", actor, reason)
    publish_claim(into)
    publish_claim(claim)
    return merge


def _links_move(claim: Claim, into: Claim) -> list[Any]:
    """Move links to and from other claims; what the kept claim has already, or would link it to itself, stays."""
    moved: list[Any] = []
    for link in ClaimLink.objects.filter(Q(claim=claim) | Q(other=claim)).order_by("pk"):
        ends = [into.pk if end == claim.pk else end for end in (link.claim_id, link.other_id)]
        if link.kind == ClaimLink.Kind.CONTRADICTS:
            ends.sort()
        first, second = ends
        is_there = ClaimLink.objects.filter(claim_id=first, other_id=second, kind=link.kind).exists()
        if first == second or is_there:
            continue
        moved.append([link.pk, link.claim_id, link.other_id, first, second])
        ClaimLink.objects.filter(pk=link.pk).update(claim_id=first, other_id=second)
    return moved


def _links_move_back(keys: list[int], claim: Claim, into: Claim) -> None:
    """Give links their end back that the merge moved; the other end may be another by now, and stays."""
    for link in ClaimLink.objects.filter(pk__in=keys).order_by("pk"):
        ends = [claim.pk if end == into.pk else end for end in (link.claim_id, link.other_id)]
        if link.kind == ClaimLink.Kind.CONTRADICTS:
            ends.sort()
        first, second = ends
        if not ClaimLink.objects.filter(claim_id=first, other_id=second, kind=link.kind).exists():
            ClaimLink.objects.filter(pk=link.pk).update(claim_id=first, other_id=second)


def _claims_tell(claim: Claim, into: Claim, action: str, other_action: str, actor: User, reason: str) -> None:
    is_public = claim.published_at is not None
    event_record(
        subject=claim,
        action=action,
        actor=actor,
        reason=reason,
        after={"into": into.public_id, "text": into.text},
        is_public=is_public,
    )
    event_record(
        subject=into,
        action=other_action,
        actor=actor,
        reason=f"“{claim.text}”: {reason}" if is_public else reason,
        after={"from": claim.public_id, "text": claim.text},
        is_public=is_public and into.published_at is not None,
    )


# --- undoing -------------------------------------------------------------------------------


def _undo_begin(merge: Merge, reason: str) -> tuple[Merge, str]:
    merge = locked(merge)
    if merge.undone_at is not None:
        raise DomainError("This merge was undone already.")
    into = merge.into_speaker or merge.into_claim
    assert into is not None
    if into.merged_into_id:
        raise DomainError("What it was merged into was itself merged since. Undo that first.")
    return merge, reason_required(reason, "the two are not one")


def _restore(row: Speaker | Claim, held: dict[str, list[object]]) -> None:
    """Give columns back what they held, but for those that somebody changed since."""
    back: dict[str, Any] = {}
    for column, (before, set_to) in held.items():
        field = cast("models.Field", row._meta.get_field(column))
        if column == "version":
            # A form that is open now must not take an old version for the one it was filled in on.
            back[column] = getattr(row, column) + 1
        elif _plain(getattr(row, column)) == set_to:
            back[column] = field.to_python(before) if not field.remote_field else before
    type(row).objects.filter(pk=row.pk).update(**back)
    for column, value in back.items():
        setattr(row, column, value)


def _refuse_taken_id(speaker: Speaker, into: Speaker, held: list[object] | None) -> None:
    """Refuse to give a speaker a Wikidata id back that somebody else has now."""
    before = held[0] if held else ""
    others = Speaker.objects.exclude(pk__in=[speaker.pk, into.pk])
    if before and (other := others.filter(wikidata_id=before).first()):
        raise DomainError(f"{other.name} has the Wikidata id {before} now. Mend that first.")


def _move_back(model: type[models.Model], keys: list[int], column: str, now: int, before: int) -> None:
    """Give rows back that are still where the merge brought them."""
    models.QuerySet(model).filter(pk__in=keys, **{column: now}).update(**{column: before})


def _undone(merge: Merge, actor: User, reason: str) -> Merge:
    merge.undone_by, merge.undone_at, merge.undone_reason = actor, timezone.now(), reason
    merge.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    return merge


@transaction.atomic
def merge_undo(*, merge: Merge, actor: User, reason: str) -> Merge:
    """Take a merge back: every row is as it was before, but for what somebody changed since."""
    merge, reason = _undo_begin(merge, reason)
    if merge.speaker and merge.into_speaker:
        return _speakers_part(merge, *_both(merge.speaker, merge.into_speaker), actor, reason)
    assert merge.claim
    assert merge.into_claim
    return _claims_part(merge, *_both(merge.claim, merge.into_claim), actor, reason)


def _speakers_part(merge: Merge, speaker: Speaker, into: Speaker, actor: User, reason: str) -> Merge:
    moved = merge.moved
    _refuse_taken_id(speaker, into, merge.fields["merged"].get("wikidata_id"))
    # The kept one first: of a Wikidata id there can be one.
    _restore(into, merge.fields["kept"])
    _restore(speaker, merge.fields["merged"])
    SpeakerName.objects.filter(pk__in=moved["names_added"], speaker=into).delete()
    for relation, column in (("names", "speaker"), ("roles", "speaker"), ("statements", "speaker"),
                             ("attributions", "speaker"), ("claims", "claimant")):  # fmt: skip
        related = cast("type[models.Model]", getattr(speaker, relation).model)
        _move_back(related, moved[relation], f"{column}_id", into.pk, speaker.pk)
    SpeakerName.objects.bulk_create(
        SpeakerName(pk=pk, speaker=speaker, name=name, language=language, key=key)
        for pk, name, language, key in moved["names_removed"]
    )
    # Somebody may have removed it from the kept one, whose spelling it was for a while.
    speaker_name_add(speaker=speaker, name=speaker.name)
    for row, other in ((speaker, into), (into, speaker)):
        event_record(
            subject=row, action="speaker.unmerged", actor=actor, reason=reason, after={"from": other.public_id}
        )
    publish_merged_speakers(speaker, into)
    return _undone(merge, actor, reason)


def _claims_part(merge: Merge, claim: Claim, into: Claim, actor: User, reason: str) -> Merge:
    open_claim(into)
    refuse_while_proposed(into)
    moved = merge.moved
    staying = into.appearances.exclude(pk__in=moved["appearances"])
    if into.published_at and moved["appearances"] and not staying.exists():
        raise DomainError("The published claim would be left without a statement that makes it. Join one first.")
    coming = into.appearances.filter(pk__in=moved["appearances"])
    if claim.published_at and not coming.exists() and not claim.appearances.exists():
        raise DomainError(
            f"“{claim.text}” would be public again without a statement that makes it: those that it brought were taken"
            " out since. Join one of them to the kept claim first."
        )
    came = Statement.objects.filter(appearances__in=moved["appearances"])
    also = list(came.select_related("speaker", "document__outlet"))
    _restore(into, merge.fields["kept"])
    _restore(claim, merge.fields["merged"])
    into.topics.remove(*moved["topics"])
    _move_back(Appearance, moved["appearances"], "claim_id", into.pk, claim.pk)
    unused = into.evidence.filter(pk__in=moved["evidence"], verdicts=None).values_list("pk", flat=True)
    # Whoever watches it apart by now keeps watching both.
    watching = claim.followings.values("user")
    followings = into.followings.filter(pk__in=moved["followings"]).exclude(user__in=watching)
    for relation, keys in (
        ("evidence", list(unused)),
        ("correction_requests", moved["correction_requests"]),
        ("comments", moved["comments"]),
        ("followings", list(followings.values_list("pk", flat=True))),
    ):
        _move_back(cast("type[models.Model]", getattr(claim, relation).model), keys, "claim_id", into.pk, claim.pk)
    _links_move_back([pk for pk, *_ in moved["links"]], claim, into)
    _claims_tell(claim, into, "claim.unmerged", "claim.unmerged", actor, reason)
    publish_claim(into, also=also)
    publish_claim(claim)
    return _undone(merge, actor, reason)


def not_the_same(*, one: Speaker | Claim, other: Speaker | Claim, actor: User) -> NotTheSame:
    """Record that two likely duplicates are two, so that they are not offered again."""
    first, second = sorted((one.public_id, other.public_id))
    row, _ = NotTheSame.objects.get_or_create(first_id=first, second_id=second, defaults={"decided_by": actor})
    return row
