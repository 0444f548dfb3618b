"""A search: the newest matches, a hundred at a time, ranked among themselves, and the ways to find them."""

import datetime as dt
import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import orjson
from django.core.cache import cache

from claims.public.asking import tsquery
from claims.public.models import Publication
from claims.public.sql import (
    ASKED,
    QUERY_ONCE,
    REFUSED,
    STANDING,
    BadCursorError,
    Form,
    Listing,
    Page,
    Row,
    besides_words,
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
    words_of,
)

Kind = Publication.Kind

# Ranking every match of a common word does not survive a million claims. The newest matches are ranked among
# themselves, then the next older ones; a hundred fill four or five pages, and few rows are looked at to find them.
BUCKET = 100
# Matches are looked for so much further back than they should have to be, as the newest of each kind tell; how far is
# worked out anew so often.
SURPLUS = 1.5
# A walk ends where it has found enough, so it may reach further.
WALK_SURPLUS = 4
SAMPLE = 400
WAY_KNOWN_SECONDS = 600
# What it costs to look at a row for words, to read a match of an index, and to take an entry of an index of words or of
# one of times into a set: as measured, to each other.
LOOKED_AT, MATCHED, WORD_SET, TIME_SET = 6, 20, 1.2, 0.8
SMALLEST_RANK, LARGEST_RANK = 1e-30, 1e6
EVER = dt.datetime.max.replace(tzinfo=dt.UTC)


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


def search_page(listing: Listing, cursor: str, size: int, form: Form | None) -> Page:
    """Return a page of the matches of a list's words; BadCursorError for what is no cursor of this search."""
    where, values = conditions(replace(listing, without=()))
    way, edges, place, has_newer, has_older = "start", None, None, False, False
    if cursor:
        way, edges, place, has_newer, has_older = _read_search(listing, cursor)
    row = id_of(listing.kind)
    # Said in two steps, of which only the first is looked up in an index, so that it may be crossed with that of words.
    before = f"sort_at <= %s::timestamptz AND (sort_at < %s::timestamptz OR id {{}} {row})"
    behind = f"sort_at >= %s::timestamptz AND (sort_at > %s::timestamptz OR id {{}} {row})"
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
        after = f"WHERE (b.rank, b.sort_at, b.id) {'>' if is_back else '<'} (%s::real, %s::timestamptz, {row})"
        after_values = list(place)
    direction = "ASC" if is_back else "DESC"
    order = "sort_at ASC, id ASC" if way == "newer" else "sort_at DESC, id DESC"
    # Pages alone count by what their matches may be narrowed.
    ranked = "(SELECT string_agg(id::text, ',') FROM bucket)" if form else "''::text"
    asked = tsquery(listing.q)
    for near, matched, matched_values in _ways(listing, asked, where, values, order, span=_span(way, edges)):
        found = run(
            f"""
        WITH matched AS MATERIALIZED (
            SELECT id, public_id, sort_at, ts_rank(search, {QUERY_ONCE}) AS rank FROM ({matched}) AS first
        ), bucket AS (
            SELECT * FROM matched ORDER BY {order} LIMIT {BUCKET}
        ), edges AS MATERIALIZED (
            SELECT newest.sort_at AS top_at, newest.public_id AS top,
                oldest.sort_at AS bottom_at, oldest.public_id AS bottom
            FROM (SELECT sort_at, public_id FROM bucket ORDER BY sort_at DESC, id DESC LIMIT 1) AS newest,
                (SELECT sort_at, public_id FROM bucket ORDER BY sort_at, id LIMIT 1) AS oldest
        )
        SELECT {shown_columns(form)}, shown.* FROM (
            SELECT b.id AS found_id, b.rank, b.sort_at AS found_at,
                edges.top_at, edges.top, edges.bottom_at, edges.bottom, (SELECT count(*) FROM matched) AS matched,
                {ranked} AS ranked
            FROM bucket AS b CROSS JOIN edges {after}
            ORDER BY b.rank {direction}, b.sort_at {direction}, b.id {direction} LIMIT %s::int
        ) AS shown JOIN claims_publication ON claims_publication.id = shown.found_id
        ORDER BY rank {direction}, found_at {direction}, found_id {direction}
        """,  # noqa: S608
            [asked, *matched_values, *(form or ()), *after_values, size + 1],
            prepare=_prepared(listing),
        )
        count = found[0][12] if found else 0
        # A bucket whose edges are known holds no more than it did.
        if count > BUCKET - (way in ("on", "back")):
            break
        if near and way == "start" and _prepared(listing):
            _way_learned(listing.kind, asked, count / (near.walk or near.window))
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
        return _write_search(listing, way, edges, row, has_newer, has_older)

    is_first = (not has_more) if is_back else place is None
    is_last = False if way == "back" else (way == "newer" or not has_more)
    return Page(
        rows=[Row(*row[:5]) for row in found],
        next=(write("older", None) if has_older else "") if is_last else write("on", found[-1]),
        previous=(write("newer", None) if has_newer else "") if is_first else write("back", found[0]),
        matched=found[0][12],
        ranked=tuple(map(int, filter(None, found[0][13].split(",")))),
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
    span: tuple[dt.datetime, dt.datetime] | None = None,
) -> Iterator[tuple[_Way | None, str, list[object]]]:
    """Yield SQL, and its values, of the first BUCKET matches in an order, and one more.

    They are looked for near the beginning, where that is the shorter way, which is named; then anywhere, by the index
    of words, for who found too few. A list that begins elsewhere than at its newest row says in which `span` of time
    they are likely.
    """
    columns = "id, public_id, sort_at, search"
    refused, refusals = [REFUSED] * len(listing.without), listing.without
    first = f"ORDER BY {order} LIMIT {BUCKET + 1}"
    way = _way(listing.kind, asked)
    if way.walk:
        # What is refused is looked for in the matches alone.
        near = f"SELECT {columns}, facets FROM claims_publication WHERE {' AND '.join(where)} ORDER BY {order}"  # noqa: S608
        held = " AND ".join([f"search @@ {QUERY_ONCE}", *refused])
        sql = f"SELECT {columns} FROM ({near} LIMIT {way.walk}) AS near WHERE {held} {first}"  # noqa: S608
        yield way, sql, [*values, asked, *refusals]
    elif way.window:
        # Of a span with two ends PostgreSQL expects few rows, whichever they are, and crosses the two indexes.
        within = ["sort_at BETWEEN %s::timestamptz AND %s::timestamptz", f"{words_of(listing.kind)} {ASKED}"]
        held = " AND ".join([*where, *within, *refused])
        given = span or (_newest_since(listing.kind, way.window), EVER)
        near = f"SELECT {columns} FROM claims_publication WHERE {held} OFFSET 0"  # noqa: S608
        yield way, f"SELECT * FROM ({near}) AS within {first}", [*values, *given, asked, *refusals]  # noqa: S608
    # The offset keeps the index of words in use, where PostgreSQL would rather read rows in their order.
    held = " AND ".join([*besides_words(listing.kind, where), f"{words_of(listing.kind)} {ASKED}", *refused])
    anywhere = f"SELECT {columns} FROM claims_publication WHERE {held} OFFSET 0"  # noqa: S608
    yield None, f"SELECT * FROM ({anywhere}) AS anywhere {first}", [*values, asked, *refusals]  # noqa: S608


def _prepared(listing: Listing) -> bool:
    """Whether one plan of a search does for all: where nothing but its words tells how many rows there are."""
    return is_plain(replace(listing, q=""))


def _way(kind: str, asked: str) -> _Way:
    """Return how the first BUCKET matches are likely to be found with the least work.

    The newest rows tell how many match. What an index of words finds comes in no order, so that all of it is read and
    sorted: of a common word many times what a walk reads, of a rare one next to nothing.
    """
    key = _way_key(kind, asked)
    if (known := cache.get(key)) is None:
        newest = f"kind = '{Kind(kind).value}' AND {STANDING} ORDER BY sort_at DESC, id DESC LIMIT {SAMPLE}"
        ((found,),) = run(
            f"SELECT count(*) FROM (SELECT search FROM claims_publication WHERE {newest}) AS newest"  # noqa: S608
            f" WHERE search @@ {QUERY_ONCE}",
            [asked],
            prepare=True,
        )
        known = _shortest(found / SAMPLE, _many(kind))
        cache.set(key, known, WAY_KNOWN_SECONDS)
    return known


def _way_learned(kind: str, asked: str, share: float) -> None:
    """Heed for the next time that fewer match than the newest rows told: as few as this."""
    cache.set(_way_key(kind, asked), _shortest(share, _many(kind)), WAY_KNOWN_SECONDS)


def _way_key(kind: str, asked: str) -> str:
    return f"way-{kind}-{hashlib.sha256(asked.encode()).hexdigest()[:32]}"


def _shortest(share: float, many: float) -> _Way:
    """Return the way of least work to the first matches among `many` rows, where such a share of the newest match."""
    if not share:
        return _Way(0, 0)
    matches, reach = share * many, BUCKET / share
    # Few lengths: of a walk it stands in the SQL itself, whose plan is kept, and when a window begins is remembered.
    walk = 2 ** math.ceil(math.log2(WALK_SURPLUS * reach))
    window = math.ceil(2 ** (math.ceil(4 * math.log2(SURPLUS * reach)) / 4))
    ways = {
        _Way(0, 0): MATCHED * matches,
        _Way(walk, 0): LOOKED_AT * reach,
        _Way(0, window): WORD_SET * matches + TIME_SET * window + MATCHED * SURPLUS * BUCKET,
    }
    return min(ways, key=ways.__getitem__)


def _newest_since(kind: str, many: int) -> dt.datetime:
    """Return since when there are so many publications of a kind."""
    key = f"since-{kind}-{many}"
    if (known := cache.get(key)) is None:
        rows = run(
            f"SELECT sort_at FROM claims_publication WHERE kind = '{Kind(kind).value}' AND NOT is_gone"  # noqa: S608
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
        ((plan,),) = run(sql, [], prepare=False)
        (top,) = orjson.loads(plan) if isinstance(plan, str) else plan
        known = top["Plan"]["Plan Rows"]
        cache.set(key, known, WAY_KNOWN_SECONDS)
    return known


def _write_search(
    listing: Listing, way: str, edges: _Edges, row: Sequence[Any] | None, has_newer: bool, has_older: bool
) -> str:
    place = [row[6], plain(row[7]), row[0]] if row else []
    return pack(listing, [way, [plain(part) for part in edges], place, int(has_newer), int(has_older)])


def _read_search(
    listing: Listing, cursor: str
) -> tuple[str, _Edges, tuple[float, dt.datetime, str] | None, bool, bool]:
    match unpack(listing, cursor):
        case [
            "on" | "back" | "older" | "newer" as way,
            [str(top_at), str(top), str(bottom_at), str(bottom)],
            [*place],
            0 | 1 as has_newer,
            0 | 1 as has_older,
        ] if is_id(top) and is_id(bottom) and bool(place) == (way in ("on", "back")):
            edges = _Edges(moment(top_at), top, moment(bottom_at), bottom)
            return way, edges, _read_place(place) if place else None, bool(has_newer), bool(has_older)
    raise BadCursorError


def _read_place(place: list[Any]) -> tuple[float, dt.datetime, str]:
    match place:
        # PostgreSQL refuses to read as `real` what is too large for it, or too near to nothing.
        case [float() | int() as rank, str(at), str(public_id)] if is_id(public_id) and (
            rank == 0 or SMALLEST_RANK < rank < LARGEST_RANK
        ):
            return float(rank), moment(at), public_id
    raise BadCursorError
