"""The record: statements, claims, evidence, verdicts and their history."""

from claims.models.claims import Appearance, Claim, ClaimLink, Topic
from claims.models.corrections import CorrectionRequest
from claims.models.events import Event
from claims.models.statements import Attribution, Statement
from claims.models.verdicts import Evidence, Rating, Verdict, VerdictEvidence
from claims.public.models import ChangeCounter, Publication

__all__ = [
    "Appearance",
    "Attribution",
    "ChangeCounter",
    "Claim",
    "ClaimLink",
    "CorrectionRequest",
    "Event",
    "Evidence",
    "Publication",
    "Rating",
    "Statement",
    "Topic",
    "Verdict",
    "VerdictEvidence",
]
