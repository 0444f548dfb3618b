"""The columns of the public tables, what each holds and of which type: drawn from the schemas of documents. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from claims.public import formats
from claims.public.components import COMPONENTS, NAMES
from claims.public.inner import INNER
from claims.public.models import Publication

# The schema of a row of each table.
ROWS = {kind: COMPONENTS[name] for kind, name in NAMES.items()}
ROWS[Publication.Kind.SCALE] = COMPONENTS["Scale"]["properties"]["ratings"]["items"]
HEADER = ("table", "column", "type", "values", "description")


class Column(NamedTuple):
    """One column of a table."""

    table: str
    name: str
    # string, integer, boolean, date, datetime; behind "list of" where a cell holds several.
    type: str
    values: tuple[str, ...]
    description: str

    def line(self) -> tuple[str, ...]:
        return (self.table, self.name, self.type, "; ".join(self.values), self.description)


def columns(kind: str, table: str) -> Iterator[Column]:
    """Yield the columns of a table, in their order: that of a kind, or one of what is inside its documents."""
    inner = INNER.get(table)
    row = inner.schema if inner else ROWS[Publication.Kind(kind)]
    for name, path in (inner.columns if inner else formats.COLUMNS[kind]).items():
        schema, is_list = _at(row, path.split("."))
        values = tuple(str(value) for value in schema.get("enum", ()) if value is not None)
        word = _word(schema)
        yield Column(table, name, f"list of {word}" if is_list else word, values, schema.get("description", ""))


def _at(schema: Any, path: Sequence[str]) -> tuple[dict[str, Any], bool]:
    """Return the schema at a path, and whether there may be several values."""
    is_list = False
    for name in ("", *path):
        if name:
            schema = schema["properties"][name]
        schema = _plain(schema)
        if schema.get("type") == "array":
            is_list = True
            schema = _plain(schema["items"])
    return schema, is_list


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Follow references, and leave null out."""
    if "anyOf" in schema:
        (schema,) = [one for one in schema["anyOf"] if one.get("type") != "null"]
    if "$ref" in schema:
        return {**COMPONENTS[schema["$ref"].rpartition("/")[2]], **{k: v for k, v in schema.items() if k != "$ref"}}
    return schema


def _word(schema: dict[str, Any]) -> str:
    kinds = schema.get("type", "string")
    kind = next((one for one in kinds if one != "null"), "string") if isinstance(kinds, list) else kinds
    given = {"date": "date", "date-time": "datetime"}.get(schema.get("format", ""))
    return given or str(kind)
