"""The public tables as Parquet, for those who read millions of rows. Needs `pyarrow`, as nothing else here does."""

import datetime as dt
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from claims.public import dictionary, formats
from claims.public.inner import INNER

Json = dict[str, Any]


class MissingLibraryError(Exception):
    """The library that writes Parquet is not installed."""


def library() -> tuple[Any, Any]:
    """Return pyarrow and its Parquet part."""
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingLibraryError("Parquet is written by pyarrow: install it with `pip install pyarrow`.") from error


def write(path: Path, kind: str, table: str, rows: Iterator[list[Json]], told: Callable[[int], Any]) -> None:
    """Write the rows of a table to a file, with the types of the data dictionary; call `told` with each count."""
    arrow, parquet = library()
    described = list(dictionary.columns(kind, table))
    types = {
        "string": arrow.string(),
        "integer": arrow.int64(),
        "boolean": arrow.bool_(),
        "date": arrow.date32(),
        "datetime": arrow.timestamp("us", tz="UTC"),
    }
    schema = arrow.schema(
        [
            (
                column.name,
                arrow.list_(types[column.type.removeprefix("list of ")])
                if column.type.startswith("list")
                else types[column.type],
            )
            for column in described
        ]
    )
    shown = INNER[table].columns if table in INNER else formats.COLUMNS[kind]
    paths = [place.split(".") for place in shown.values()]
    # The version of the format and of nothing else stands in the file, so that the same record gives the same bytes.
    with parquet.ParquetWriter(path, schema, compression="zstd", version="2.6") as writer:
        for block in rows:
            values = {
                column.name: [_value(formats.value_at(row, way), column.type) for row in block]
                for column, way in zip(described, paths, strict=True)
            }
            writer.write_table(arrow.table(values, schema=schema))
            told(len(block))


def _value(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind.startswith("list"):
        return [part for part in _flat(value) if part is not None]
    if kind == "date":
        return dt.date.fromisoformat(value)
    if kind == "datetime":
        return dt.datetime.fromisoformat(value)
    return value


def _flat(value: Any) -> Iterator[Any]:
    for part in value:
        if isinstance(part, list):
            yield from _flat(part)
        else:
            yield part
