"""What every act on a statement needs: its words in a sentence, its locks, its storing, and who is told."""

import re
from collections.abc import Iterable
from typing import Any

from claims.models import Claim, Statement
from claims.services.conditions import readers_see, refuse_put_away, refuse_while_proposed
from claims.services.events import event_record
from claims.services.locks import claims_locked, locked, save_checked
from claims.services.suggestions import QUOTE_MARKS
from factcheck.base import DomainError
from sources.models import Document, Role
from sources.selectors import role_held

LAST_COMMA = re.compile(r"(?<=.),(?=[”\"»“'’]?$)", re.DOTALL)
EDITED = ("speaker_id", "start", "end", "review_state", "authenticity")


def in_marks(statement: Statement) -> str:
    """Return a statement's words to be named in a sentence; in quotation marks, once."""
    words = str(statement)
    is_whole = words == statement.exact
    # The comma belongs to the sentence that the copy goes on with.
    words = LAST_COMMA.sub("", words)
    if words[0] not in QUOTE_MARKS:
        return f"“{words}”"
    return words if is_whole else f"{words}”"


def statement_store(statement: Statement) -> None:
    statement.version += 1
    save_checked(statement)


def statement_store_review(statement: Statement) -> None:
    """Save a review, whose rules the act has looked at: to validate every field would take twenty queries more."""
    statement.version += 1
    statement.save(update_fields=["review_state", "speaker", "role", "role_words", "version", "updated_at"])


def locked_with_claims(statement: Statement) -> tuple[Statement, list[Claim]]:
    """Lock a statement and, before it, the claims it makes: in that order everywhere.

    DomainError where its document is put away.
    """
    claims, fresh = claims_locked(lambda: statement.claims.values_list("pk", flat=True), lambda: locked(statement))
    refuse_put_away(fresh.document_id)
    return fresh, claims


def tell_readers(claims: list[Claim], statement: Statement, **line: Any) -> None:
    """Write a change of what readers saw into the public history of each claim that shows it."""
    for claim in claims:
        if readers_see(claim):
            event_record(subject=claim, after={"statement": statement.public_id}, is_public=True, **line)


def role_of(statement: Statement) -> Role | None:
    """Return the role the speaker held when it was said; no words are younger than their report."""
    if statement.speaker is None:
        return None
    day = statement.said_on
    if day is None:
        # The text stays where it is.
        published_at = Document.objects.values_list("published_at", flat=True).get(pk=statement.document_id)
        day = published_at.date() if published_at else None
    return role_held(statement.speaker, day)


def refuse_if_relied_on(statement: Statement, claims: Iterable[Claim], what: str) -> None:
    for claim in claims:
        if readers_see(claim):
            way_out = (
                "It was withdrawn and stays as it is." if claim.withdrawn_at else "Remove it from the claim first."
            )
            raise DomainError(
                f"{what} is refused: the published claim “{claim.text}” rests on this statement. {way_out}"
            )
        refuse_while_proposed(claim)
