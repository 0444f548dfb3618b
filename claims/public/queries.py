"""Reads publications: the one builder of queries behind the public pages and the public API.

Lists are cut by key, never by offset, and are never counted whole. A page of a list costs one query.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from django.db import connections, router, transaction

from claims.public.asking import tsquery
from claims.public.models import LISTED, Publication, Rendering
from claims.public.ranked import BUCKET, search_page
from claims.public.sql import (
    BYTES,
    HTML,
    PAGE_SIZE,
    STANDING,
    TITLED,
    BadCursorError,
    Form,
    Listing,
    Page,
    Row,
    conditions,
    id_of,
    is_id,
    is_plain,
    moment,
    pack,
    plain,
    run,
    shown_columns,
    unpack,
    worded,
)

Kind = Publication.Kind

# Counting further tells a reader little and walks the table.
TOTAL_LIMIT = 10_000

# Read at a time where everything is read.
WALK_SIZE = 500
# Whether a digest is one that the reader has. Given as one text: psycopg takes as long to write a list as to ask.
_KNOWN = "= ANY(string_to_array(%s::text, ','))"
# What is read of one publication, in the order of Found and of Kept.
_OF_ONE = "digest, modified_at, is_gone, redirect_to, slug"
_FOUND = f"{BYTES}, {_OF_ONE}"
_UNLESS = f"CASE WHEN digest {_KNOWN} THEN ''::bytea ELSE {BYTES} END, {_OF_ONE}"
_KEPT = f"{_OF_ONE}, CASE WHEN left(digest, 32) {_KNOWN} THEN NULL ELSE {HTML} END"
_CHANGE = f"change_number, kind, public_id, is_gone, redirect_to, changed_at, digest, {BYTES}"

_IS_NAMED = f"kind IN ({', '.join(repr(Kind(kind).value) for kind in sorted(TITLED))})"
# Among so many of the newest claims one looks for the word that a mistyped one may have been.
RECENT = 2_000


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


class Named(NamedTuple):
    """One claim as another page names it."""

    public_id: str
    slug: str
    title: str
    status: str
    claimant: str
    language: str


class Change(NamedTuple):
    """The newest change of one publication."""

    number: int
    kind: str
    public_id: str
    is_gone: bool
    redirect_to: str
    changed_at: dt.datetime
    digest: str
    body: bytes


@dataclass(frozen=True, slots=True)
class _Order:
    column: str
    cast: str
    is_descending: bool


_ORDERS = {
    "newest": _Order("sort_at", "timestamptz", is_descending=True),
    "title": _Order("title", "text", is_descending=False),
    "changed": _Order("changed_at", "timestamptz", is_descending=False),
}


@cache
def _one(kind: str, columns: str) -> str:
    """Return the SQL of one publication: the same text each time, which psycopg knows again without reading it."""
    return f"SELECT {columns} FROM claims_publication WHERE kind = '{Kind(kind).value}' AND public_id = %s"  # noqa: S608


def publication_get(kind: str, public_id: str) -> Found | None:
    """Return the publication at an address, or its tombstone; None where nothing ever was."""
    rows = run(_one(kind, _FOUND), [public_id], prepare=True)
    return Found(*rows[0]) if rows else None


def publication_kept(kind: str, public_id: str, form: Form, known: Sequence[str] = ()) -> Kept | None:
    """Return what stands at an address, with the HTML kept of it unless its digest begins with one of `known`.

    The HTML is None where it was not made yet, or of another body, or is known to the one who asks.
    """
    rows = run(_one(kind, _KEPT), [",".join(known), *form, public_id], prepare=True)
    return Kept(*rows[0]) if rows else None


def publication_unless(kind: str, public_id: str, known: Sequence[str]) -> Found | None:
    """Return the publication at an address, its body empty where the digest is one of `known`."""
    rows = run(_one(kind, _UNLESS), [",".join(known), public_id], prepare=True)
    return Found(*rows[0]) if rows else None


def publications_bodies(kind: str, public_ids: Sequence[str]) -> dict[str, Row]:
    """Return publications by id."""
    rows = run(
        f"SELECT public_id, {BYTES}, digest, modified_at FROM claims_publication WHERE kind = '{Kind(kind).value}'"  # noqa: S608
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
        return search_page(listing, cursor, size, form)
    return _ordered_page(listing, cursor, size, form)


def publications_total(listing: Listing, most: int | None = None) -> tuple[int, bool]:
    """Return how many a list holds and whether that is all: nothing is counted beyond `most`, or TOTAL_LIMIT."""
    most = most or TOTAL_LIMIT
    if listing.q:
        source = "claims_publication"
        where, values = worded(listing)
    else:
        source, where, values, *_ = _rows_of(listing)
    ((count,),) = run(
        f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {' AND '.join(where)} LIMIT %s::int) AS counted",  # noqa: S608
        [*values, most + 1],
    )
    return min(count, most), count <= most


def facts_of(kind: str, facet: str, most: int) -> list[tuple[str, list[str]]]:
    """Return (status, facets) of the newest publications of a kind that have a facet, without withdrawn ones."""
    rows = _rows_of(Listing(kind, facets=(facet,), without=("withdrawn",)))
    return run(
        f"SELECT status, facets FROM {rows.source} WHERE {' AND '.join(rows.where)}"  # noqa: S608
        f" ORDER BY {rows.at} DESC, {rows.id} DESC LIMIT %s::int",
        [*rows.values, most],
        prepare=False,
    )


def claims_named(public_ids: Sequence[str]) -> list[Named]:
    """Return what is needed to name claims and link to them, in the order given; those that are gone are left out."""
    rows = run(
        "SELECT public_id, slug, title, status, coalesce(body::json -> 'claimant' ->> 'name', ''),"
        " body::json ->> 'language'"
        " FROM claims_publication WHERE kind = 'claim' AND NOT is_gone AND redirect_to = '' AND public_id = ANY(%s)",
        [list(public_ids)],
    )
    by_id = {row[0]: Named(*row) for row in rows}
    return [by_id[public_id] for public_id in public_ids if public_id in by_id]


def search_facets(listing: Listing, most: int, ranked: Sequence[int] = ()) -> list[tuple[str, str, str, int]]:
    """Return (kind, id, name, count) of the statuses, speakers, outlets and topics of the newest BUCKET matches.

    At most `most` of each kind, those of most matches first. The matches of a search for words are those that its
    first page has `ranked`; of a list without words they are its newest.
    """
    if listing.q:
        bucket = "SELECT status, facets FROM claims_publication WHERE id = ANY(%s::bigint[])"
        values: list[object] = [list(ranked)]
    else:
        rows = _rows_of(listing)
        bucket = (
            f"SELECT status, facets FROM {rows.source} WHERE {' AND '.join(rows.where)}"  # noqa: S608
            f" ORDER BY {rows.at} DESC, {rows.id} DESC LIMIT {BUCKET}"
        )
        values = rows.values
    return run(
        f"""
        WITH bucket AS MATERIALIZED ({bucket}), counted AS (
            SELECT 'status' AS kind, status AS id, count(*) AS n FROM bucket WHERE status <> '' GROUP BY status
            UNION ALL
            SELECT split_part(facet, ':', 1), split_part(facet, ':', 2), count(*)
            FROM bucket, unnest(facets) AS facet
            WHERE facet LIKE 'speaker:%%' OR facet LIKE 'outlet:%%' OR facet LIKE 'topic:%%' GROUP BY facet
        ), chosen AS (
            SELECT *, row_number() OVER (PARTITION BY kind ORDER BY n DESC, id) AS place FROM counted
        )
        SELECT chosen.kind, chosen.id, coalesce(named.title, ''), n FROM chosen
        LEFT JOIN claims_publication AS named
            ON named.kind = chosen.kind AND named.public_id = chosen.id AND NOT named.is_gone
        WHERE place <= %s::int AND (chosen.kind = 'status' OR named.id IS NOT NULL)
        ORDER BY chosen.kind, n DESC, 3
        """,  # noqa: S608
        [*values, most],
        prepare=bool(listing.q),
    )


def names_found(asked: Sequence[tuple[str, str]], most: int) -> list[tuple[str, str, str, str]]:
    """Return (kind, what was asked, id, name) of speakers, outlets and topics by any spelling of their names."""
    if not asked:
        return []
    return [
        (kind, name, public_id, title)
        for kind, name, public_id, title in run(
            f"""
            SELECT asked.kind, asked.name, p.public_id, p.title
            FROM unnest(%s::text[], %s::text[], %s::text[]) AS asked (kind, name, query)
            CROSS JOIN LATERAL (
                SELECT public_id, title FROM claims_publication
                WHERE claims_publication.kind = asked.kind AND {STANDING} AND {_IS_NAMED}
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
        f" WHERE kind = '{kind}' AND {STANDING} ORDER BY title, id LIMIT {most + 1}) AS first) AS counted"
        f" WHERE found <= {most})"
        for kind in kinds
    ]
    one = [
        f"({columns}, TRUE FROM claims_publication WHERE kind = '{kind}' AND {STANDING}"
        " AND public_id = ANY(%s::text[]))"
        for kind in kinds
    ]
    return run(" UNION ALL ".join([*few, *one]), [list(chosen)] * len(kinds), prepare=True)


def titles_beginning(kinds: Sequence[str], beginnings: Sequence[str], most: int) -> list[str]:
    """Return titles in which a word begins in one of these ways, newest first; beginnings are folded letters only.

    Of names all are looked at; of any other kind the newest RECENT, since a beginning stands in very many of them.
    """
    wanted = " | ".join(f"{beginning}:*" for beginning in beginnings if beginning)
    if not wanted:
        return []
    recent = (
        "SELECT title, search, sort_at FROM claims_publication WHERE"  # noqa: S608
        f" kind = '{{}}' AND {STANDING} ORDER BY sort_at DESC, id DESC LIMIT {RECENT}"
    )
    parts = [f"({recent.format(Kind(kind).value)})" for kind in kinds if kind not in TITLED]
    values: list[object] = []
    if named := [Kind(kind).value for kind in kinds if kind in TITLED]:
        parts.append(
            f"(SELECT title, search, sort_at FROM claims_publication WHERE {_IS_NAMED} AND {STANDING}"  # noqa: S608
            " AND kind = ANY(%s::text[]) AND search @@ to_tsquery('simple', %s::text))"
        )
        values += [named, wanted]
    rows = run(
        f"SELECT title FROM ({' UNION ALL '.join(parts)}) AS near WHERE search @@ to_tsquery('simple', %s::text)"  # noqa: S608
        " ORDER BY sort_at DESC LIMIT %s::int",
        [*values, wanted, most],
        prepare=False,
    )
    return [title for (title,) in rows]


def has_words(asked: str) -> bool:
    """Whether anything is left to search for when the words that stand everywhere are left out."""
    ((nodes,),) = run("SELECT numnode(to_tsquery('english', %s::text))", [tsquery(asked)])
    return nodes > 0


def publications_changed(since: int, size: int) -> list[Change]:
    """Return what changed after change number `since`, in the order of commits, tombstones included.

    What changed twice stands at its last place only, so a reader that goes on from the last number it saw misses
    nothing and ends up with what is public now.
    """
    rows = run(
        f"SELECT {_CHANGE} FROM claims_publication"  # noqa: S608
        " WHERE change_number > %s::bigint ORDER BY change_number LIMIT %s::int",
        [since, size],
    )
    return [Change(*row) for row in rows]


def publications_news(since: int, size: int) -> list[Change]:
    """Return the newest changes after change number `since`, the newest first."""
    rows = run(
        f"SELECT {_CHANGE} FROM claims_publication"  # noqa: S608
        " WHERE change_number > %s::bigint ORDER BY change_number DESC LIMIT %s::int",
        [since, size],
    )
    return [Change(*row) for row in rows]


def changes_counted() -> int:
    """Return the number of the newest public change."""
    ((value,),) = run("SELECT value FROM claims_changecounter", [])
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
    where, values = worded(listing) if listing.q else conditions(listing)
    if since:
        where.append(f"{column} >= %s::timestamptz")
        values.append(since)
    rows = run(
        f"SELECT public_id, {BYTES}, digest, modified_at FROM claims_publication WHERE {' AND '.join(where)}"  # noqa: S608
        f" ORDER BY {column} DESC, id DESC LIMIT %s::int",
        [*values, size],
        prepare=False,
    )
    return [Row(*row) for row in rows]


def publications_walk(kind: str, *, without: Sequence[str] = ()) -> Iterator[bytes]:
    """Yield the body of every publication of a kind, in no order that means anything."""
    last = 0
    while True:
        rows = run(
            f"SELECT id, {BYTES} FROM claims_publication WHERE kind = '{Kind(kind).value}' AND {STANDING}"  # noqa: S608
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
    listed = f"kind = ANY(%s::text[]) AND {STANDING} AND NOT facets && %s::varchar[]"
    first = f"SELECT change_number / %s::bigint FROM claims_publication WHERE {listed}"  # noqa: S608
    given = [size, list(kinds), list(without)]
    return run(
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
    rows = run(
        "SELECT kind, public_id, slug, modified_at FROM claims_publication"  # noqa: S608
        f" WHERE kind = ANY(%s::text[]) AND {STANDING} AND NOT facets && %s::varchar[]"
        " AND change_number >= %s::bigint AND change_number < %s::bigint"
        " ORDER BY change_number",
        [list(kinds), list(without), number * size, (number + 1) * size],
    )
    return [Gathered(*row) for row in rows]


# --- lists in a fixed order -------------------------------------------------------------------------------------------


_IN_A_LIST = "claims_listplace JOIN claims_publication ON claims_publication.id = publication_id"


class _Rows(NamedTuple):
    """Where a list is read from: SQL, its values, and the two columns that keep its order."""

    source: str
    where: list[str]
    values: list[object]
    at: str
    id: str
    # Whether one plan does for all values: a plan for any facet or date whatever would be a wrong one for most of them.
    is_prepared: bool


def _rows_of(listing: Listing) -> _Rows:
    """Return where to read a list that goes by `sort_at`, or what may be read in any order, from.

    A facet that has a list of its own is read there in its order, and the rows of the others are left out on the way.
    """
    ones = [*listing.facets, *(group[0] for group in listing.any_of if len(group) == 1)]
    named = {facet.partition(":")[0]: facet for facet in reversed(ones)}
    shortest = next((named[name] for name in LISTED if name in named), None)
    if shortest is None:
        where, values = conditions(listing)
        return _Rows("claims_publication", where, values, "sort_at", "id", is_plain(listing))
    rest = replace(
        listing,
        facets=tuple(facet for facet in listing.facets if facet != shortest),
        any_of=tuple(group for group in listing.any_of if group != (shortest,)),
    )
    where, values = conditions(rest)
    # Only what stands, of the kind, has a place in the list.
    where = ["list = %s", *where[2:]]
    given = [f"{Kind(listing.kind).value}:{shortest}", *values]
    return _Rows(_IN_A_LIST, where, given, "listed_at", "publication_id", is_plain(rest))


def _ordered_page(listing: Listing, cursor: str, size: int, form: Form | None) -> Page:
    order = _ORDERS[listing.order]
    if listing.order == "newest":
        source, where, values, at_column, id_column, is_prepared = _rows_of(listing)
    else:
        source, at_column, id_column, is_prepared = "claims_publication", order.column, "id", is_plain(listing)
        where, values = conditions(listing)
    is_back = False
    if cursor:
        is_back, at, public_id = _read_ordered(listing, cursor)
        sign = "<" if order.is_descending != is_back else ">"
        where.append(f"({at_column}, {id_column}) {sign} (%s::{order.cast}, {id_of(listing.kind)})")
        values += [at, public_id]
    direction = "DESC" if order.is_descending != is_back else "ASC"
    found = run(
        f"SELECT {shown_columns(form)}, {order.column} FROM {source}"  # noqa: S608
        f" WHERE {' AND '.join(where)} ORDER BY {at_column} {direction}, {id_column} {direction} LIMIT %s::int",
        [*(form or ()), *values, size + 1],
        prepare=None if is_prepared else False,
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
        next=_write_ordered(listing, False, last) if has_more or is_back else "",
        previous=_write_ordered(listing, True, first) if (has_more if is_back else cursor) else "",
    )


def _write_ordered(listing: Listing, is_back: bool, row: Sequence[Any]) -> str:
    return pack(listing, [int(is_back), plain(row[5]), row[0]])


def _read_ordered(listing: Listing, cursor: str) -> tuple[bool, object, str]:
    match unpack(listing, cursor):
        case [0 | 1 as is_back, str(at), str(public_id)] if is_id(public_id):
            return bool(is_back), at if listing.order == "title" else moment(at), public_id
    raise BadCursorError
