"""Where something is said: cue, whose it is, and which words are theirs. One sentence at a time."""

from .grammar import can_speak
from .hit import Hit
from .loose import (
    announced,
    before_colon,
    credited,
    first_name,
    first_subject,
    is_put_to,
    lead_in,
    reply,
    signature,
    unlisted_verb,
)
from .nobody import unsaid
from .search import find
from .subjects import bearer, being, issued_by, issuer, last_name

__all__ = [
    "Hit",
    "announced",
    "bearer",
    "before_colon",
    "being",
    "can_speak",
    "credited",
    "find",
    "first_name",
    "first_subject",
    "is_put_to",
    "issued_by",
    "issuer",
    "last_name",
    "lead_in",
    "reply",
    "signature",
    "unlisted_verb",
    "unsaid",
]
