"""Whole exports: every public document of a kind, in the order of ids, so that the same record gives the same bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from django.db import connection, transaction
from psycopg import sql

from claims.public import formats
from claims.public.addresses import FOLDERS
from claims.public.inner import INNER
from claims.public.models import Publication

Kind = Publication.Kind
# The file of each kind.
TABLES = {**FOLDERS, Kind.SCALE: "scale"}
# The kind that each table is made from, those of what is inside documents among them.
KINDS = {**{table: kind for kind, table in TABLES.items()}, **{table: inner.kind for table, inner in INNER.items()}}

# Rows of a table made at a time.
STEP = 1_000
_WHERE = "FROM claims_publication WHERE kind = {kind} AND NOT is_gone AND redirect_to = '' ORDER BY public_id"


@contextmanager
def snapshot() -> Iterator[None]:
    """Within this, every export is of one and the same moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def publications_count(kind: str) -> int:
    return Publication.objects.filter(kind=kind, is_gone=False, redirect_to="").count()


def publication_lines(kind: str) -> Iterator[bytes]:
    """Yield blocks of JSONL, the stored bytes as they are."""
    # JSON escapes control characters, so two of them as delimiter and quote let COPY send a body as it stands.
    copy = "COPY (SELECT body " + _WHERE + ") TO STDOUT (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')"
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(sql.SQL(copy).format(kind=sql.Literal(str(kind)))) as blocks,
    ):
        for block in blocks:
            yield bytes(block)


def publication_rows(table: str) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a table, some at a time: the documents, what is inside them, or the ratings of the scale."""
    kind = KINDS[table]
    select = sql.SQL("SELECT body " + _WHERE).format(kind=sql.Literal(str(kind)))
    with connection.connection.cursor("publication_rows") as cursor:
        cursor.itersize = STEP
        cursor.execute(select)
        while found := cursor.fetchmany(STEP):
            documents = [orjson.loads(body) for (body,) in found]
            if table in INNER:
                yield [row for document in documents for row in INNER[table].rows(document)]
            elif kind == Kind.SCALE:
                yield [rating for document in documents for rating in document["ratings"]]
            else:
                yield documents


def publication_table(table: str) -> Iterator[bytes]:
    """Yield blocks of CSV, the header first."""
    shown = INNER[table].columns if table in INNER else formats.columns(str(KINDS[table]), ())
    yield formats.header(shown).encode()
    for rows in publication_rows(table):
        yield formats.lines(rows, shown).encode()


def newest_change() -> tuple[int, str]:
    """Return the number and the time of the newest public change: what an export of this moment holds."""
    row = Publication.objects.order_by("-change_number").values_list("change_number", "changed_at")
    number, at = row.first() or (0, None)
    return number, at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""
