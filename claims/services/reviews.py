"""What editors decide about a statement: whether it is one, who said it, and whether they did."""

from django.contrib.auth.models import User
from django.db import transaction

from claims.models import Statement
from claims.publishing import publish_around_statement
from claims.services.conditions import refuse_merged, refuse_put_away, refuse_unless_editor, refuse_while_proposed
from claims.services.events import event_record, reason_required
from claims.services.locks import locked, require_version
from claims.services.statements import (
    EDITED,
    locked_with_claims,
    refuse_if_relied_on,
    role_of,
    statement_store,
    statement_store_review,
    tell_readers,
)
from claims.workflow import STATEMENT_MOVES
from factcheck.base import DomainError
from sources.models import Speaker
from sources.names import name_key
from sources.services.speakers import speaker_for_name
from sources.workflow import is_allowed


def _move(statement: Statement, state: str) -> None:
    if not is_allowed(STATEMENT_MOVES, statement.review_state, state):
        raise DomainError(f"This statement is {statement.review_state} already.")
    statement.review_state = state


@transaction.atomic
def statement_accept(
    *,
    statement: Statement,
    actor: User,
    speaker: Speaker | None = None,
    reason: str = "",
    version: int | None = None,
    together: str = "",
    is_new_speaker: bool = False,
) -> Statement:
    """Accept a suggestion: these words, this speaker. `speaker` names one where none was found.

    With `is_new_speaker` they came into the record by this act, and leave it where it is taken back. Those that one
    step accepts share a word of its own, `together`, and are taken back as one.
    """
    statement = locked(statement)
    refuse_put_away(statement.document_id)
    require_version(statement, version, EDITED)
    before: dict[str, object] = {"review_state": statement.review_state}
    refuse_merged(speaker)
    if speaker is not None and speaker.pk != statement.speaker_id:
        before["speaker"] = statement.speaker.public_id if statement.speaker else None
        if statement.role_words and not _is_called_so(statement, speaker):
            # The role in the copy was that of whom the reader took for the speaker.
            before["role_words"], statement.role_words = statement.role_words, ""
        statement.speaker = speaker
    if statement.speaker is None:
        raise DomainError("Say who spoke before you accept a statement.", field="speaker")
    _move(statement, Statement.Review.ACCEPTED)
    statement.role = role_of(statement)
    statement_store_review(statement)
    event_record(
        subject=statement,
        action="statement.accepted",
        actor=actor,
        reason=reason,
        before=before,
        after={
            "review_state": "accepted",
            "speaker": statement.speaker.public_id,
            **({"together": together} if together else {}),
            **({"is_new_speaker": True} if is_new_speaker else {}),
        },
    )
    if "speaker" in before:
        _name_others(statement)
    publish_around_statement(statement)
    return statement


def _is_called_so(statement: Statement, speaker: Speaker) -> bool:
    """Whether the name that the copy gives is one of this speaker's; nothing else is known of an unnamed one."""
    if statement.speaker is not None:
        return False
    key = name_key(statement.suggested_speaker)
    return not key or speaker.names.filter(key=key).exists()


def _name_others(statement: Statement) -> None:
    """Give this speaker the other suggestions that the reader gave to the same name, where only one is called so."""
    name = statement.suggested_speaker
    if name and speaker_for_name(name) == statement.speaker:
        alike = statement.document.statements.filter(speaker=None, suggested_speaker=name)
        # Whom somebody else decides at this moment, they decide: nobody waits for them with a row in hand.
        free = alike.filter(review_state=Statement.Review.SUGGESTED).select_for_update(skip_locked=True, of=("self",))
        Statement.objects.filter(pk__in=[row.pk for row in free]).update(speaker=statement.speaker)


@transaction.atomic
def statement_reject(
    *, statement: Statement, actor: User, reason: str, version: int | None = None, together: str = ""
) -> Statement:
    """Reject a suggestion, with the reason: not a statement, wrong words, wrong speaker.

    Those that one step rejects share a word of its own, `together`, and are taken back as one.
    """
    statement, claims = locked_with_claims(statement)
    require_version(statement, version, EDITED)
    reason = reason_required(reason, "the statement is rejected")
    refuse_if_relied_on(statement, claims, "Rejecting")
    before = {"review_state": statement.review_state}
    _move(statement, Statement.Review.REJECTED)
    statement_store_review(statement)
    event_record(
        subject=statement,
        action="statement.rejected",
        actor=actor,
        reason=reason,
        before=before,
        after={"review_state": "rejected", **({"together": together} if together else {})},
    )
    publish_around_statement(statement)
    return statement


@transaction.atomic
def statement_reopen(*, statement: Statement, actor: User, version: int | None = None) -> Statement:
    """Take a review back: the statement is a suggestion again."""
    statement, claims = locked_with_claims(statement)
    require_version(statement, version, EDITED)
    refuse_if_relied_on(statement, claims, "Taking the review back")
    before = {"review_state": statement.review_state}
    _move(statement, Statement.Review.SUGGESTED)
    statement_store_review(statement)
    event_record(
        subject=statement,
        action="statement.reopened",
        actor=actor,
        before=before,
        after={"review_state": "suggested"},
    )
    publish_around_statement(statement)
    return statement


@transaction.atomic
def statement_reattribute(
    *,
    statement: Statement,
    actor: User,
    speaker: Speaker,
    reason: str = "",
    version: int | None = None,
) -> Statement:
    """Give the words to another speaker. A statement that was accepted before needs a reason.

    DomainError for whoever is no editor, where a published claim rests on it.
    """
    statement, claims = locked_with_claims(statement)
    require_version(statement, version, EDITED)
    if statement.speaker_id == speaker.pk:
        return statement
    refuse_merged(speaker)
    refuse_unless_editor(actor, claims, "an editor gives these words to another speaker", "speaker")
    if statement.review_state == Statement.Review.ACCEPTED:
        reason = reason_required(reason, "an accepted statement is given to someone else")
    for claim in claims:
        refuse_while_proposed(claim)
    was = statement.speaker
    before = {
        "speaker": statement.speaker.public_id if statement.speaker else None,
        "role_words": statement.role_words,
    }
    statement.speaker = speaker
    # The role in the copy was that of whom the reader took for the speaker.
    statement.role_words = ""
    statement.role = role_of(statement) if statement.review_state == Statement.Review.ACCEPTED else None
    statement_store(statement)
    event_record(
        subject=statement,
        action="statement.reattributed",
        actor=actor,
        reason=reason,
        before=before,
        after={"speaker": speaker.public_id},
    )
    tell_readers(
        claims,
        statement,
        action="statement.reattributed",
        actor=actor,
        reason=f"{was or 'Nobody'} → {speaker}: {reason}",
    )
    publish_around_statement(statement)
    return statement


@transaction.atomic
def statement_authenticity_set(
    *,
    statement: Statement,
    actor: User,
    authenticity: str,
    reason: str,
    version: int | None = None,
) -> Statement:
    """Record whether they said it. That is apart from whether it holds."""
    statement, claims = locked_with_claims(statement)
    require_version(statement, version, EDITED)
    if statement.review_state != Statement.Review.ACCEPTED:
        raise DomainError("Accept the statement before you say whether it was said.")
    for claim in claims:
        refuse_while_proposed(claim)
    reason = reason_required(reason, "you think so")
    before = {"authenticity": statement.authenticity}
    statement.authenticity = authenticity
    statement_store(statement)
    event_record(
        subject=statement,
        action="statement.authenticity_set",
        actor=actor,
        reason=reason,
        before=before,
        after={"authenticity": authenticity},
    )
    tell_readers(
        claims,
        statement,
        action="statement.authenticity_set",
        actor=actor,
        reason=f"{statement.get_authenticity_display()}: {reason}",
    )
    publish_around_statement(statement)
    return statement
