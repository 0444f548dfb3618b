"""The description of the API: operations, parameters, answers and examples."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from claims.public.addresses import FOLDERS
from claims.public.components import COMPONENTS, NAMES
from claims.public.filters import CHANGES, FILTERS, Parameter, of_detail
from claims.public.models import Publication
from claims.public.parts import Part
from claims.public.schema_words import ID_PATTERN, ref
from factcheck.api import PROBLEM

Json = dict[str, Any]
Answers = dict[int | tuple[int, str], OpenApiResponse]
Kind = Publication.Kind
EXAMPLES = Path(__file__).with_name("examples.json")


def add_components(result: Json, **_generator: Any) -> Json:
    """Put the schemas above and the links between operations into the description; a hook of drf-spectacular."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas.update({name: COMPONENTS[name] for name in sorted(COMPONENTS)})
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    for kind in FILTERS:
        folder = FOLDERS[kind]
        listed = result["paths"].get(f"/api/v1/{folder}/")
        if listed:
            listed["get"]["responses"]["200"]["links"] = {
                "first": {
                    "operationId": f"{folder}_get",
                    "parameters": {"public_id": "$response.body#/results/0/id"},
                    "description": f"The first {kind} of the page at its own address.",
                }
            }
    return result


# --- operations -------------------------------------------------------------------------------------------------------

SHARED_HEADERS = {
    "RateLimit-Policy": "Requests allowed: `q` in `w` seconds.",
    "RateLimit": "Requests left: `r`, for `t` seconds.",
}
CACHE_HEADERS = {
    "ETag": "Digest of the answer, for If-None-Match.",
    "Last-Modified": "When what is shown last changed.",
}
ERRORS = {
    304: "Not changed: If-None-Match names what would be sent.",
    400: "A parameter is unknown or its value is not valid; `errors` names each.",
    404: "There is nothing at this address.",
    409: "The record is in no state that this fits: `since` is ahead of it.",
    405: "Only GET, HEAD and OPTIONS.",
    406: "None of the media types in Accept is offered.",
    410: "It was public and is not any more.",
    412: "If-Match names another version.",
    429: "Too many requests; Retry-After says when to go on.",
    500: "A fault here, not in the request.",
    503: "The database does not answer in time.",
}


def _header(name: str, description: str, codes: list[int]) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        str,
        OpenApiParameter.HEADER,
        response=codes,
        description=description,
    )


def _error(code: int) -> OpenApiResponse:
    if code == 304:
        return OpenApiResponse(description=ERRORS[code])
    return OpenApiResponse(response=ref("Problem"), description=ERRORS[code])


def responses(
    schema: Json,
    description: str,
    *,
    examples: list[OpenApiExample] | None = None,
    also: Answers | None = None,
    errors: tuple[int, ...] = (304, 400, 405, 406, 412, 429, 500, 503),
) -> Answers:
    """Return the answers of an operation, its errors with them."""
    described: Answers = {
        (200, "application/json"): OpenApiResponse(response=schema, description=description, examples=examples or [])
    }
    for code in errors:
        described[(code, PROBLEM) if code != 304 else code] = _error(code)
    return {**described, **(also or {})}


def parameter(described: Parameter) -> OpenApiParameter:
    """Return a query parameter for the description."""
    return OpenApiParameter(
        described.name,
        dict(described.schema),
        OpenApiParameter.QUERY,
        explode=False if described.schema["type"] == "array" else None,
        style="form" if described.schema["type"] == "array" else None,
        description=described.description,
    )


@cache
def _examples() -> Json:
    return orjson.loads(EXAMPLES.read_bytes()) if EXAMPLES.exists() else {}


def _example(kind: str, *, is_page: bool) -> list[OpenApiExample]:
    value = _examples().get(kind)
    if value is None:
        return []
    page = {"results": [value], "next": None, "previous": None}
    return [OpenApiExample("From the seeds", value=page if is_page else value, response_only=True)]


def _change_example() -> list[OpenApiExample]:
    document = _examples().get("topic")
    if document is None:
        return []
    change = {
        "number": 1,
        "type": "topic",
        "id": document["id"],
        "is_gone": False,
        "merged_into": None,
        "modified_at": "2022-09-23T10:00:00Z",
        "document": document,
    }
    page = {"results": [change], "next": "https://record.example/api/v1/changes/?since=1", "has_more": False}
    return [OpenApiExample("From the seeds", value=page, response_only=True)]


COMMON = [
    *(_header(name, text, [200, 304, 400, 404, 429]) for name, text in SHARED_HEADERS.items()),
    *(_header(name, text, [200]) for name, text in CACHE_HEADERS.items()),
    _header("Retry-After", "Seconds to wait.", [429, 503]),
]
ID_PARAMETER = OpenApiParameter(
    "public_id",
    {"type": "string", "pattern": ID_PATTERN},
    OpenApiParameter.PATH,
    description="Its id.",
)


def describe_detail(kind: Kind) -> Callable[[Any], Any]:
    also: Answers = {}
    if kind == Kind.STATEMENT:
        also = {
            (200, "application/ld+json"): OpenApiResponse(
                response={"type": "object"}, description="The statement as a W3C Web Annotation."
            )
        }
    if kind == Kind.CLAIM:
        also = {
            (301, "application/json"): OpenApiResponse(response=ref("Moved"), description="Merged into another claim."),
            (200, "application/ld+json"): OpenApiResponse(
                response={"type": "object"}, description="The claim as a schema.org ClaimReview, or its provenance."
            ),
        }
    return extend_schema(
        operation_id=f"{FOLDERS[kind]}_get",
        summary=f"One {kind}",
        description=f"The complete public document of a {kind}.",
        tags=[FOLDERS[kind]],
        auth=[],
        parameters=[ID_PARAMETER, *(parameter(row) for row in of_detail(kind)), *COMMON],
        responses=responses(
            ref(NAMES[kind]),
            f"The {kind}.",
            examples=_example(kind, is_page=False),
            also=also,
            errors=(304, 400, 404, 405, 406, 410, 412, 429, 500, 503),
        ),
    )


ORDERS = {
    Kind.CLAIM: "the newest verdict first",
    Kind.STATEMENT: "the newest first",
    Kind.SPEAKER: "by name",
    Kind.OUTLET: "by name",
    Kind.DOCUMENT: "the newest first",
    Kind.TOPIC: "by name",
    Kind.CORRECTION: "the newest answer first",
    Kind.CHECKPOINT: "the newest first",
}


def describe_list(kind: Kind) -> Callable[[Any], Any]:
    folder = FOLDERS[kind]
    return extend_schema(
        operation_id=f"{folder}_list",
        summary=f"List {folder}",
        description=f"Public {folder}, {ORDERS[kind]}; by relevance with `q`, by change with `updated_since`.",
        tags=[folder],
        auth=[],
        parameters=[
            *(parameter(row) for row in FILTERS[kind]),
            *COMMON,
            _header("Link", "`next` and `prev`, as in the body.", [200]),
        ],
        responses=responses(
            ref(f"{NAMES[kind]}Page"),
            f"A page of {folder}.",
            examples=_example(kind, is_page=True),
            also={
                (200, "application/x-ndjson"): OpenApiResponse(response={"type": "string"}),
                (200, "application/jsonl"): OpenApiResponse(response={"type": "string"}),
                (200, "text/csv"): OpenApiResponse(response={"type": "string"}),
            },
        ),
    )


def describe_part(kind: Kind, part: Part) -> Callable[[Any], Any]:
    folder = FOLDERS[kind]
    document = _examples().get(kind)
    examples = []
    if document is not None:
        page = {"results": part.take(document), "next": None, "previous": None}
        examples = [OpenApiExample("From the seeds", value=page, response_only=True)]
    return extend_schema(
        operation_id=f"{folder}_{part.name}",
        summary=f"{part.name.capitalize()} of a {kind}",
        description=f"{part.description} The same as in the {kind} itself, whole: there is no next page.",
        tags=[folder],
        auth=[],
        parameters=[ID_PARAMETER, *COMMON],
        responses=responses(
            ref(f"{part.schema}Part"),
            part.description,
            examples=examples,
            errors=(304, 400, 404, 405, 406, 410, 412, 429, 500, 503),
        ),
    )


INDEX = extend_schema(
    operation_id="index",
    summary="Where everything is",
    tags=["index"],
    auth=[],
    parameters=COMMON,
    responses=responses({"type": "object", "additionalProperties": {"type": "string"}}, "Addresses by name."),
)
SCALE = extend_schema(
    operation_id="scale_get",
    summary="The house scale",
    description="Every rating a verdict may give, with its status and number.",
    tags=["scale"],
    auth=[],
    parameters=COMMON,
    responses=responses(
        ref("Scale"),
        "The scale.",
        examples=_example("scale", is_page=False),
        errors=(304, 400, 404, 405, 406, 412, 429, 500, 503),
    ),
)
CHANGE_LIST = extend_schema(
    operation_id="changes_list",
    summary="Follow public changes",
    description=(
        "Every public document at its newest change, in the order of commits, with tombstones. Begin without `since`, "
        "follow `next`, store each document under its type and id, drop what is gone: the copy equals what is public."
    ),
    tags=["changes"],
    auth=[],
    parameters=[*(parameter(row) for row in CHANGES), *COMMON, _header("Link", "`next`, as in the body.", [200])],
    responses=responses(
        ref("ChangePage"),
        "A page of changes.",
        examples=_change_example(),
        also={
            (200, "application/atom+xml"): OpenApiResponse(response={"type": "string"}),
            (200, "application/feed+json"): OpenApiResponse(response={"type": "object"}),
        },
        errors=(304, 400, 405, 406, 409, 412, 429, 500, 503),
    ),
)
