"""The operations of the desk in the API's description."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from claims.api.operations import Operation
from claims.api.reading import page_of
from claims.api.shapes import COMPONENTS, VERSIONED
from claims.api.table import OPERATIONS
from claims.public.schema import ID_PARAMETER, SHARED_HEADERS, parameter
from claims.public.schema_words import Json, ref
from factcheck.api import PROBLEM

EXAMPLES: Json = orjson.loads(Path(__file__).with_name("examples.json").read_bytes())
FORM = "multipart/form-data"

ERRORS = {
    400: "Body, parameter or header is not as described; `errors` names each fault.",
    401: "No token, or one that is not known, expired or revoked.",
    403: "Your role or the token's scopes do not allow it; `detail` says who may.",
    404: "There is nothing at this address.",
    405: "This method does nothing here.",
    406: "None of the media types in Accept is offered.",
    409: "A rule of the house, or what is in the record, refuses it; `detail` says why. Nothing was changed.",
    411: "The body came in pieces, without a Content-Length.",
    412: "Somebody saved since the version that If-Match names: what it is now, and what was done since.",
    413: "The body is larger than is taken at once.",
    415: "A body of another media type than those described.",
    422: "The Idempotency-Key went with another request.",
    428: "If-Match is missing.",
    429: "Too many requests; Retry-After says when to go on.",
    500: "A fault here, not in the request.",
    503: "The database does not answer in time.",
}
READING = (400, 401, 403, 405, 406, 429, 500, 503)
WRITING = (400, 401, 403, 405, 406, 409, 411, 413, 415, 422, 429, 500, 503)
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": r'^(\*|"[0-9]{1,9}-[0-9]{1,9}")$'},
    OpenApiParameter.HEADER,
    required=True,
    description="ETag of the version that was seen, from the row's address under /api/v1/desk/; `*` for any.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,255}$"},
    OpenApiParameter.HEADER,
    description="Any text of your own, new for each thing to be done: sent again within a day, it is not done twice.",
)


def _header(name: str, description: str, codes: list[int]) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, response=codes, description=description)


def _codes(operation: Operation) -> list[int]:
    codes = {*(WRITING if operation.is_write else READING)}
    if operation.find:
        codes.add(404)
    if operation.needs_version:
        codes |= {412, 428}
    return sorted(codes)


def _headers(operation: Operation, codes: list[int]) -> list[OpenApiParameter]:
    good = int(operation.status)
    headers = [
        *(_header(name, words, [good, *codes]) for name, words in SHARED_HEADERS.items()),
        _header("Retry-After", "Seconds to wait.", [429, 503]),
        _header("WWW-Authenticate", "How to say who you are.", [401]),
    ]
    if operation.component in VERSIONED and not _is_page(operation):
        headers.append(_header("ETag", "Version of the row, for If-Match.", [good]))
    if good in (201, 202):
        headers.append(_header("Location", "Where the row can be read.", [good]))
    if operation.is_write:
        headers.append(_header("Idempotency-Replayed", "`true`: answered before, not done again.", [good]))
    return headers


def _is_page(operation: Operation) -> bool:
    return any(parameter.name == "cursor" for parameter in operation.parameters)


def _request(operation: Operation) -> Json | None:
    if operation.body is None:
        return None
    request: Json = {"application/json": operation.body}
    if operation.file_body:
        request[FORM] = operation.file_body
    return request


def _examples(operation: Operation) -> list[OpenApiExample]:
    given = EXAMPLES[operation.name]
    good = str(int(operation.status))
    shown = [
        OpenApiExample("From the seeds", value=given["response"], response_only=True, status_codes=[good]),
    ]
    if "request" in given:
        shown.append(
            OpenApiExample("From the seeds", value=given["request"], request_only=True, media_type="application/json")
        )
    return shown


def described(operation: Operation) -> Callable[[Any], Any]:
    """Return what describes an operation to drf-spectacular."""
    codes = _codes(operation)
    answer = page_of(operation.component) if _is_page(operation) else ref(operation.component)
    answers: Any = {
        (int(operation.status), "application/json"): OpenApiResponse(response=answer, description=operation.summary)
    }
    for code in codes:
        problem = ref("OldVersion" if code == 412 else "Problem")
        answers[code, PROBLEM] = OpenApiResponse(response=problem, description=ERRORS[code])
    return extend_schema(
        operation_id=operation.name,
        summary=operation.summary,
        description=_words(operation),
        tags=[operation.tag],
        auth=[],
        parameters=[
            *([ID_PARAMETER] if operation.find else []),
            *(parameter(one) for one in operation.parameters),
            *([IF_MATCH] if operation.needs_version else []),
            *([IDEMPOTENCY_KEY] if operation.is_write else []),
            *_headers(operation, codes),
        ],
        request=_request(operation),
        responses=answers,
        examples=_examples(operation),
    )


def _words(operation: Operation) -> str:
    needed = " ".join(f"`{permission}`" for permission in operation.permissions)
    return f"{operation.description or operation.summary + '.'} Needs {needed or 'a place on the desk'}."


# --- what no operation says by itself ---------------------------------------------------------------------------------


def add_components(result: Json, **_generator: Any) -> Json:
    """Put the working shapes, the way to say who asks, and the ways from answer to act into the description."""
    components = result.setdefault("components", {})
    components["schemas"] = dict(sorted({**components.get("schemas", {}), **COMPONENTS}.items()))
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token made under *API tokens* on the desk."}
    }
    operations = {
        entry["operationId"]: entry
        for methods in result["paths"].values()
        for entry in methods.values()
        if isinstance(entry, dict)
    }
    by_name = {operation.name: operation for operation in OPERATIONS}
    for operation in OPERATIONS:
        entry = operations[operation.name]
        entry["security"] = [{"token": []}]
        if operation.body and "requestBody" in entry:
            entry["requestBody"]["required"] = bool(operation.body.get("required") or "anyOf" in operation.body)
        for name in operation.links:
            links = entry["responses"][str(int(operation.status))].setdefault("links", {})
            links[name] = _link(by_name[name])
    return result


def _link(to: Operation) -> Json:
    parameters = {"path.public_id": "$response.body#/id"}
    if to.needs_version:
        parameters["header.If-Match"] = "$response.header.ETag"
    return {"operationId": to.name, "parameters": parameters, "description": f"{to.summary}: this one."}
