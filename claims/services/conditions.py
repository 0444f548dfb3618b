"""What must hold before a claim, or what belongs to it, is changed."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import models

from claims.models import Appearance, Claim, Statement
from claims.services.locks import locked, save_checked
from factcheck.base import DomainError
from sources.models import Document, Speaker

# Who changes what readers see at once of a published claim: whoever may approve what is published.
EDITORS = "claims.approve_verdict"


def open_claim(claim: Claim) -> Claim:
    """Return the claim locked; DomainError where it was withdrawn, merged or put away and so stays as it is."""
    claim = locked(claim)
    if claim.is_dropped:
        raise DomainError(f"The claim “{claim.text}” is not pursued. Take it up again first.")
    if claim.withdrawn_at or claim.merged_into_id:
        raise DomainError(f"The claim “{claim.text}” was withdrawn or merged and stays as it is.")
    return claim


def refuse_put_away(document_id: int) -> None:
    """What was put away stays as it was left. Call it once what is changed is locked."""
    away = Document.objects.filter(pk=document_id, put_away_at__isnull=False).defer("text", "bands", "sketch").first()
    if away is not None:
        raise DomainError(f"The document “{away}” is put away. Take it up again first.")


def refuse_merged(speaker: Speaker | None, field: str = "speaker") -> None:
    """Nobody says anything any more under a name that was merged into another."""
    if speaker is not None and speaker.merged_into is not None:
        raise DomainError(f"{speaker.name} was merged into {speaker.merged_into.name}. Choose that one.", field=field)


def readers_see(claim: Claim) -> bool:
    """Return whether readers see a claim: published, and still shown where it was withdrawn, but not by the law."""
    return claim.published_at is not None and not claim.is_removed


def refuse_unless_editor(actor: User, claims: Iterable[Claim], what: str, field: str = "") -> None:
    """Whom a published claim names and in which words, readers see at once: that is for who may approve verdicts."""
    shown = next((claim for claim in claims if readers_see(claim)), None)
    if shown is not None and not actor.has_perm(EDITORS):
        raise DomainError(
            f"Readers would see it at once on the published claim “{shown.text}”, so {what}:"
            " somebody who may approve verdicts.",
            field=field,
        )


def refuse_while_proposed(claim: Claim) -> None:
    """What a second editor is looking at must be what is published when they approve."""
    if claim.verdicts.filter(state="proposed").exists():
        raise DomainError(
            "A verdict on this claim waits for a second editor."
            " Have it returned or taken back before you change what it is about."
        )


def stands(statement: Statement) -> bool:
    """Return whether a statement is accepted and still in its document, and that not withdrawn."""
    is_accepted = statement.review_state == Statement.Review.ACCEPTED
    return is_accepted and not statement.is_lost and statement.document.withdrawn_at is None


def appearances_standing(claim: Claim) -> models.QuerySet[Appearance]:
    """Return the appearances of a claim whose statements stand, as `stands` says."""
    return claim.appearances.filter(
        statement__review_state=Statement.Review.ACCEPTED,
        statement__is_lost=False,
        statement__document__withdrawn_at__isnull=True,
    )


def claim_touch(claim: Claim) -> None:
    claim.version += 1
    save_checked(claim)
