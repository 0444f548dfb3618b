"""Taking back the newest act on a statement."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from claims.models import Event, Merge, Statement
from claims.publishing import publish_around_statement
from claims.services.conditions import EDITORS, refuse_unless_editor, refuse_while_proposed
from claims.services.events import event_record
from claims.services.locks import require_version
from claims.services.record import speaker_take_back
from claims.services.spans import kind_now
from claims.services.statements import (
    EDITED,
    locked_with_claims,
    refuse_if_relied_on,
    role_of,
    statement_store,
    statement_store_review,
    tell_readers,
)
from claims.services.suggestions import statement_context
from factcheck.base import DomainError
from sources.models import Document, Speaker

UNDONE = "statement.undone"
REVIEWS = ("statement.accepted", "statement.rejected", "statement.reopened", "statement.marked")
UNDOABLE = (*REVIEWS, "statement.reattributed", "statement.respanned")
# After this the words stand elsewhere, so that nothing before it can be taken back.
MOVED = ("statement.moved", "statement.lost")
# How far back to look for somebody's own acts in a document.
RECENT_ACTS = 200


def last_acts(statement_ids: Iterable[str]) -> dict[str, Event]:
    """Return, for each statement by its public id, the newest act that can be taken back."""
    lines = Event.objects.filter(
        subject="statement", subject_id__in=list(statement_ids), action__in=(*UNDOABLE, *MOVED, UNDONE)
    ).order_by("subject_id", "-number")
    found: dict[str, Event] = {}
    closed: set[str] = set()
    undone: set[tuple[str, int]] = set()
    for line in lines:
        key = line.subject_id
        if line.action == UNDONE:
            undone.add((key, line.after["undoes"]))
        elif line.action in MOVED:
            closed.add(key)
        elif key not in found and key not in closed and (key, line.number) not in undone:
            found[key] = line
    return found


def last_act_by(user: User, document: Document) -> Event | None:
    """Return the newest act of `user` on a statement of `document` that can be taken back."""
    keys = list(document.statements.values_list("public_id", flat=True))
    own = Event.objects.filter(actor=user, subject="statement", subject_id__in=keys, action__in=UNDOABLE)
    lines = list(own.order_by("-pk")[:RECENT_ACTS])
    newest = last_acts({line.subject_id for line in lines})
    standing = [line for line in lines if newest.get(line.subject_id) == line]
    # What readers see by now cannot be taken back; the steps before it still can.
    shut = [line for line in standing if line.action in REVIEWS or not user.has_perm(EDITORS)]
    kept = set(_relied_on([line.subject_id for line in shut]))
    free = (line for line in standing if line not in shut or line.subject_id not in kept)
    return next(free, standing[0] if standing else None)


def _relied_on(keys: Iterable[str]) -> Iterable[str]:
    """Return those of these statements that a published claim rests on, or one whose verdict waits."""
    rests = Q(claims__published_at__isnull=False, claims__is_removed=False)
    waits = Q(claims__verdicts__state="proposed")
    return Statement.objects.filter(rests | waits, public_id__in=list(keys)).values_list("public_id", flat=True)


def done_with(act: Event, document: Document) -> tuple[list[Statement], list[Statement]]:
    """Return the statements of `document` that one step changed, the one of `act` among them, where it still stands.

    With them, those of that step that somebody changed since.
    """
    together = act.after.get("together")
    rows = document.statements.all() if together else document.statements.filter(public_id=act.subject_id)
    # Before the acts are looked up: whoever acts in between changes the version of a row.
    statements = {row.public_id: row for row in rows}
    step = {act.subject_id: act}
    if together:
        lines = Event.objects.filter(
            actor=act.actor_id, action=act.action, subject="statement", subject_id__in=list(statements)
        )
        step = {line.subject_id: line for line in lines if line.after.get("together") == together}
    newest = last_acts(list(step))
    standing = [statements[key] for key, line in step.items() if newest.get(key) == line]
    return standing, [statements[key] for key, line in step.items() if newest.get(key) != line]


@transaction.atomic
def statement_undo(*, statement: Statement, actor: User, version: int | None = None) -> Statement:
    """Take back the newest act on a statement: its review, its speaker or its ends become what they were.

    Words that a person marked cannot vanish from the record, so taking that back rejects them.
    """
    statement, claims = locked_with_claims(statement)
    require_version(statement, version, EDITED)
    act = last_acts([statement.public_id]).get(statement.public_id)
    if act is None:
        raise DomainError("There is nothing to take back here.")
    if act.action in REVIEWS:
        refuse_if_relied_on(statement, claims, "Taking this back")
    else:
        refuse_unless_editor(actor, claims, "an editor takes this back")
    for claim in claims:
        refuse_while_proposed(claim)
    was_by, was = statement.speaker, statement.exact
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for name, value in _values_before(statement, act).items():
        old = getattr(statement, name)
        if old != value:
            before[name], after[name] = getattr(old, "public_id", old), getattr(value, "public_id", value)
            setattr(statement, name, value)
    if "start" in after or "end" in after:
        text = statement.document.text
        statement.exact = text[statement.start : statement.end]
        statement.prefix, statement.suffix = statement_context(text, statement.start, statement.end)
        statement.kind = act.before.get("kind") or kind_now(statement)
    is_accepted = statement.review_state == Statement.Review.ACCEPTED
    statement.role = role_of(statement) if is_accepted else None
    if act.action in REVIEWS:
        statement_store_review(statement)
    else:
        statement_store(statement)
    event_record(subject=statement, action=UNDONE, actor=actor, before=before, after={**after, "undoes": act.number})
    # Readers are told what they see change; a review that is taken back was never theirs to see.
    if act.action not in REVIEWS:
        speakers = f"{was_by or 'Nobody'} → {statement.speaker or 'Nobody'}"
        said = speakers if act.action == "statement.reattributed" else f"{was} → {statement.exact}"
        tell_readers(claims, statement, action=act.action, actor=actor, reason=f"{said}: taken back.")
    publish_around_statement(statement)
    if act.after.get("is_new_speaker") and was_by is not None and was_by != statement.speaker:
        _take_speaker_back(statement, was_by, actor)
    return statement


def _take_speaker_back(statement: Statement, speaker: Speaker, actor: User) -> None:
    """Take a speaker who came with an act out of the record again, unless something else names them by now.

    The suggestions that were given to them with it (see `statement_accept`) are nobody's again.
    """
    others = Statement.objects.filter(speaker=speaker)
    free = others.filter(
        document=statement.document_id,
        review_state=Statement.Review.SUGGESTED,
        suggested_speaker=statement.suggested_speaker,
    )
    rows = list(free.select_for_update(skip_locked=True, of=("self",)))
    chosen = Event.objects.filter(
        subject="statement", subject_id__in=[row.public_id for row in rows], action="statement.reattributed"
    )
    if len(rows) < others.count() or chosen.exists():
        return
    with transaction.atomic():
        others.update(speaker=None)
        if not speaker_take_back(speaker=speaker, actor=actor):
            transaction.set_rollback(True)


def _values_before(statement: Statement, act: Event) -> dict[str, Any]:
    """Return what the fields of a statement were before an act."""
    if act.action == "statement.marked":
        return {"review_state": Statement.Review.REJECTED.value}
    values = dict(act.before)
    if "speaker" in values:
        values["speaker"] = _speaker_before(statement, act)
    return values


def _speaker_before(statement: Statement, act: Event) -> Speaker | None:
    """Return who said it before an act, by what is known of speakers since: of who is one, and who are two."""
    speaker = Speaker.objects.filter(public_id=act.before["speaker"] or "").first()
    if speaker is None:
        return None
    undone = Merge.objects.filter(
        into_speaker=speaker, at__lt=act.at, undone_at__gt=act.at, moved__statements__contains=[statement.pk]
    )
    if merge := undone.order_by("-pk").first():
        speaker = cast("Speaker", merge.speaker)
    while speaker.merged_into is not None:
        speaker = speaker.merged_into
    return speaker
