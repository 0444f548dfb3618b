"""A connection of its own for each thread that reads publications in the web process.

Django's pool hands a connection out for each request, asks the server whether it still lives, and takes it back: two
journeys more than the one a public read needs. A reading thread keeps its connection, and with it the statements it
has prepared, and finds out that it is broken when a read fails: a read may be run again.
"""

import threading
from collections.abc import Sequence
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper

_kept = threading.local()
Rows = list[tuple[Any, ...]]


def is_pooled(connection: BaseDatabaseWrapper) -> bool:
    """Whether this process serves many short requests; elsewhere Django's connection lasts as it is."""
    return "pool" in connection.settings_dict["OPTIONS"]


def read(connection: BaseDatabaseWrapper, sql: str, values: Sequence[Any], prepare: bool | None) -> Rows:
    """Run a query on this thread's own connection; once more on a new one where that is broken."""
    cursors: dict[str, psycopg.Cursor] = _kept.__dict__
    with connection.wrap_database_errors:
        if (cursor := cursors.get(connection.alias)) is not None:
            try:
                return cursor.execute(sql, values, prepare=prepare, binary=True).fetchall()
            except psycopg.OperationalError:
                if not cursor.connection.broken:
                    raise
                del cursors[connection.alias]
        cursor = cursors[connection.alias] = _connect(connection)
        return cursor.execute(sql, values, prepare=prepare, binary=True).fetchall()


def _connect(connection: BaseDatabaseWrapper) -> psycopg.Cursor:
    settings = connection.get_connection_params()
    settings |= {"autocommit": True, "cursor_factory": psycopg.Cursor}
    try:
        opened = psycopg.connect(**settings)
    except psycopg.OperationalError:
        # The embedded server is started by Django's way in.
        connection.ensure_connection()
        connection.close()
        opened = psycopg.connect(**settings)
    if opened.info.parameter_status("TimeZone") != "UTC":
        opened.execute("SET TIME ZONE 'UTC'")
    return opened.cursor()
