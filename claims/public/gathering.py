"""What programs gather of the site: feeds, sitemaps, the file of all reviews. Publications and nothing else."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import orjson

from claims.public import queries
from claims.public.models import Publication
from claims.public.queries import Gathered
from claims.public.selectors import WITHDRAWN, Entry
from claims.public.sql import Listing

Kind = Publication.Kind
FEED_SIZE = 50
# A sitemap may hold 50,000 addresses; one that a crawler reads in a second does as well.
SITEMAP_SIZE = 20_000
SITEMAP_KINDS = (Kind.CLAIM, Kind.STATEMENT, Kind.SPEAKER, Kind.OUTLET, Kind.DOCUMENT, Kind.TOPIC)
# Beyond this no change has a number.
LAST_PART = 2**62 // SITEMAP_SIZE


def feed_claims(listing: Listing, changes: str) -> list[Entry]:
    """Return the claims of a list that are new, changed or corrected, the last first.

    Whoever follows changes must learn of a withdrawal as well; as news a withdrawn claim is none.
    """
    if changes == "new":
        return _entries(listing, "published", FEED_SIZE)
    any_of = (*listing.any_of, *([("corrected", WITHDRAWN)] if changes == "corrected" else []))
    return _entries(replace(listing, without=(), any_of=any_of), "modified", FEED_SIZE)


def claims_since(moment: dt.datetime, size: int) -> list[Entry]:
    """Return the claims first published since a moment, the last first."""
    return _entries(Listing(Kind.CLAIM, without=(WITHDRAWN,)), "published", size, since=moment)


def claims_all() -> Iterator[dict]:
    """Yield the document of every claim that stands."""
    for body in queries.publications_walk(Kind.CLAIM, without=(WITHDRAWN,)):
        yield orjson.loads(body)


def claims_changed_at() -> dt.datetime | None:
    """Return when a claim changed last."""
    rows = queries.publications_latest(Listing(Kind.CLAIM), "modified", 1)
    return rows[0].modified_at if rows else None


def sitemap_parts() -> list[tuple[int, dt.datetime]]:
    """Return the number of each part of the sitemap, with its last change."""
    return queries.sitemap_parts(SITEMAP_KINDS, (WITHDRAWN,), SITEMAP_SIZE)


def sitemap_part(number: int) -> list[Gathered]:
    """Return what one part of the sitemap names."""
    return queries.sitemap_part(SITEMAP_KINDS, (WITHDRAWN,), SITEMAP_SIZE, number) if number < LAST_PART else []


def _entries(listing: Listing, by: str, size: int, *, since: dt.datetime | None = None) -> list[Entry]:
    rows = queries.publications_latest(listing, by, size, since=since)
    return [Entry(row.public_id, row.body, row.digest, row.modified_at) for row in rows]
