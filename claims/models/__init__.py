"""The record: statements, claims, evidence, verdicts and their history."""

from claims.models.claims import Appearance, Claim, ClaimLink, Topic
from claims.models.corrections import CorrectionRequest
from claims.models.events import ChainHead, Checkpoint, Event
from claims.models.facets import StaleFacet
from claims.models.merges import Merge, NotTheSame
from claims.models.presence import Presence
from claims.models.statements import Attribution, Statement
from claims.models.talk import Comment, Following, MailChoice, Notification
from claims.models.tokens import AnsweredRequest, ApiToken
from claims.models.verdicts import Evidence, Rating, Verdict, VerdictEvidence
from claims.models.webhooks import Webhook, WebhookDelivery
from claims.public.models import ChangeCounter, Publication, Rendering

__all__ = [
    "AnsweredRequest",
    "ApiToken",
    "Appearance",
    "Attribution",
    "ChainHead",
    "ChangeCounter",
    "Checkpoint",
    "Claim",
    "ClaimLink",
    "Comment",
    "CorrectionRequest",
    "Event",
    "Evidence",
    "Following",
    "MailChoice",
    "Merge",
    "NotTheSame",
    "Notification",
    "Presence",
    "Publication",
    "Rating",
    "Rendering",
    "StaleFacet",
    "Statement",
    "Topic",
    "Verdict",
    "VerdictEvidence",
    "Webhook",
    "WebhookDelivery",
]
