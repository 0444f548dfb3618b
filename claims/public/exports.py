"""Whole exports: every public document of a kind, in the order of ids, so that the same record gives the same bytes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, router, transaction
from psycopg import sql

from claims.public import formats
from claims.public.models import Publication

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


def publication_table(kind: str) -> Iterator[bytes]:
    """Yield blocks of CSV, the header first."""
    shown = formats.columns(str(kind), ())
    yield formats.header(shown).encode()
    select = sql.SQL("SELECT body " + _WHERE).format(kind=sql.Literal(str(kind)))
    with connections[_alias()].connection.cursor("publication_table") as cursor:
        cursor.itersize = STEP
        cursor.execute(select)
        while rows := cursor.fetchmany(STEP):
            yield formats.table((body for (body,) in rows), shown).encode()


def _alias() -> str:
    return router.db_for_read(Publication) or "default"
