"""Storing many rows at once, and work that may be repeated, for a fraction of what the ORM's own way costs."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from psycopg import sql

Thing = TypeVar("Thing")


def batched(things: Iterable[Thing], size: int) -> Iterator[tuple[Thing, ...]]:
    """Cut `things` into pieces of at most `size`."""
    waiting = iter(things)
    while piece := tuple(islice(waiting, size)):
        yield piece


@contextmanager
def repeatable() -> Iterator[None]:
    """A transaction of work that is done again where its end is not on record: its commit does not wait for the disk.

    If the database's machine fails within the next half second, the work is lost whole, and what was committed after it
    as well, unless that waited for the disk: then this is there, too.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        yield


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Store new rows of one model and give each its key.

    As with `bulk_create`, no `save` runs and nothing is validated but by the database. Call it in a transaction.
    """
    if not rows:
        return
    model = type(rows[0])
    names = [field.attname for field in model._meta.local_concrete_fields if not field.generated]
    for row, key in zip(rows, row_keys(model, len(rows)), strict=True):
        row.pk = key
        for field in model._meta.local_concrete_fields:
            if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
                field.pre_save(row, add=True)
    insert_values(model, ({name: getattr(row, name) for name in names} for row in rows))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert_values(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Store new rows given as values by column name (`speaker_id`), all rows with the same names in one order, by COPY.

    What they do not name gets the default of the database, or else of its field. Making a model's instance costs more
    than storing its row. Rows that are made while they are asked for are made while the database stores those before
    them; making them must ask the database for nothing.
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    given = list(first)
    fields = {field.attname: field for field in model._meta.local_concrete_fields if not field.generated}
    missing = [
        field
        for name, field in fields.items()
        if name not in first
        and not field.primary_key
        and not field.has_db_default()
        and (field.has_default() or not field.null)
    ]
    # Most are the same for each row, and those come first.
    made = [field for field in missing if field.has_default() and callable(field.default)]
    missing = [field for field in missing if field not in made] + made
    same = [field.get_default() for field in missing[: len(missing) - len(made)]]
    packed = {name: field for name, field in fields.items() if name in first and isinstance(field, models.JSONField)}
    lists = [name for name, field in fields.items() if name in first and isinstance(field, ArrayField)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(
            sql.Identifier(str(field.column)) for field in (*(fields[name] for name in given), *missing)
        ),
    )
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement.as_string()) as copy:
        for row in chain([first], rows):
            for name, field in packed.items():
                # Most are empty.
                value = row[name]
                row[name] = "[]" if value == [] else json.dumps(value, cls=field.encoder)
            for name in lists:
                # Of numbers, as all that there are; psycopg would ask each of its kind.
                row[name] = f"{{{','.join(map(str, row[name]))}}}"
            copy.write_row([*row.values(), *same, *(field.default() for field in made)])


def row_keys(model: type[models.Model], count: int) -> list[int]:
    """Take the next `count` keys of a model out of its sequence."""
    with connection.cursor() as cursor:
        # Its name is looked up once, which costs more than a key does.
        cursor.execute(
            "WITH named AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS sequence)"
            " SELECT nextval(sequence) FROM named, generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [key for (key,) in cursor.fetchall()]


def update_rows(rows: Sequence[models.Model], *names: str) -> None:
    """Store the fields `names` of several rows of one model in one statement, a tenth of `bulk_update`'s cost.

    For columns of one value each; lists and JSON are not among them.
    """
    if not rows:
        return
    model = type(rows[0])
    by_name = {field.name: field for field in model._meta.local_concrete_fields}
    fields = [model._meta.pk, *(by_name[name] for name in names)]
    columns = [sql.Identifier(str(field.column)) for field in fields]
    statement = sql.SQL("UPDATE {table} SET {changes} FROM unnest({values}) AS new ({columns}) WHERE {match}").format(
        table=sql.Identifier(model._meta.db_table),
        changes=sql.SQL(", ").join(sql.SQL("{0} = new.{0}").format(column) for column in columns[1:]),
        values=sql.SQL(", ").join(sql.SQL(f"%s::{field.rel_db_type(connection)}[]") for field in fields),
        columns=sql.SQL(", ").join(columns),
        match=sql.SQL("{}.{key} = new.{key}").format(sql.Identifier(model._meta.db_table), key=columns[0]),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(), [[getattr(row, field.attname) for row in rows] for field in fields])
