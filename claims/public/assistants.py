"""The record for assistants: a read-only MCP server (Model Context Protocol, streamable HTTP) at /mcp.

Tools return the exact words, their sources and addresses, as they are published; nothing is summed up or reworded. The
`mcp` package speaks the protocol. A request is a whole of its own: no session is kept, so any web process may answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

import mcp_types as types
import orjson
import structlog
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types.version import KNOWN_PROTOCOL_VERSIONS
from rest_framework.exceptions import Throttled

from claims.public import filters
from claims.public.models import Publication
from claims.public.queries import publication_get, publications_page
from claims.public.schema_words import ID_PATTERN
from claims.public.sql import PAGE_SIZE, BadCursorError
from factcheck.api import AddressThrottle, InvalidParametersError, describe, problem, share, tell_limits

Kind = Publication.Kind
log = structlog.get_logger(__name__)
Json = dict[str, Any]
BODY_LIMIT = 100_000
WORKED_OUT = frozenset(["format", "fields", "expand", "total", "updated_since"])
INSTRUCTIONS = (
    "A newsroom's record of who said what, where it was published, and whether it holds. Quote `exact` word for word"
    " and give the speaker, the document and the claim's `url` with it. `status` of a claim says whether it holds;"
    " `authenticity` of a statement says whether it was said: never take one for the other. “unverified” means that the"
    " evidence does not decide it, not that it is false."
)


@dataclass(frozen=True)
class Tool:
    """One tool: what it reads, in which form, and how it is described."""

    name: str
    kind: Kind
    description: str
    show: Callable[[Json], Json]
    is_search: bool


def words_of(statement: Json) -> Json:
    """Return the exact words of a statement with their source."""
    document, speaker = statement["document"], statement["speaker"] or {}
    return {
        "id": statement["id"],
        "url": statement["url"],
        "exact": statement["exact"],
        "kind": statement["kind"],
        "speaker": speaker.get("name") or statement["speaker_words"],
        "speaker_id": speaker.get("id"),
        "role": statement["role_words"] or statement["role_held"],
        "said_on": statement["said_on"],
        "said_on_precision": statement["said_on_precision"],
        "authenticity": statement["authenticity"],
        "chain": [step["words"] for step in statement["attributions"]],
        "document": document["title"],
        "outlet": (document["outlet"] or {}).get("name"),
        "source_url": document["source_url"],
        "published_at": document["published_at"],
    }


def _claim(claim: Json) -> Json:
    verdict = claim["verdict"]
    return {
        **{name: claim[name] for name in ("id", "url", "text", "status", "is_withdrawn", "checked_at")},
        "rating": claim["rating"]["label"],
        **{name: verdict[name] for name in ("summary", "known", "not_known")},
        "statements": [words_of(appearance["statement"]) for appearance in claim["appearances"]],
    }


def _statement(statement: Json) -> Json:
    return {**words_of(statement), "claims": statement["claims"]}


def _whole(document: Json) -> Json:
    return document


TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "search_claims", Kind.CLAIM, "Claims, whether they hold, and the exact words that make them.", _claim, True
        ),
        Tool("search_statements", Kind.STATEMENT, "Exact words, who said them, where published.", _statement, True),
        Tool("search_speakers", Kind.SPEAKER, "Who speaks: names in all spellings, and roles.", _whole, True),
        Tool("get_claim", Kind.CLAIM, "One claim: words, evidence, verdicts, history.", _whole, False),
        Tool("get_statement", Kind.STATEMENT, "One statement in its sentence, with its chain.", _whole, False),
        Tool("get_speaker", Kind.SPEAKER, "One speaker, with spellings and roles.", _whole, False),
    )
}


def _parameters(tool: Tool) -> list[filters.Parameter]:
    return [parameter for parameter in filters.FILTERS[tool.kind] if parameter.name not in WORKED_OUT]


def _described(tool: Tool) -> types.Tool:
    if tool.is_search:
        members = {one.name: {**one.schema, "description": one.description} for one in _parameters(tool)}
        schema: Json = {"type": "object", "properties": members, "additionalProperties": False}
    else:
        member = {"type": "string", "pattern": ID_PATTERN, "description": f"Id of the {tool.kind.label.lower()}."}
        schema = {"type": "object", "properties": {"id": member}, "required": ["id"], "additionalProperties": False}
    return types.Tool(
        name=tool.name,
        description=tool.description,
        input_schema=schema,
        output_schema={"type": "object"},
        annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )


def call(name: str, arguments: Mapping[str, object]) -> Json:
    """Return what a tool finds. Raises ValueError with a sentence that helps."""
    tool = TOOLS.get(name)
    if tool is None:
        raise ValueError(f"There is no tool of this name; there are: {', '.join(TOOLS)}.")
    if not tool.is_search:
        if strange := arguments.keys() - {"id"}:
            raise ValueError(f"{min(strange)}: There is no argument of this name; there is id.")
        public_id = arguments.get("id")
        if not isinstance(public_id, str) or not public_id:
            raise ValueError(f"id: Give the id of a {tool.kind}, as text.")
        found = publication_get(tool.kind, public_id) if "\0" not in public_id else None
        if found is None or found.is_gone or found.redirect_to:
            at = f" It was merged into {found.redirect_to}." if found and found.redirect_to else ""
            raise ValueError(f"There is no {tool.kind} of this id.{at}")
        return tool.show(orjson.loads(found.body))
    try:
        values = filters.read(_parameters(tool), QueryDict(urlencode(_given(arguments))))
        page = publications_page(
            filters.listing(tool.kind, values),
            cursor=str(values.get("cursor", "")),
            size=int(str(values.get("page_size", PAGE_SIZE))),
        )
    except InvalidParametersError as error:
        raise ValueError(" ".join(f"{one['parameter']}: {one['detail']}" for one in error.errors)) from error
    except BadCursorError as error:
        raise ValueError("cursor: Not a cursor of this list; take `next` of the page before.") from error
    return {"results": [tool.show(orjson.loads(row.body)) for row in page.rows], "next": page.next or None}


def _given(arguments: Mapping[str, object]) -> dict[str, str]:
    """Return arguments as an address has them; null is what was not given."""
    given = {}
    for name, value in arguments.items():
        match value:
            case None:
                continue
            case bool():
                given[name] = str(value).lower()
            case float() if value.is_integer():
                given[name] = str(int(value))
            case str() | int() | float():
                given[name] = str(value)
            case _:
                raise ValueError(f"{name}: Give one text or one number.")
    return given


async def _list(_context: object, _params: object) -> types.ListToolsResult:
    return types.ListToolsResult(tools=[_described(tool) for tool in TOOLS.values()])


async def _call(_context: object, params: types.CallToolRequestParams) -> types.CallToolResult:
    try:
        # Back in the thread of the request, where its connection to the database is.
        found = await sync_to_async(call)(params.name, params.arguments or {})
    except ValueError as error:
        return _refused(str(error))
    except Exception:
        # The library would tell whoever asked what went wrong inside.
        log.exception("tool failed", tool=params.name)
        return _refused("The record cannot answer this just now.")
    text = orjson.dumps(found, option=orjson.OPT_INDENT_2).decode()
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], structured_content=found)


def _refused(why: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=why)], is_error=True)


@cache
def _server() -> Server:
    return Server(
        "on-record",
        version="1",
        title=settings.SITE_NAME,
        website_url=settings.SITE_URL,
        instructions=INSTRUCTIONS,
        on_list_tools=_list,
        on_call_tool=_call,
    )


async def _exchange(scope: Json, body: bytes) -> HttpResponse:
    """Hand one request to the protocol's own application and gather its answer."""
    response = HttpResponse()

    async def receive() -> Json:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            response.status_code = message["status"]
            del response["Content-Type"]
            for name, value in message["headers"]:
                response[name.decode()] = value.decode()
        else:
            response.write(message.get("body", b""))

    manager = StreamableHTTPSessionManager(_server(), json_response=True, stateless=True)
    async with manager.run():
        await manager.handle_request(scope, receive, send)
    return response


def serve(request: HttpRequest) -> HttpResponse:
    """Answer one message of the protocol. Nothing is written, so no token guards it."""
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Access-Control-Allow-Methods"] = "POST, OPTIONS"
        response["Access-Control-Allow-Headers"] = "Content-Type, Accept, MCP-Protocol-Version, Mcp-Session-Id"
        return share(response)
    if request.method != "POST":
        # No stream is kept open for messages of ours: there are none.
        return problem(request, 405, "Send messages of the Model Context Protocol by POST.", headers={"Allow": "POST"})
    throttle = AddressThrottle()
    if throttle.allow_request(request, None):  # type: ignore[arg-type]
        response = _answered(request)
    else:
        status, detail, extra = describe(Throttled(throttle.wait()), request)
        response = problem(request, status, detail, **extra)
    tell_limits(request, response)
    return response


def _answered(request: HttpRequest) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_LIMIT:
        return problem(request, 413, f"A message has at most {BODY_LIMIT:,} bytes.")
    version = request.headers.get("MCP-Protocol-Version")
    # One that says its version in the message as well is told by the protocol itself which it can go back to.
    if version is not None and version not in KNOWN_PROTOCOL_VERSIONS and b'"_meta"' not in request.body:
        spoken = ", ".join(KNOWN_PROTOCOL_VERSIONS)
        return problem(request, 400, f"MCP-Protocol-Version: Not a version that is spoken here; there are: {spoken}.")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": request.scheme,
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": b"",
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in request.headers.items()
        ],
        "server": None,
        "client": None,
    }
    return share(async_to_sync(_exchange)(scope, request.body))
