"""The publication of the house scale."""

import datetime as dt
from dataclasses import dataclass

from claims.models import Rating
from claims.publishing.drafts import Draft, Json, Kind

# The scale has no date of its own, and what is published depends on the record alone.
SCALE_ID = "scale"
SCALE_SINCE = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class HouseScale:
    """All ratings together: a publication with no one row behind it."""

    public_id: str = SCALE_ID


def scale_draft_publication(_: object = None) -> Draft:
    """The publication of the house scale: every rating with its status, its number and when it is given."""
    body: Json = {
        "id": SCALE_ID,
        "type": "scale",
        "ratings": [
            {
                "code": rating.code,
                "label": rating.label,
                "status": rating.status,
                "value": rating.value,
                "description": rating.description or None,
            }
            for rating in Rating.objects.order_by("position", "pk")
        ],
    }
    return Draft(
        kind=Kind.SCALE,
        public_id=SCALE_ID,
        title="House scale",
        body=body,
        sort_at=SCALE_SINCE,
        first_published_at=SCALE_SINCE,
        modified_at=SCALE_SINCE,
    )
