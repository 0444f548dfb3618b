"""Whole exports: every public document of a kind, in the order of ids, so that the same record gives the same bytes."""

from collections.abc import Iterator
from contextlib import contextmanager

import orjson
from django.db import connections, router, transaction
from psycopg import sql

from claims.public import formats
from claims.public.addresses import FOLDERS
from claims.public.models import Publication

Kind = Publication.Kind
# The file of each kind.
TABLES = {**FOLDERS, Kind.SCALE: "scale"}

# Rows of a table made at a time.
STEP = 1_000
_WHERE = "FROM claims_publication WHERE kind = {kind} AND NOT is_gone AND redirect_to = '' ORDER BY public_id"


@contextmanager
def snapshot() -> Iterator[None]:
    """Within this, every export is of one and the same moment."""
    alias = _alias()
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def publications_count(kind: str) -> int:
    return Publication.objects.using(_alias()).filter(kind=kind, is_gone=False, redirect_to="").count()


def publication_lines(kind: str) -> Iterator[bytes]:
    """Yield blocks of JSONL, the stored bytes as they are."""
    # JSON escapes control characters, so two of them as delimiter and quote let COPY send a body as it stands.
    copy = "COPY (SELECT body " + _WHERE + ") TO STDOUT (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')"
    with (
        connections[_alias()].connection.cursor() as cursor,
        cursor.copy(sql.SQL(copy).format(kind=sql.Literal(str(kind)))) as blocks,
    ):
        for block in blocks:
            yield bytes(block)


def publication_bodies(kind: str) -> Iterator[list[str]]:
    """Yield what a table has a row of, some at a time: the stored documents, or the ratings of the scale."""
    select = sql.SQL("SELECT body " + _WHERE).format(kind=sql.Literal(str(kind)))
    with connections[_alias()].connection.cursor("publication_bodies") as cursor:
        cursor.itersize = STEP
        cursor.execute(select)
        while rows := cursor.fetchmany(STEP):
            bodies = [body for (body,) in rows]
            if kind == Kind.SCALE:
                bodies = [orjson.dumps(one).decode() for body in bodies for one in orjson.loads(body)["ratings"]]
            yield bodies


def publication_table(kind: str) -> Iterator[bytes]:
    """Yield blocks of CSV, the header first."""
    shown = formats.columns(str(kind), ())
    yield formats.header(shown).encode()
    for bodies in publication_bodies(kind):
        yield formats.table(bodies, shown).encode()


def newest_change() -> tuple[int, str]:
    """Return the number and the time of the newest public change: what an export of this moment holds."""
    row = Publication.objects.using(_alias()).order_by("-change_number").values_list("change_number", "modified_at")
    number, at = row.first() or (0, None)
    return number, at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""


def _alias() -> str:
    return router.db_for_read(Publication) or "default"
