"""What becomes of every field and every relation when two speakers or two claims are merged. Pure.

The service goes by these tables, the preview shows them, and a test fails when a new field has no line here.
"""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What is done."""

    OWN = "each keeps its own"
    KEPT = "that of the kept one stands"
    FILLED = "taken over where the kept one has none"
    EARLIER = "the earlier of both stands"
    MOVES = "moves to the kept one"
    JOINED = "the kept one has those of both"
    STAYS = "stays with the merged one"


@dataclass(frozen=True)
class Rule:
    """The fate of one field, and the words in which the preview names it. Without words it is not shown."""

    fate: Fate
    words: str = ""
    note: str = ""


SPEAKER: dict[str, Rule] = {
    "id": Rule(Fate.OWN),
    "public_id": Rule(Fate.OWN, "Address", "the merged one's address leads to the kept one"),
    "created_at": Rule(Fate.OWN),
    "updated_at": Rule(Fate.OWN),
    "merged_into": Rule(Fate.OWN),
    "name": Rule(Fate.KEPT, "Name", "the other name is kept as a spelling"),
    "kind": Rule(Fate.KEPT, "Kind"),
    "wikidata_id": Rule(Fate.FILLED, "Wikidata id", "two different ones are two speakers and are refused"),
    "country": Rule(Fate.FILLED, "Country"),
    "description": Rule(Fate.FILLED, "Description"),
    "names": Rule(Fate.JOINED, "Spellings", "one that both have stands once"),
    "roles": Rule(Fate.MOVES, "Roles"),
    "statements": Rule(Fate.MOVES, "Statements"),
    "attributions": Rule(Fate.MOVES, "Steps of attribution"),
    "claims": Rule(Fate.MOVES, "Claims as claimant"),
    "merged_from": Rule(Fate.STAYS, "Speakers merged before", "their addresses lead on through this one"),
    "merges": Rule(Fate.STAYS),
    "merges_into": Rule(Fate.STAYS),
}
CLAIM: dict[str, Rule] = {
    "id": Rule(Fate.OWN),
    "public_id": Rule(Fate.OWN, "Address", "the merged one's address leads to the kept one"),
    "created_at": Rule(Fate.OWN),
    "updated_at": Rule(Fate.OWN),
    "version": Rule(Fate.OWN),
    "created_by": Rule(Fate.OWN),
    "merged_into": Rule(Fate.OWN),
    "text": Rule(Fate.KEPT, "Text"),
    "slug": Rule(Fate.KEPT),
    "claimant": Rule(Fate.FILLED, "Claimant"),
    "topics": Rule(Fate.JOINED, "Topics"),
    "language": Rule(Fate.KEPT, "Language"),
    "first_said_on": Rule(Fate.EARLIER, "First said on"),
    "status": Rule(Fate.KEPT, "Does it hold?"),
    "current_verdict": Rule(Fate.KEPT, "Verdict that stands"),
    "assigned_to": Rule(Fate.FILLED, "Assigned to"),
    "priority": Rule(Fate.KEPT, "Priority"),
    "due_on": Rule(Fate.EARLIER, "Due"),
    "published_at": Rule(Fate.KEPT, "Published"),
    "withdrawn_at": Rule(Fate.OWN),
    "withdrawal_reason": Rule(Fate.OWN),
    "is_removed": Rule(Fate.OWN),
    "reopened_at": Rule(Fate.KEPT),
    "reopened_for": Rule(Fate.KEPT),
    "reopened_reason": Rule(Fate.KEPT),
    # Through the appearances.
    "statements": Rule(Fate.JOINED),
    "appearances": Rule(Fate.MOVES, "Statements that make it", "one that makes both stays as it is"),
    "evidence": Rule(Fate.MOVES, "Evidence", "what a verdict rests on stays with that verdict"),
    "verdicts": Rule(Fate.STAYS, "Verdicts", "an open one is decided or given up first"),
    "links": Rule(Fate.MOVES, "Links to other claims", "one that the kept claim has already stays"),
    "linked_from": Rule(Fate.MOVES, "Links from other claims", "one that the kept claim has already stays"),
    "correction_requests": Rule(Fate.MOVES, "Correction requests"),
    "events": Rule(Fate.STAYS, "History"),
    "merged_from": Rule(Fate.STAYS, "Claims merged before", "their addresses lead on through this one"),
    "merges": Rule(Fate.STAYS),
    "merges_into": Rule(Fate.STAYS),
    "comments": Rule(Fate.MOVES, "Comments"),
    "followings": Rule(Fate.MOVES, "Who watches it", "somebody who watches both does so once"),
}
