"""What test databases need beyond Django's own: a way back that append-only tables allow, and no leftovers."""

import os
import shutil
from time import monotonic, sleep

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

_BASELINE = "test_baseline"
# How long requests that a browser left behind may go on after their test.
_PATIENCE_SECONDS = 30


def take_baseline() -> None:
    """Remember every row that the migrations made."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {_BASELINE}")
        for table in _tables():
            cursor.execute(
                sql.SQL("CREATE TABLE {}.{} AS TABLE public.{}").format(
                    sql.Identifier(_BASELINE), sql.Identifier(table), sql.Identifier(table)
                )
            )


def return_to_baseline() -> None:
    """Make the database hold exactly the rows that the migrations made.

    Django's own flush is refused by append-only tables, and loses what migrations put in. Here no trigger fires, which
    takes a superuser.
    """
    tables = _tables()
    with connection.cursor() as cursor:
        _wait_for_others(cursor)
        cursor.execute("SET session_replication_role = replica")
        try:
            cursor.execute(
                sql.SQL("TRUNCATE {} RESTART IDENTITY").format(
                    sql.SQL(", ").join(sql.Identifier("public", table) for table in tables)
                )
            )
            for table in tables:
                _copy_back(cursor, table)
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def _wait_for_others(cursor: object) -> None:
    """Wait until every other connection rests: a page that was closed leaves the live server answering it."""
    deadline = monotonic() + _PATIENCE_SECONDS
    rests = 0
    while rests < 2 and monotonic() < deadline:
        cursor.execute(  # type: ignore[attr-defined]
            "SELECT count(*), count(*) FILTER (WHERE state <> 'idle') FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        others, busy = cursor.fetchone()  # type: ignore[attr-defined]
        if not others:
            return
        # Once could be between two queries of a request.
        rests = 0 if busy else rests + 1
        sleep(0.02)


def _copy_back(cursor: object, table: str) -> None:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT column_name, is_identity = 'YES' FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    columns = cursor.fetchall()  # type: ignore[attr-defined]
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns)
    public, baseline = sql.Identifier("public", table), sql.Identifier(_BASELINE, table)
    cursor.execute(  # type: ignore[attr-defined]
        sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {}").format(public, names, names, baseline)
    )
    for name, is_identity in columns:
        if is_identity:
            cursor.execute(  # type: ignore[attr-defined]
                sql.SQL("SELECT setval(pg_get_serial_sequence({}, {}), max({})) FROM {} HAVING max({}) > 0").format(
                    sql.Literal(f'public."{table}"'),
                    sql.Literal(name),
                    sql.Identifier(name),
                    public,
                    sql.Identifier(name),
                )
            )


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall() if name != "django_migrations"]


def drop_leftovers() -> None:
    """Drop the databases of test runs that were killed: those named after a process that is gone.

    Only on the embedded server, whose every user is a process of this machine.
    """
    if settings.EMBEDDED_POSTGRES is None:
        return
    prefix = settings.TEST_DATABASE_PREFIX
    with connection._nodb_cursor() as cursor:  # Django's own way to a database that is surely there
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        for (name,) in cursor.fetchall():
            process = name.removeprefix(prefix).partition("_")[0]
            if process.isdigit() and not _is_alive(int(process)):
                try:
                    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
                except psycopg.Error:
                    continue


def remove_leftover_folders() -> None:
    """Remove the folders of test runs that were killed: those named after a process that is gone."""
    for pattern in ("broker-*", "media-*"):
        for folder in settings.VAR_DIR.glob(pattern):
            process = folder.name.partition("-")[2]
            if process.isdigit() and not _is_alive(int(process)):
                shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
