"""The words that OpenAPI component schemas are made of."""

from typing import Any

from factcheck.base import ID_ALPHABET, ID_LENGTH

Json = dict[str, Any]

ID_PATTERN = f"^[{ID_ALPHABET}]{{{ID_LENGTH}}}$"


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def or_null(schema: Json) -> Json:
    if isinstance(schema.get("type"), str):
        nullable = {**schema, "type": [schema["type"], "null"]}
        if "enum" in schema:
            nullable["enum"] = [*schema["enum"], None]
        return nullable
    return {"anyOf": [schema, {"type": "null"}]}


def text(description: str, **more: Any) -> Json:
    return {"type": "string", "description": description, **more}


def maybe(description: str, **more: Any) -> Json:
    return or_null(text(description, **more))


def link(description: str) -> Json:
    return text(description, format="uri")


def day(description: str) -> Json:
    return maybe(description, format="date")


def moment(description: str) -> Json:
    return text(description, format="date-time")


def number(description: str) -> Json:
    return {"type": "integer", "minimum": 0, "description": description}


def flag(description: str) -> Json:
    return {"type": "boolean", "description": description}


def many(of: Json, description: str) -> Json:
    return {"type": "array", "items": of, "description": description}


def one_of(values: tuple[str, ...], description: str) -> Json:
    return text(description, enum=list(values))


def members(description: str, /, **members: Json) -> Json:
    # Every member is always there; one without a value is null. More members may be added (docs/api.md).
    return {"type": "object", "description": description, "required": list(members), "properties": members}


def public_id(description: str) -> Json:
    return text(description, pattern=ID_PATTERN)


def constant(kind: str) -> Json:
    return {"type": "string", "const": kind, "description": "What kind of thing this is."}
