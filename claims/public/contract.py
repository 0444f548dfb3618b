"""What version 1 of the API promises, as a recorded contract, and what a change to it would break. Pure.

`manage.py api_contract` records it in docs/api-contract.json; a test compares the description with the record.
Additions are no breaks: docs/api.md tells programs to bear them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]
# What of a schema says what a value means. Descriptions may be worded anew.
MEANING = (
    "type",
    "format",
    "enum",
    "const",
    "pattern",
    "$ref",
    "items",
    "anyOf",
    "oneOf",
    "allOf",
    "minimum",
    "maximum",
)


def contract(description: Json) -> Json:
    """Return what an OpenAPI description promises: addresses, parameters, statuses, members and their types."""
    operations = {
        f"{method.upper()} {path}": {
            "parameters": {
                row["name"]: {"in": row["in"], "required": row.get("required", False), **_meaning(row["schema"])}
                for row in operation.get("parameters", [])
                if row["in"] in ("query", "path")
            },
            "answers": {
                status: {kind: _meaning(media.get("schema", {})) for kind, media in answer.get("content", {}).items()}
                for status, answer in operation["responses"].items()
            },
        }
        for path, methods in sorted(description["paths"].items())
        for method, operation in sorted(methods.items())
        if method in ("get", "post", "put", "patch", "delete") and not (path.startswith("/api/v1/") and method != "get")
    }
    return {"operations": operations, "schemas": _members(description["components"]["schemas"])}


def _members(schemas: Json) -> Json:
    return {
        name: {
            "required": sorted(schema.get("required", [])),
            "members": {member: _meaning(value) for member, value in sorted(schema.get("properties", {}).items())},
        }
        for name, schema in sorted(schemas.items())
    }


def _meaning(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_meaning(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _meaning(schema[name]) for name in MEANING if name in schema}
    if "properties" in schema:
        found["members"] = {name: _meaning(value) for name, value in sorted(schema["properties"].items())}
        found["required"] = sorted(schema.get("required", []))
    return found


def broken(recorded: Json, now: Json) -> list[str]:
    """Return, one sentence each, what programs rely on and would no longer find."""
    return [*_operations_broken(recorded["operations"], now["operations"]), *_schemas_broken(recorded, now)]


def _operations_broken(recorded: Json, now: Json) -> Iterator[str]:
    for name, was in recorded.items():
        if name not in now:
            yield f"{name} is gone."
            continue
        for parameter, meaning in was["parameters"].items():
            if parameter not in now[name]["parameters"]:
                yield f"{name}: the parameter {parameter} is gone."
            else:
                yield from _changed(f"{name}: {parameter}", meaning, now[name]["parameters"][parameter], is_taken=True)
        for parameter, meaning in now[name]["parameters"].items():
            if meaning["required"] and parameter not in was["parameters"]:
                yield f"{name}: the parameter {parameter} is new and required."
        for status, answer in was["answers"].items():
            if status not in now[name]["answers"]:
                yield f"{name}: the answer {status} is gone."
                continue
            for kind, meaning in answer.items():
                if kind not in now[name]["answers"][status]:
                    yield f"{name}: {status} no longer comes as {kind}."
                else:
                    yield from _changed(f"{name}: {status}", meaning, now[name]["answers"][status][kind])


def _schemas_broken(recorded: Json, now: Json) -> Iterator[str]:
    for name, was in recorded["schemas"].items():
        is_ = now["schemas"].get(name)
        if is_ is None:
            yield f"The schema {name} is gone."
            continue
        yield from _object_broken(name, was, is_)


def _object_broken(name: str, was: Json, is_: Json) -> Iterator[str]:
    for member, meaning in was["members"].items():
        if member not in is_["members"]:
            yield f"{name}.{member} is gone."
        else:
            yield from _changed(f"{name}.{member}", meaning, is_["members"][member])
    for member in set(was["required"]) - set(is_["required"]):
        if member in is_["members"]:
            yield f"{name}.{member} may now be missing."


def _changed(where: str, was: Any, is_: Any, *, is_taken: bool = False) -> Iterator[str]:
    """Tell what of a value changed; a parameter may take more values, an answer may not send others."""
    if isinstance(was, Mapping) and isinstance(is_, Mapping):
        if "members" in was:
            yield from _object_broken(where, dict(was), {"members": {}, "required": [], **is_})
        for name, value in was.items():
            if name in ("members", "required") and "members" in was:
                continue
            if name not in is_:
                yield f"{where}: its {name} is gone."
            elif name == "enum" and is_taken:
                if gone := [one for one in value if one not in is_[name]]:
                    yield f"{where}: no longer takes {', '.join(map(str, gone))}."
            elif name == "required":
                if is_[name] and not value:
                    yield f"{where}: is required now."
            else:
                yield from _changed(f"{where}.{name}", value, is_[name], is_taken=is_taken)
    elif isinstance(was, list) and isinstance(is_, list) and is_taken and was and isinstance(was[0], str):
        if gone := [one for one in was if one not in is_]:
            yield f"{where}: no longer takes {', '.join(gone)}."
    elif isinstance(was, list) and isinstance(is_, list) and len(was) == len(is_):
        for number, (one, other) in enumerate(zip(was, is_, strict=True)):
            yield from _changed(f"{where}[{number}]", one, other, is_taken=is_taken)
    elif was != is_:
        yield f"{where}: was {was}, is {is_}."
