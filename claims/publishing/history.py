"""What the publication of a claim says of its history."""

from claims.models import Claim, Event
from claims.public.shaping import EVENTS
from claims.publishing.drafts import Json, iso_moment
from factcheck.base import ID_LENGTH

# Acts that put right what readers had seen; another claimant is one as well.
CORRECTING = ("verdict.corrected", "statement.reattributed", "statement.respanned")


def event_body(event: Event) -> Json:
    return {
        "number": event.number,
        "action": event.action,
        "label": EVENTS.get(event.action, event.action),
        "at": iso_moment(event.at),
        "actor": event.actor_name,
        "reason": event.reason or None,
        "is_correction": is_correction(event),
        "hash": event.hash,
        "previous_hash": event.previous_hash,
    }


def is_correction(event: Event) -> bool:
    """Whether readers were shown something wrong before: a verdict, or who said it and in which words."""
    return event.action in CORRECTING or (event.action == "claim.edited" and "claimant" in event.before)


def histories_of(claims: list[Claim]) -> dict[int, list[Event]]:
    """The public lines of claims, the newest first; those that quote a claim which the law took away are left out."""
    lines = Event.objects.filter(claim__in=claims, is_public=True).order_by("-number")
    named = {line: {str(value) for value in (*line.before.values(), *line.after.values())} for line in lines}
    ids = {word for words in named.values() for word in words if len(word) == ID_LENGTH}
    removed = set(Claim.objects.filter(public_id__in=ids, is_removed=True).values_list("public_id", flat=True))
    found: dict[int, list[Event]] = {}
    for line, words in named.items():
        if removed.isdisjoint(words) and line.claim_id is not None:
            found.setdefault(line.claim_id, []).append(line)
    return found
