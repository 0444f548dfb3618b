"""Where the words of a statement begin and end: marking those that the reader missed, moving their ends."""

import datetime as dt
import unicodedata

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from claims.extraction import kind_by_marks
from claims.models import Statement
from claims.publishing import publish_around_statement
from claims.services.conditions import refuse_merged, refuse_put_away, refuse_unless_editor, refuse_while_proposed
from claims.services.days import FIRST_SAID, refuse_ahead, refuse_before
from claims.services.events import event_record, reason_required
from claims.services.locks import locked, require_version, save_checked
from claims.services.statements import EDITED, in_marks, locked_with_claims, role_of, statement_store, tell_readers
from claims.services.suggestions import PERSON, statement_context
from factcheck.base import DomainError
from sources.models import Document, Speaker

# Writing in which no space stands between words, so that nobody can tell where one is cut.
UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")


@transaction.atomic
def statement_respan(
    *,
    statement: Statement,
    actor: User,
    start: int,
    end: int,
    reason: str = "",
    version: int | None = None,
) -> Statement:
    """Stretch or cut the words to `document.text[start:end]`. One that a claim rests on needs a reason.

    Their kind follows from the quote marks. DomainError where a word is cut in two, where they run into another
    accepted statement, and for whoever is no editor, where a published claim rests on it.
    """
    statement, claims = locked_with_claims(statement)
    require_version(statement, version, EDITED)
    if statement.review_state == Statement.Review.REJECTED:
        raise DomainError("This statement is rejected. Take that back before you change its words.")
    text = statement.document.text
    if not 0 <= start < end <= len(text):
        raise DomainError("The marked words are not inside the document.", field="start")
    if _is_within_word(text, start) or _is_within_word(text, end):
        raise DomainError("The words begin or end in the middle of a word.", field="start")
    _refuse_overlap(statement, start, end)
    refuse_unless_editor(actor, claims, "an editor changes these words", "start")
    if claims:
        reason = reason_required(reason, "a statement gets other words on which a claim rests")
    for claim in claims:
        refuse_while_proposed(claim)
    was = statement.exact
    before = {"start": statement.start, "end": statement.end, "kind": statement.kind}
    statement.start, statement.end, statement.exact = start, end, text[start:end]
    statement.prefix, statement.suffix = statement_context(text, start, end)
    statement.kind = kind_now(statement)
    statement_store(statement)
    event_record(
        subject=statement,
        action="statement.respanned",
        actor=actor,
        reason=reason,
        before=before,
        after={"start": start, "end": end, "kind": statement.kind},
    )
    tell_readers(
        claims, statement, action="statement.respanned", actor=actor, reason=f"{was} → {statement.exact}: {reason}"
    )
    publish_around_statement(statement)
    return statement


def _is_within_word(text: str, place: int) -> bool:
    sides = text[max(0, place - 1) : place + 1] if place else ""
    names = [unicodedata.name(side, "") for side in sides]
    return (
        len(sides) == 2
        and all(side.isalnum() or unicodedata.category(side).startswith("M") for side in sides)
        and not any(name.startswith(UNSPACED) for name in names)
    )


def _refuse_overlap(statement: Statement, start: int, end: int) -> None:
    """Refuse to give a statement words of another accepted one that it did not share before."""
    accepted = statement.document.statements.filter(review_state=Statement.Review.ACCEPTED).exclude(pk=statement.pk)
    met = accepted.filter(start__lt=end, end__gt=start)
    shared = Q(start__lt=statement.end, end__gt=statement.start)
    if (other := met.exclude(shared).select_related("speaker").first()) is not None:
        raise DomainError(
            f"These words run into another accepted statement: {in_marks(other)}, said by {other.speaker}.",
            field="start",
        )


def kind_now(statement: Statement) -> str:
    """Return the kind of a statement by the marks around its words; in a transcript, without marks, it stays direct."""
    kind = kind_by_marks(statement.document.text, statement.start, statement.end)
    is_direct = statement.kind == Statement.Kind.DIRECT
    return kind or (Statement.Kind.DIRECT if is_direct else Statement.Kind.INDIRECT).value


@transaction.atomic
def statement_add(
    *,
    document: Document,
    actor: User,
    start: int,
    end: int,
    speaker: Speaker,
    kind: str = Statement.Kind.DIRECT,
    said_on: dt.date | None = None,
) -> Statement:
    """Mark words that the reader missed; a person marked them, so they are accepted at once."""
    # Whoever puts it away looks what was accepted: this statement is seen, or comes after.
    document = locked(document)
    refuse_put_away(document.pk)
    if not 0 <= start < end <= len(document.text):
        raise DomainError("The marked words are not inside the document.", field="start")
    refuse_ahead(said_on, "said_on", "The day on which it was said")
    refuse_before(FIRST_SAID, said_on, "said_on", "The day on which it was said")
    refuse_merged(speaker)
    prefix, suffix = statement_context(document.text, start, end)
    statement = Statement(
        document=document,
        start=start,
        end=end,
        exact=document.text[start:end],
        prefix=prefix,
        suffix=suffix,
        kind=kind,
        speaker=speaker,
        said_on=said_on,
        said_on_precision="day" if said_on else "unknown",
        language=document.language,
        found_by=PERSON,
        marked_by=actor,
        review_state=Statement.Review.ACCEPTED,
    )
    statement.role = role_of(statement)
    save_checked(statement)
    event_record(
        subject=statement,
        action="statement.marked",
        actor=actor,
        after={"start": start, "end": end, "speaker": speaker.public_id},
    )
    return statement
