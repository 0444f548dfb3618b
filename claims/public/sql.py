"""What queries of publications are made of: lists and their conditions, pages and their cursors, and running them."""

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import orjson
import psycopg
from django.db import connections

from claims.public.asking import tsquery
from claims.public.models import WORDED, Publication
from claims.public.readers import is_pooled, read
from factcheck.base import ID_ALPHABET, ID_LENGTH

Kind = Publication.Kind

_ID_LETTERS = frozenset(ID_ALPHABET)
PAGE_SIZE = 25
PAGE_SIZE_LIMIT = 100
STANDING = "NOT is_gone AND redirect_to = ''"
# A body is sent as it is stored. As text each would be decoded on its way in and encoded on its way out, which costs a
# long list as much as reading it.
BYTES = "convert_to(body, 'UTF8')"
TITLED = frozenset([Kind.SPEAKER, Kind.OUTLET, Kind.TOPIC])


class BadCursorError(ValueError):
    """A cursor that this list did not hand out."""


class Row(NamedTuple):
    """One publication as lists need it: its body, or what is kept of the form that was asked for."""

    public_id: str
    body: bytes
    digest: str
    modified_at: dt.datetime
    html: bytes | None = None


class Form(NamedTuple):
    """One form of HTML made of publications; see Rendering."""

    name: str
    language: str
    version: str


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
            return "changed"
        return "title" if self.kind in TITLED else "newest"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list and the cursors of its neighbours; an empty cursor means there is none."""

    rows: list[Row]
    next: str = ""
    previous: str = ""
    # Of a search for words: how many of the newest matches were ranked, more than BUCKET where there are further ones.
    matched: int = 0
    # The row numbers of those, where they are shown in a form.
    ranked: tuple[int, ...] = ()


def is_plain(listing: Listing) -> bool:
    """Whether one plan does for a list whatever its values are."""
    # What is left out is looked at row by row, whatever it is.
    return listing == Listing(
        listing.kind, status=listing.status, without=listing.without, updated_since=listing.updated_since
    )


# That a row lacks a facet. Said like this it counts as dear and is looked at last, after the words of a search: most
# rows fall to those.
REFUSED = "%s::varchar <> ALL(facets)"
# Whether words match a question, given in the syntax of `to_tsquery`.
_QUERY = "to_tsquery('english', %s::text)"
ASKED = f"@@ {_QUERY}"
# A kept plan knows no words: outside an index it would parse them for each row anew.
QUERY_ONCE = f"(SELECT {_QUERY})"
# What is kept of a publication in one form, while it was made of its present body.
HTML = (
    "(SELECT html FROM claims_rendering AS kept WHERE kept.publication_id = claims_publication.id AND kept.form = %s"
    " AND kept.language = %s AND kept.version = %s AND kept.digest = claims_publication.digest)"
)


def shown_columns(form: Form | None) -> str:
    """Return the columns of a Row, in SQL; a form brings its three values."""
    body, html = ("''::bytea", HTML) if form else (BYTES, "NULL")
    return f"public_id, {body}, digest, modified_at, {html} AS html"


def conditions(listing: Listing) -> tuple[list[str], list[object]]:
    """Return the conditions of a list but for its words, the kind and what stands of it first, and their values."""
    # The kind stands in the SQL itself, so that partial indexes fit a prepared statement.
    where = [f"kind = '{Kind(listing.kind).value}'", STANDING]
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
    where += [REFUSED] * len(listing.without)
    values += listing.without
    if listing.said_after:
        where.append("said_on >= %s::date")
        values.append(listing.said_after)
    if listing.said_before:
        where.append("said_on <= %s::date")
        values.append(listing.said_before)
    if listing.updated_since:
        where.append("changed_at >= %s::timestamptz")
        values.append(listing.updated_since)
    if listing.new_since:
        where.append("(sort_at >= %s::timestamptz OR said_on >= %s::date)")
        values += [listing.new_since, listing.new_since.date()]
    if listing.language:
        where.append("facets @> %s::varchar[]")
        values.append([f"language:{listing.language}"])
    return where, values


def besides_words(kind: str, where: Sequence[str]) -> Sequence[str]:
    """Return what is still to be said of rows that an index of words finds.

    Where it holds one kind alone, PostgreSQL would cross it with an index of all rows of that kind.
    """
    return where[1:] if kind in WORDED else where


def worded(listing: Listing) -> tuple[list[str], list[object]]:
    """Return the conditions of a search, its words among them, and their values."""
    where, values = conditions(listing)
    return [*besides_words(listing.kind, where), f"{words_of(listing.kind)} {ASKED}"], [*values, tsquery(listing.q)]


def words_of(kind: str) -> str:
    """Return the words of a publication as the index has them that holds this kind; see WORDED."""
    return f"(CASE WHEN NOT is_gone AND kind = '{Kind(kind).value}' THEN search END)" if kind in WORDED else "search"


def id_of(kind: str) -> str:
    """Row numbers never leave the database, so cursors name public ids."""
    return f"(SELECT id FROM claims_publication WHERE kind = '{Kind(kind).value}' AND public_id = %s)"  # noqa: S608


def _mark(listing: Listing) -> str:
    """Return what tells the cursors of a list from those of every other.

    Since when rows are new moves on with the clock, so that only whether it is asked counts.
    """
    asked = orjson.dumps([replace(listing, new_since=None), listing.new_since is not None])
    return hashlib.blake2b(asked, digest_size=6).hexdigest()


def pack(listing: Listing, parts: list[Any]) -> str:
    """Return a cursor of a list."""
    return base64.urlsafe_b64encode(orjson.dumps([_mark(listing), *parts])).decode().rstrip("=")


def unpack(listing: Listing, cursor: str) -> list[Any]:
    """Return what a cursor of a list holds; BadCursorError for what is none, or one of another list."""
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        parts = orjson.loads(data)
    except (binascii.Error, ValueError) as error:
        raise BadCursorError from error
    if "\\u0000" in orjson.dumps(parts).decode():
        raise BadCursorError
    if not isinstance(parts, list) or parts[:1] != [_mark(listing)]:
        raise BadCursorError
    return parts[1:]


def plain(value: object) -> object:
    """Return a value as a cursor holds it."""
    return value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else value


def moment(text: str) -> dt.datetime:
    """Return a time that a cursor holds."""
    try:
        read_as = dt.datetime.fromisoformat(text)
        if read_as.tzinfo is None:
            raise BadCursorError
        # A moment of the last or the first day may lie in no year that there is.
        return read_as.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise BadCursorError from error


def is_id(text: str) -> bool:
    """Whether a text has the form of a public id."""
    return len(text) == ID_LENGTH and _ID_LETTERS.issuperset(text)


def run(sql: str, values: Sequence[Any], *, prepare: bool | None = None) -> list[tuple[Any, ...]]:
    """Run a query and return its rows.

    On psycopg's own cursor, where the server keeps the plan: the ORM binds values in the client and plans each query
    anew, which costs a short read more than the read itself. Whoever counts or watches queries sees them as usual.
    """
    connection = connections["default"]
    if connection.queries_logged or connection.execute_wrappers:
        with connection.cursor() as watched:
            watched.execute(sql, values)
            return watched.fetchall()
    if is_pooled(connection) and not connection.in_atomic_block:
        return read(connection, sql, values, prepare)
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(sql, values, prepare=prepare, binary=True).fetchall()
