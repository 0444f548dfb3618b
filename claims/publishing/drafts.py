"""A publication before it is stored, and how its JSON writes days and moments.

A builder returns a Draft, or None when the thing is not public. It reads working tables and writes nothing. Every value
depends on the record alone, never on the moment of building, so that the same record always gives the same bytes.
"""

import datetime as dt
from dataclasses import dataclass, field

from claims.public.models import Publication

Json = dict[str, object]
Kind = Publication.Kind


@dataclass
class Draft:
    """One publication before it is stored."""

    kind: str
    public_id: str
    title: str
    body: Json
    sort_at: dt.datetime
    first_published_at: dt.datetime
    modified_at: dt.datetime
    slug: str = ""
    status: str = ""
    facets: list[str] = field(default_factory=list)
    said_on: dt.date | None = None
    # Words to find it by, most telling first: (title, quoted words, names, the rest).
    search: tuple[str, str, str, str] = ("", "", "", "")
    redirect_to: str = ""


def iso_moment(moment: dt.datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def iso_day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
