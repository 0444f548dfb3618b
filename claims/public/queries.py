"""Reads publications: the one builder of queries behind the public pages and the public API.

Lists are cut by key, never by offset, and are never counted whole. A page of a list costs one query.
"""

import base64
import binascii
import datetime as dt
import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import orjson
import psycopg
from django.core.cache import cache
from django.db import connections, router, transaction

from claims.public.asking import tsquery
from claims.public.models import WORDED, Publication, Rendering
from claims.public.readers import is_pooled, read
from factcheck.base import ID_ALPHABET, ID_LENGTH

Kind = Publication.Kind

PAGE_SIZE = 25
PAGE_SIZE_LIMIT = 100
# Ranking every match of a common word does not survive a million claims. The newest matches are ranked among
# themselves, then the next older ones; a hundred fill four or five pages, and few rows are looked at to find them.
BUCKET = 100
# Matches are looked for so much further back than they should have to be, as the newest of each kind tell; how far is
# worked out anew so often.
SURPLUS = 1.5
SAMPLE = 400
WAY_KNOWN_SECONDS = 600
# What it costs to look at a row for words, to read a match of an index, and to take an entry of an index of words or of
# one of times into a set: as measured, to each other.
LOOKED_AT, MATCHED, WORD_SET, TIME_SET = 6, 20, 1.2, 0.8
EVER = dt.datetime.max.replace(tzinfo=dt.UTC)
# Counting further tells a reader little and walks the table.
TOTAL_LIMIT = 10_000

# Read at a time where everything is read.
WALK_SIZE = 500
_STANDING = "NOT is_gone AND redirect_to = ''"
# A body is sent as it is stored. As text each would be decoded on its way in and encoded on its way out, which costs a
# long list as much as reading it.
_BYTES = "convert_to(body, 'UTF8')"
_CHANGE = f"change_number, kind, public_id, is_gone, redirect_to, modified_at, digest, {_BYTES}"

TITLED = frozenset([Kind.SPEAKER, Kind.OUTLET, Kind.TOPIC])
_IS_NAMED = f"kind IN ({', '.join(repr(Kind(kind).value) for kind in sorted(TITLED))})"
# Among so many of the newest claims one looks for the word that a mistyped one may have been.
RECENT = 2_000


class BadCursorError(ValueError):
    """A cursor that this list did not hand out."""


class Row(NamedTuple):
    """One publication as lists need it: its body, or what is kept of the form that was asked for."""

    public_id: str
    body: bytes
    digest: str
    modified_at: dt.datetime
    html: bytes | None = None


class Found(NamedTuple):
    """One publication at its address, or what became of it."""

    body: bytes
    digest: str
    modified_at: dt.datetime
    is_gone: bool
    redirect_to: str
    slug: str


class Kept(NamedTuple):
    """One publication at its address with the page that is kept of it, if one is."""

    digest: str
    modified_at: dt.datetime
    is_gone: bool
    redirect_to: str
    slug: str
    html: bytes | None


class Form(NamedTuple):
    """One form of HTML made of publications; see Rendering."""

    name: str
    language: str
    version: str


class Named(NamedTuple):
    """One claim as another page names it."""

    public_id: str
    slug: str
    title: str
    status: str
    claimant: str


class Change(NamedTuple):
    """The newest change of one publication."""

    number: int
    kind: str
    public_id: str
    is_gone: bool
    redirect_to: str
    modified_at: dt.datetime
    digest: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list holds. Values are checked by the caller; none of them reaches the SQL text."""

    kind: str
    # Words to search for, in web style: quoted phrases, `or`, a minus before what must not occur.
    q: str = ""
    status: str = ""
    # Such as speaker:0123456789; all of them hold.
    facets: tuple[str, ...] = ()
    # Of each of these groups at least one holds.
    any_of: tuple[tuple[str, ...], ...] = ()
    # None of these hold.
    without: tuple[str, ...] = ()
    said_after: dt.date | None = None
    said_before: dt.date | None = None
    updated_since: dt.datetime | None = None
    # Decided, or said, at this time or later.
    new_since: dt.datetime | None = None
    # First part of the language code of the document.
    language: str = ""

    @property
    def order(self) -> str:
        """Search goes by relevance, catching up by change, names by name, all else newest first."""
        if self.q:
            return "relevance"
        if self.updated_since is not None:
            return "modified"
        return "title" if self.kind in TITLED else "newest"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list and the cursors of its neighbours; an empty cursor means there is none."""

    rows: list[Row]
    next: str = ""
    previous: str = ""
    # Of a search: how many of the newest matches were ranked, more than BUCKET where there are further ones.
    matched: int = 0


@dataclass(frozen=True, slots=True)
class _Order:
    column: str
    cast: str
    is_descending: bool


_ORDERS = {
    "newest": _Order("sort_at", "timestamptz", is_descending=True),
    "title": _Order("title", "text", is_descending=False),
    "modified": _Order("modified_at", "timestamptz", is_descending=False),
}


def publication_get(kind: str, public_id: str) -> Found | None:
    """Return the publication at an address, or its tombstone; None where nothing ever was."""
    sql = (
        f"SELECT {_BYTES}, digest, modified_at, is_gone, redirect_to, slug FROM claims_publication"  # noqa: S608
        f" WHERE kind = '{Kind(kind).value}' AND public_id = %s"
    )
    rows = _run(sql, [public_id], prepare=True)
    return Found(*rows[0]) if rows else None


def publication_kept(kind: str, public_id: str, form: Form, known: Sequence[str] = ()) -> Kept | None:
    """Return what stands at an address, with the HTML kept of it unless its digest begins with one of `known`.

    The HTML is None where it was not made yet, or of another body, or is known to the one who asks.
    """
    rows = _run(
        "SELECT digest, modified_at, is_gone, redirect_to, slug,"  # noqa: S608
        " CASE WHEN left(digest, 32) = ANY(%s::text[]) THEN NULL"
        f" ELSE {_HTML} END FROM claims_publication WHERE kind = '{Kind(kind).value}' AND public_id = %s",
        [list(known), *form, public_id],
        prepare=True,
    )
    return Kept(*rows[0]) if rows else None


def publication_unless(kind: str, public_id: str, known: Sequence[str]) -> Found | None:
    """Return the publication at an address, its body empty where the digest is one of `known`."""
    rows = _run(
        f"SELECT CASE WHEN digest = ANY(%s::text[]) THEN ''::bytea ELSE {_BYTES} END,"  # noqa: S608
        " digest, modified_at, is_gone, redirect_to, slug FROM claims_publication"
        f" WHERE kind = '{Kind(kind).value}' AND public_id = %s",
        [list(known), public_id],
        prepare=True,
    )
    return Found(*rows[0]) if rows else None


def publications_bodies(kind: str, public_ids: Sequence[str]) -> dict[str, Row]:
    """Return publications by id."""
    rows = _run(
        f"SELECT public_id, {_BYTES}, digest, modified_at FROM claims_publication WHERE kind = '{Kind(kind).value}'"  # noqa: S608
        " AND public_id = ANY(%s::text[])",
        [list(public_ids)],
    )
    return {row[0]: Row(*row) for row in rows}


def renderings_keep(kind: str, form: Form, made: Sequence[tuple[str, str, bytes]]) -> None:
    """Keep HTML, given as (public id, digest of the body, HTML); what was published anew meanwhile is left out.

    Nobody waits: a row that is being published just now is skipped and made again when it is next asked for.
    """
    connection = connections[router.db_for_write(Rendering) or "default"]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH made AS (
                SELECT * FROM unnest(%s::text[], %s::text[], %s::bytea[]) AS given (public_id, digest, html)
            ), standing AS (
                SELECT p.id, p.digest, made.html FROM claims_publication AS p
                JOIN made ON made.public_id = p.public_id AND made.digest = p.digest
                WHERE p.kind = '{Kind(kind).value}' FOR SHARE OF p SKIP LOCKED
            )
            INSERT INTO claims_rendering (publication_id, form, language, version, digest, html)
            SELECT id, %s, %s, %s, digest, html FROM standing
            ON CONFLICT (publication_id, form, language)
            DO UPDATE SET version = excluded.version, digest = excluded.digest, html = excluded.html
            """,  # noqa: S608
            [[row[0] for row in made], [row[1] for row in made], [row[2] for row in made], *form],
        )


def publications_page(listing: Listing, *, cursor: str = "", size: int = PAGE_SIZE, form: Form | None = None) -> Page:
    """Return a page of a list, with bodies or with the HTML that is kept of them in a form.

    Raises BadCursorError for a cursor of another list or of nobody's making.
    """
    if listing.q:
        return _search_page(listing, cursor, size, form)
    return _ordered_page(listing, cursor, size, form)


def publications_total(listing: Listing) -> tuple[int, bool]:
    """Return how many a list holds and whether that is all: nothing is counted beyond TOTAL_LIMIT."""
    where, values = _conditions(listing)
    if listing.q:
        where.append(f"{_words(listing.kind)} @@ to_tsquery('english', %s::text)")
        values.append(tsquery(listing.q))
    ((count,),) = _run(
        f"SELECT count(*) FROM (SELECT 1 FROM claims_publication WHERE {' AND '.join(where)} LIMIT %s::int) AS counted",  # noqa: S608
        [*values, TOTAL_LIMIT + 1],
    )
    return min(count, TOTAL_LIMIT), count <= TOTAL_LIMIT


def facts_of(kind: str, facet: str, most: int) -> list[tuple[str, list[str]]]:
    """Return (status, facets) of the newest publications of a kind that have a facet, without withdrawn ones."""
    return _run(
        "SELECT status, facets FROM claims_publication"  # noqa: S608
        f" WHERE kind = '{Kind(kind).value}' AND NOT is_gone AND redirect_to = '' AND facets @> %s::varchar[]"
        " AND NOT facets && %s::varchar[] ORDER BY sort_at DESC, id DESC LIMIT %s::int",
        [[facet], ["withdrawn"], most],
        prepare=False,
    )


def claims_named(public_ids: Sequence[str]) -> list[Named]:
    """Return what is needed to name claims and link to them, in the order given; those that are gone are left out."""
    rows = _run(
        "SELECT public_id, slug, title, status, coalesce(body::json -> 'claimant' ->> 'name', '')"
        " FROM claims_publication WHERE kind = 'claim' AND NOT is_gone AND redirect_to = '' AND public_id = ANY(%s)",
        [list(public_ids)],
    )
    by_id = {row[0]: Named(*row) for row in rows}
    return [by_id[public_id] for public_id in public_ids if public_id in by_id]


def search_facets(listing: Listing, most: int) -> list[tuple[str, str, str, int]]:
    """Return (kind, id, name, count) of the statuses, speakers, outlets and topics of the newest BUCKET matches.

    At most `most` of each kind, those of most matches first. Of a list without words they are of its newest.
    """
    where, values = _conditions(listing)
    order = "sort_at DESC, id DESC"
    if listing.q:
        ways = _ways(listing, tsquery(listing.q), where, values, order, "status", "facets")
    else:
        newest = f"SELECT * FROM claims_publication WHERE {' AND '.join(where)} ORDER BY {order} LIMIT {BUCKET + 1}"  # noqa: S608
        ways = iter([(f"matched AS ({newest})", values)])
    for matched, given in ways:
        rows = _run(
            f"""
        WITH {matched}, bucket AS MATERIALIZED (
            SELECT status, facets FROM matched ORDER BY {order} LIMIT {BUCKET}
        ), counted AS (
            SELECT 'status' AS kind, status AS id, count(*) AS n FROM bucket WHERE status <> '' GROUP BY status
            UNION ALL
            SELECT split_part(facet, ':', 1), split_part(facet, ':', 2), count(*)
            FROM bucket, unnest(facets) AS facet
            WHERE facet LIKE 'speaker:%%' OR facet LIKE 'outlet:%%' OR facet LIKE 'topic:%%' GROUP BY facet
        ), chosen AS (
            SELECT *, row_number() OVER (PARTITION BY kind ORDER BY n DESC, id) AS place FROM counted
        )
        SELECT chosen.kind, chosen.id, coalesce(named.title, ''), n, (SELECT count(*) FROM matched) FROM chosen
        LEFT JOIN claims_publication AS named
            ON named.kind = chosen.kind AND named.public_id = chosen.id AND NOT named.is_gone
        WHERE place <= %s::int AND (chosen.kind = 'status' OR named.id IS NOT NULL)
        ORDER BY chosen.kind, n DESC, 3
        """,  # noqa: S608
            [*given, most],
            prepare=_prepared(listing),
        )
        if rows and rows[0][4] > BUCKET:
            break
    return [row[:4] for row in rows]


def names_found(asked: Sequence[tuple[str, str]], most: int) -> list[tuple[str, str, str, str]]:
    """Return (kind, what was asked, id, name) of speakers, outlets and topics by any spelling of their names."""
    if not asked:
        return []
    return [
        (kind, name, public_id, title)
        for kind, name, public_id, title in _run(
            f"""
            SELECT asked.kind, asked.name, p.public_id, p.title
            FROM unnest(%s::text[], %s::text[], %s::text[]) AS asked (kind, name, query)
            CROSS JOIN LATERAL (
                SELECT public_id, title FROM claims_publication
                WHERE claims_publication.kind = asked.kind AND {_STANDING} AND {_IS_NAMED}
                    AND search @@ to_tsquery('english', asked.query)
                    AND ts_filter(search, '{{a}}') @@ to_tsquery('english', asked.query)
                ORDER BY length(title), id LIMIT %s::int
            ) AS p
            """,  # noqa: S608
            [[kind for kind, _ in asked], [name for _, name in asked], [tsquery(name) for _, name in asked], most],
            prepare=False,
        )
    ]


def names_to_choose(chosen: Sequence[str], most: int) -> list[tuple[str, str, str, bool]]:
    """Return (kind, id, name, whether chosen) of speakers, outlets and topics: of each kind all, where at most `most`.

    Those of the ids `chosen` come once more, marked.
    """
    kinds = sorted(TITLED)
    columns = "SELECT kind, public_id, title"
    few = [
        f"({columns}, FALSE FROM (SELECT *, count(*) OVER () AS found FROM ({columns} FROM claims_publication"  # noqa: S608
        f" WHERE kind = '{kind}' AND {_STANDING} ORDER BY title, id LIMIT {most + 1}) AS first) AS counted"
        f" WHERE found <= {most})"
        for kind in kinds
    ]
    one = [
        f"({columns}, TRUE FROM claims_publication WHERE kind = '{kind}' AND {_STANDING}"
        " AND public_id = ANY(%s::text[]))"
        for kind in kinds
    ]
    return _run(" UNION ALL ".join([*few, *one]), [list(chosen)] * len(kinds), prepare=True)


def titles_beginning(kinds: Sequence[str], beginnings: Sequence[str], most: int) -> list[str]:
    """Return titles in which a word begins in one of these ways, newest first; beginnings are folded letters only.

    Of names all are looked at; of any other kind the newest RECENT, since a beginning stands in very many of them.
    """
    wanted = " | ".join(f"{beginning}:*" for beginning in beginnings if beginning)
    if not wanted:
        return []
    recent = (
        "SELECT title, search, sort_at FROM claims_publication WHERE"  # noqa: S608
        f" kind = '{{}}' AND {_STANDING} ORDER BY sort_at DESC, id DESC LIMIT {RECENT}"
    )
    parts = [f"({recent.format(Kind(kind).value)})" for kind in kinds if kind not in TITLED]
    values: list[object] = []
    if named := [Kind(kind).value for kind in kinds if kind in TITLED]:
        parts.append(
            f"(SELECT title, search, sort_at FROM claims_publication WHERE {_IS_NAMED} AND {_STANDING}"  # noqa: S608
            " AND kind = ANY(%s::text[]) AND search @@ to_tsquery('simple', %s::text))"
        )
        values += [named, wanted]
    rows = _run(
        f"SELECT title FROM ({' UNION ALL '.join(parts)}) AS near WHERE search @@ to_tsquery('simple', %s::text)"  # noqa: S608
        " ORDER BY sort_at DESC LIMIT %s::int",
        [*values, wanted, most],
        prepare=False,
    )
    return [title for (title,) in rows]


def has_words(asked: str) -> bool:
    """Whether anything is left to search for when the words that stand everywhere are left out."""
    ((nodes,),) = _run("SELECT numnode(to_tsquery('english', %s::text))", [tsquery(asked)])
    return nodes > 0


def publications_changed(since: int, size: int) -> list[Change]:
    """Return what changed after change number `since`, in the order of commits, tombstones included.

    What changed twice stands at its last place only, so a reader that goes on from the last number it saw misses
    nothing and ends up with what is public now.
    """
    rows = _run(
        f"SELECT {_CHANGE} FROM claims_publication"  # noqa: S608
        " WHERE change_number > %s::bigint ORDER BY change_number LIMIT %s::int",
        [since, size],
    )
    return [Change(*row) for row in rows]


def publications_news(since: int, size: int) -> list[Change]:
    """Return the newest changes after change number `since`, the newest first."""
    rows = _run(
        f"SELECT {_CHANGE} FROM claims_publication"  # noqa: S608
        " WHERE change_number > %s::bigint ORDER BY change_number DESC LIMIT %s::int",
        [since, size],
    )
    return [Change(*row) for row in rows]


def changes_counted() -> int:
    """Return the number of the newest public change."""
    ((value,),) = _run("SELECT value FROM claims_changecounter", [])
    return value


# --- what programs gather ---------------------------------------------------------------------------------------------


class Gathered(NamedTuple):
    """One address of the site, as a sitemap names it."""

    kind: str
    public_id: str
    slug: str
    modified_at: dt.datetime


def publications_latest(listing: Listing, by: str, size: int, *, since: dt.datetime | None = None) -> list[Row]:
    """Return what a list holds that came last `by` its first publication or its last change, without further pages."""
    column = {"published": "first_published_at", "modified": "modified_at"}[by]
    where, values = _conditions(listing)
    if listing.q:
        where.append(f"{_words(listing.kind)} @@ to_tsquery('english', %s::text)")
        values.append(tsquery(listing.q))
    if since:
        where.append(f"{column} >= %s::timestamptz")
        values.append(since)
    rows = _run(
        f"SELECT public_id, {_BYTES}, digest, modified_at FROM claims_publication WHERE {' AND '.join(where)}"  # noqa: S608
        f" ORDER BY {column} DESC, id DESC LIMIT %s::int",
        [*values, size],
        prepare=False,
    )
    return [Row(*row) for row in rows]


def publications_walk(kind: str, *, without: Sequence[str] = ()) -> Iterator[bytes]:
    """Yield the body of every publication of a kind, in no order that means anything."""
    last = 0
    while True:
        rows = _run(
            f"SELECT id, {_BYTES} FROM claims_publication WHERE kind = '{Kind(kind).value}' AND {_STANDING}"  # noqa: S608
            " AND NOT facets && %s::varchar[] AND id > %s::bigint ORDER BY id LIMIT %s::int",
            [list(without), last, WALK_SIZE],
        )
        yield from (body for _, body in rows)
        if len(rows) < WALK_SIZE:
            return
        last = rows[-1][0]


def sitemap_parts(kinds: Sequence[str], without: Sequence[str], size: int) -> list[tuple[int, dt.datetime]]:
    """Return the parts of `size` change numbers that hold something, each with the time of its last change.

    From one part the next is found by one look into an index, so the time grows with the parts, not with the record.
    """
    listed = f"kind = ANY(%s::text[]) AND {_STANDING} AND NOT facets && %s::varchar[]"
    first = f"SELECT change_number / %s::bigint FROM claims_publication WHERE {listed}"  # noqa: S608
    given = [size, list(kinds), list(without)]
    return _run(
        f"""
        WITH RECURSIVE part (number) AS (
            ({first} ORDER BY change_number LIMIT 1)
            UNION ALL
            SELECT ({first} AND change_number >= (part.number + 1) * %s::bigint ORDER BY change_number LIMIT 1)
            FROM part WHERE part.number IS NOT NULL
        )
        SELECT number, (
            SELECT modified_at FROM claims_publication
            WHERE {listed} AND change_number >= number * %s::bigint AND change_number < (number + 1) * %s::bigint
            ORDER BY change_number DESC LIMIT 1
        )
        FROM part WHERE number IS NOT NULL
        """,  # noqa: S608
        [*given, *given, size, *given[1:], size, size],
    )


def sitemap_part(kinds: Sequence[str], without: Sequence[str], size: int, number: int) -> list[Gathered]:
    """Return what stands in one part."""
    rows = _run(
        "SELECT kind, public_id, slug, modified_at FROM claims_publication"  # noqa: S608
        f" WHERE kind = ANY(%s::text[]) AND {_STANDING} AND NOT facets && %s::varchar[]"
        " AND change_number >= %s::bigint AND change_number < %s::bigint"
        " ORDER BY change_number",
        [list(kinds), list(without), number * size, (number + 1) * size],
    )
    return [Gathered(*row) for row in rows]


# --- lists in a fixed order -------------------------------------------------------------------------------------------


def _ordered_page(listing: Listing, cursor: str, size: int, form: Form | None) -> Page:
    order = _ORDERS[listing.order]
    where, values = _conditions(listing)
    is_back = False
    if cursor:
        is_back, at, public_id = _read_ordered(listing.order, cursor)
        sign = "<" if order.is_descending != is_back else ">"
        where.append(f"({order.column}, id) {sign} (%s::{order.cast}, {_id_of(listing.kind)})")
        values += [at, public_id]
    direction = "DESC" if order.is_descending != is_back else "ASC"
    found = _run(
        f"SELECT {_shown_columns(form)}, {order.column} FROM claims_publication"  # noqa: S608
        f" WHERE {' AND '.join(where)} ORDER BY {order.column} {direction}, id {direction} LIMIT %s::int",
        [*(form or ()), *values, size + 1],
        # A plan for any facet or date whatever would be a wrong one for most of them.
        prepare=None if _is_plain(listing) else False,
    )
    has_more = len(found) > size
    found = found[:size]
    if is_back:
        found.reverse()
    if not found:
        return Page([])
    first, last = found[0], found[-1]
    return Page(
        rows=[Row(*row[:5]) for row in found],
        next=_write_ordered(listing.order, False, last) if has_more or is_back else "",
        previous=_write_ordered(listing.order, True, first) if (has_more if is_back else cursor) else "",
    )


def _is_plain(listing: Listing) -> bool:
    # What is left out is looked at row by row, whatever it is.
    return listing == Listing(
        listing.kind, status=listing.status, without=listing.without, updated_since=listing.updated_since
    )


def _write_ordered(order: str, is_back: bool, row: Sequence[Any]) -> str:
    return _pack([order[0], int(is_back), _plain(row[5]), row[0]])


def _read_ordered(order: str, cursor: str) -> tuple[bool, object, str]:
    match _unpack(cursor):
        case [str(letter), 0 | 1 as is_back, str(at), str(public_id)] if letter == order[0] and is_id(public_id):
            return bool(is_back), at if order == "title" else _moment(at), public_id
    raise BadCursorError


# --- search -----------------------------------------------------------------------------------------------------------


class _Edges(NamedTuple):
    """The newest and the oldest match of a bucket."""

    top_at: dt.datetime
    top: str
    bottom_at: dt.datetime
    bottom: str


def _span(way: str, edges: _Edges | None) -> tuple[dt.datetime, dt.datetime] | None:
    """Return when a bucket's matches were said or decided, as its neighbour tells; None of the newest bucket."""
    if edges is None:
        return None
    length = SURPLUS * (edges.top_at - edges.bottom_at)
    match way:
        case "older":
            return _moved(edges.bottom_at, -length), edges.bottom_at
        case "newer":
            return edges.top_at, _moved(edges.top_at, length)
    return edges.bottom_at, edges.top_at


def _moved(moment: dt.datetime, by: dt.timedelta) -> dt.datetime:
    try:
        return moment + by
    except OverflowError:
        return moment


def _search_page(listing: Listing, cursor: str, size: int, form: Form | None) -> Page:
    where, values = _conditions(listing)
    way, edges, place, has_newer, has_older = "start", None, None, False, False
    if cursor:
        way, edges, place, has_newer, has_older = _read_search(cursor)
    id_of = _id_of(listing.kind)
    # Said in two steps, of which only the first is looked up in an index, so that it may be crossed with that of words.
    before = f"sort_at <= %s::timestamptz AND (sort_at < %s::timestamptz OR id {{}} {id_of})"
    behind = f"sort_at >= %s::timestamptz AND (sort_at > %s::timestamptz OR id {{}} {id_of})"
    if edges and way == "older":
        where.append(before.format("<"))
        values += [edges.bottom_at, edges.bottom_at, edges.bottom]
    elif edges and way == "newer":
        where.append(behind.format(">"))
        values += [edges.top_at, edges.top_at, edges.top]
    elif edges:
        where += [before.format("<="), behind.format(">=")]
        values += [edges.top_at, edges.top_at, edges.top, edges.bottom_at, edges.bottom_at, edges.bottom]
    is_back = way in ("back", "newer")
    after, after_values = "", []
    if place:
        after = f"WHERE (b.rank, b.sort_at, b.id) {'>' if is_back else '<'} (%s::real, %s::timestamptz, {id_of})"
        after_values = list(place)
    direction = "ASC" if is_back else "DESC"
    order = "sort_at ASC, id ASC" if way == "newer" else "sort_at DESC, id DESC"
    asked = tsquery(listing.q)
    for matched, matched_values in _ways(listing, asked, where, values, order, "public_id", span=_span(way, edges)):
        found = _run(
            f"""
        WITH {matched}, bucket AS (
            SELECT id, public_id, sort_at, search FROM matched ORDER BY {order} LIMIT {BUCKET}
        ), edges AS MATERIALIZED (
            SELECT (array_agg(sort_at ORDER BY sort_at DESC, id DESC))[1] AS top_at,
                (array_agg(public_id ORDER BY sort_at DESC, id DESC))[1] AS top,
                (array_agg(sort_at ORDER BY sort_at, id))[1] AS bottom_at,
                (array_agg(public_id ORDER BY sort_at, id))[1] AS bottom
            FROM bucket
        ), b AS (
            SELECT id, sort_at, ts_rank(search, to_tsquery('english', %s::text)) AS rank FROM bucket
        )
        SELECT {_shown_columns(form)}, shown.* FROM (
            SELECT b.id AS found_id, b.rank, b.sort_at AS found_at,
                edges.top_at, edges.top, edges.bottom_at, edges.bottom, (SELECT count(*) FROM matched) AS matched
            FROM b CROSS JOIN edges {after}
            ORDER BY b.rank {direction}, b.sort_at {direction}, b.id {direction} LIMIT %s::int
        ) AS shown JOIN claims_publication ON claims_publication.id = shown.found_id
        ORDER BY rank {direction}, found_at {direction}, found_id {direction}
        """,  # noqa: S608
            [*matched_values, asked, *(form or ()), *after_values, size + 1],
            prepare=_prepared(listing),
        )
        # A bucket whose edges are known holds no more than it did.
        if found and found[0][12] > BUCKET - (way in ("on", "back")):
            break
    if not found:
        return Page([])
    has_more = len(found) > size
    found = found[:size]
    if is_back:
        found.reverse()
    edges = _Edges(*found[0][8:12])
    if way in ("start", "older"):
        has_newer, has_older = way == "older", found[0][12] > BUCKET
    elif way == "newer":
        has_newer, has_older = found[0][12] > BUCKET, True

    def write(way: str, row: Sequence[Any] | None) -> str:
        return _write_search(way, edges, row, has_newer, has_older)

    is_first = (not has_more) if is_back else place is None
    is_last = False if way == "back" else (way == "newer" or not has_more)
    return Page(
        rows=[Row(*row[:5]) for row in found],
        next=(write("older", None) if has_older else "") if is_last else write("on", found[-1]),
        previous=(write("newer", None) if has_newer else "") if is_first else write("back", found[0]),
        matched=found[0][12],
    )


class _Way(NamedTuple):
    """Where the first matches of a search are looked for before they are looked for anywhere; nowhere if both are 0."""

    # Among so many rows that come first: each is looked at.
    walk: int
    # Among so many rows that come first: an index of times is crossed with that of words.
    window: int


def _ways(
    listing: Listing,
    asked: str,
    where: Sequence[str],
    values: Sequence[object],
    order: str,
    *columns: str,
    span: tuple[dt.datetime, dt.datetime] | None = None,
) -> Iterator[tuple[str, list[object]]]:
    """Yield SQL, and its values, of the first BUCKET matches in an order, and one more: a part `matched`.

    They are looked for near the beginning, where that is the shorter way; then anywhere, by the index of words, for who
    found too few. A list that begins elsewhere than at its newest row says in which `span` of time they are likely.
    """
    held, read = " AND ".join(where), ", ".join(["id", "sort_at", "search", *columns])
    rows = f"SELECT {read} FROM claims_publication WHERE {held}"  # noqa: S608
    asked_for = "@@ to_tsquery('english', %s::text)"
    first = f"ORDER BY {order} LIMIT {BUCKET + 1}"
    way = _way(listing.kind, asked)
    if way.walk:
        near = f"SELECT * FROM ({rows} ORDER BY {order} LIMIT {way.walk}) AS near WHERE search {asked_for} {first}"  # noqa: S608
        yield f"matched AS MATERIALIZED ({near})", [*values, asked]
    elif way.window:
        # Of a span with two ends PostgreSQL expects few rows, whichever they are, and crosses the two indexes.
        within = (
            f"{rows} AND sort_at BETWEEN %s::timestamptz AND %s::timestamptz AND {_words(listing.kind)} {asked_for}"
        )
        given = span or (_newest_since(listing.kind, way.window), EVER)
        near = f"SELECT * FROM ({within} OFFSET 0) AS within {first}"  # noqa: S608
        yield f"matched AS MATERIALIZED ({near})", [*values, *given, asked]
    # The offset keeps the index of words in use, where PostgreSQL would rather read rows in their order.
    anywhere = f"SELECT * FROM ({rows} AND {_words(listing.kind)} {asked_for} OFFSET 0) AS anywhere {first}"  # noqa: S608
    yield f"matched AS MATERIALIZED ({anywhere})", [*values, asked]


def _words(kind: str) -> str:
    """Return the words of a publication as the index has them that holds this kind; see WORDED."""
    return f"(CASE WHEN NOT is_gone AND kind = '{Kind(kind).value}' THEN search END)" if kind in WORDED else "search"


def _prepared(listing: Listing) -> bool:
    """Whether one plan of a search does for all: where nothing but its words tells how many rows there are."""
    return _is_plain(replace(listing, q=""))


def _way(kind: str, asked: str) -> _Way:
    """Return how the first BUCKET matches are likely to be found with the least work.

    The newest rows tell how many match. What an index of words finds comes in no order, so that all of it is read and
    sorted: of a common word many times what a walk reads, of a rare one next to nothing.
    """
    key = f"way-{kind}-{hashlib.sha256(asked.encode()).hexdigest()[:32]}"
    if (known := cache.get(key)) is None:
        newest = f"kind = '{Kind(kind).value}' AND {_STANDING} ORDER BY sort_at DESC, id DESC LIMIT {SAMPLE}"
        ((found,),) = _run(
            f"SELECT count(*) FROM (SELECT search FROM claims_publication WHERE {newest}) AS newest"  # noqa: S608
            " WHERE search @@ to_tsquery('english', %s::text)",
            [asked],
            prepare=True,
        )
        known = _shortest(found / SAMPLE, _many(kind))
        cache.set(key, known, WAY_KNOWN_SECONDS)
    return known


def _shortest(share: float, many: float) -> _Way:
    """Return the way of least work to the first matches among `many` rows, where such a share of the newest match."""
    if not share:
        return _Way(0, 0)
    matches, near = share * many, SURPLUS * BUCKET / share
    # One of few lengths: of a walk it stands in the SQL itself, whose plan is kept.
    near = 1 << math.ceil(math.log2(near))
    ways = {
        _Way(0, 0): MATCHED * matches,
        _Way(near, 0): LOOKED_AT * near,
        _Way(0, near): WORD_SET * matches + TIME_SET * near + MATCHED * SURPLUS * BUCKET,
    }
    return min(ways, key=ways.__getitem__)


def _newest_since(kind: str, many: int) -> dt.datetime:
    """Return since when there are so many publications of a kind."""
    key = f"since-{kind}-{many}"
    if (known := cache.get(key)) is None:
        rows = _run(
            f"SELECT sort_at FROM claims_publication WHERE kind = '{Kind(kind).value}'"  # noqa: S608
            " ORDER BY sort_at DESC, id DESC OFFSET %s::int LIMIT 1",
            [many],
        )
        known = rows[0][0] if rows else dt.datetime.min.replace(tzinfo=dt.UTC)
        cache.set(key, known, WAY_KNOWN_SECONDS)
    return known


def _many(kind: str) -> float:
    """Return about how many publications of a kind there are, as PostgreSQL's statistics tell."""
    key = f"many-{kind}"
    if (known := cache.get(key)) is None:
        sql = f"EXPLAIN (FORMAT JSON) SELECT FROM claims_publication WHERE kind = '{Kind(kind).value}'"
        ((plan,),) = _run(sql, [], prepare=False)
        (top,) = orjson.loads(plan) if isinstance(plan, str) else plan
        known = top["Plan"]["Plan Rows"]
        cache.set(key, known, WAY_KNOWN_SECONDS)
    return known


def _write_search(way: str, edges: _Edges, row: Sequence[Any] | None, has_newer: bool, has_older: bool) -> str:
    place = [row[6], _plain(row[7]), row[0]] if row else []
    return _pack(["r", way, [_plain(part) for part in edges], place, int(has_newer), int(has_older)])


def _read_search(cursor: str) -> tuple[str, _Edges, tuple[float, dt.datetime, str] | None, bool, bool]:
    match _unpack(cursor):
        case [
            "r",
            "on" | "back" | "older" | "newer" as way,
            [str(top_at), str(top), str(bottom_at), str(bottom)],
            [*place],
            0 | 1 as has_newer,
            0 | 1 as has_older,
        ] if is_id(top) and is_id(bottom) and bool(place) == (way in ("on", "back")):
            edges = _Edges(_moment(top_at), top, _moment(bottom_at), bottom)
            return way, edges, _read_place(place) if place else None, bool(has_newer), bool(has_older)
    raise BadCursorError


def _read_place(place: list[Any]) -> tuple[float, dt.datetime, str]:
    match place:
        # A rank is a small number; PostgreSQL refuses to read a huge one as `real`.
        case [float() | int() as rank, str(at), str(public_id)] if 0 <= rank < 1_000_000 and is_id(public_id):
            return float(rank), _moment(at), public_id
    raise BadCursorError


# --- what both share --------------------------------------------------------------------------------------------------

# What is kept of a publication in one form, while it was made of its present body.
_HTML = (
    "(SELECT html FROM claims_rendering AS kept WHERE kept.publication_id = claims_publication.id AND kept.form = %s"
    " AND kept.language = %s AND kept.version = %s AND kept.digest = claims_publication.digest)"
)


def _shown_columns(form: Form | None) -> str:
    body, html = ("''::bytea", _HTML) if form else (_BYTES, "NULL")
    return f"public_id, {body}, digest, modified_at, {html} AS html"


def _conditions(listing: Listing) -> tuple[list[str], list[object]]:
    # The kind stands in the SQL itself, so that partial indexes fit a prepared statement.
    where = [f"kind = '{Kind(listing.kind).value}'", _STANDING]
    values: list[object] = []
    if listing.status:
        where.append("status = %s")
        values.append(listing.status)
    if listing.facets:
        where.append("facets @> %s::varchar[]")
        values.append(list(listing.facets))
    for group in listing.any_of:
        where.append("facets && %s::varchar[]")
        values.append(list(group))
    for facet in listing.without:
        # Said like this it counts as dear and is looked at last, after the words of a search: most rows fall to those.
        where.append("%s::varchar <> ALL(facets)")
        values.append(facet)
    if listing.said_after:
        where.append("said_on >= %s::date")
        values.append(listing.said_after)
    if listing.said_before:
        where.append("said_on <= %s::date")
        values.append(listing.said_before)
    if listing.updated_since:
        where.append("modified_at >= %s::timestamptz")
        values.append(listing.updated_since)
    if listing.new_since:
        where.append("(sort_at >= %s::timestamptz OR said_on >= %s::date)")
        values += [listing.new_since, listing.new_since.date()]
    if listing.language:
        where.append("facets @> %s::varchar[]")
        values.append([f"language:{listing.language}"])
    return where, values


def _id_of(kind: str) -> str:
    """Row numbers never leave the database, so cursors name public ids."""
    return f"(SELECT id FROM claims_publication WHERE kind = '{Kind(kind).value}' AND public_id = %s)"  # noqa: S608


def _pack(parts: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def _unpack(cursor: str) -> object:
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        parts = orjson.loads(data)
    except (binascii.Error, ValueError) as error:
        raise BadCursorError from error
    if "\\u0000" in orjson.dumps(parts).decode():
        raise BadCursorError
    return parts


def _plain(value: object) -> object:
    return value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else value


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise BadCursorError from error
    if moment.tzinfo is None:
        raise BadCursorError
    return moment


def is_id(text: str) -> bool:
    """Whether a text has the form of a public id."""
    return len(text) == ID_LENGTH and all(char in ID_ALPHABET for char in text)


def _run(sql: str, values: Sequence[Any], *, prepare: bool | None = None) -> list[tuple[Any, ...]]:
    """Run a query and return its rows.

    On psycopg's own cursor, where the server keeps the plan: the ORM binds values in the client and plans each query
    anew, which costs a short read more than the read itself. Whoever counts or watches queries sees them as usual.
    """
    connection = connections[router.db_for_read(Publication) or "default"]
    if connection.queries_logged or connection.execute_wrappers:
        with connection.cursor() as watched:
            watched.execute(sql, values)
            return watched.fetchall()
    if is_pooled(connection) and not connection.in_atomic_block:
        return read(connection, sql, values, prepare)
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(sql, values, prepare=prepare, binary=True).fetchall()
