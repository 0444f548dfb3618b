"""What a program may read of the desk: working rows, at addresses of their own, never those of publications."""

import datetime as dt
import re
from collections.abc import Callable
from itertools import takewhile
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from rest_framework.exceptions import PermissionDenied

from claims.api import rows, shapes
from claims.api.operations import Call, operation
from claims.desk.lookups import speakers_like
from claims.desk.selectors import at_hand
from claims.models import ApiToken, Claim, CorrectionRequest, Event, Statement, Verdict
from claims.public.filters import UPDATED_SINCE, Parameter
from claims.public.schema_words import ID_PATTERN, Json, link, many, members, or_null, ref
from claims.public.sql import PAGE_SIZE, PAGE_SIZE_LIMIT
from claims.roles import ROLES
from claims.scopes import passes
from factcheck.api import InvalidParametersError
from sources.models import Document, Ingestion
from sources.workflow import INGESTION_MOVES

Row = TypeVar("Row", bound=Model)

# --- parameters -------------------------------------------------------------------------------------------------------


def _read_id(text: str) -> str:
    if not re.fullmatch(ID_PATTERN, text) or text.endswith("\n"):
        raise ValueError("Not an id: ids have 10 characters, lower-case letters and digits.")
    return text


def _read_size(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= PAGE_SIZE_LIMIT):
        raise ValueError(f"Not a number from 1 to {PAGE_SIZE_LIMIT}.")
    return int(text)


def _read_name(text: str) -> str:
    if not text.strip() or len(text) > 200 or "\0" in text:
        raise ValueError("Give a name of up to 200 characters.")
    return text


def _row(name: str, description: str) -> Parameter:
    return Parameter(name, description, {"type": "string", "pattern": ID_PATTERN}, _read_id)


def _choice(name: str, description: str, values: tuple[str, ...]) -> Parameter:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError(f"Not one of: {', '.join(values)}.")
        return text

    return Parameter(name, description, {"type": "string", "enum": list(values)}, read)


PAGING = (
    _row("cursor", "Where to go on: follow `next`."),
    Parameter(
        "page_size",
        f"Rows on a page, {PAGE_SIZE} if not given.",
        {"type": "integer", "minimum": 1, "maximum": PAGE_SIZE_LIMIT},
        _read_size,
    ),
)
SHORT = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[^\u0000]*[^\s\u0000][^\u0000]*$"}
NAME = Parameter("name", "A name, or how it begins, in any spelling.", SHORT, _read_name)
IN_NAME = Parameter("name", "Part of a name.", SHORT, _read_name)
HASH = r"^[0-9a-f]{64}$"


def _read_hash(text: str) -> str:
    if not re.fullmatch(HASH[1:-1], text):
        raise ValueError("Not the hash of a line; follow `next`.")
    return text


LINES = (
    *(_row(name, f"Only the history of a {name}, by id.") for name in Event.Subject.values),
    Parameter(
        "since",
        "Only what was done at this time or later.",
        UPDATED_SINCE.schema,
        UPDATED_SINCE.read,
    ),
    Parameter("after", "Hash of the last line seen: follow `next`.", {"type": "string", "pattern": HASH}, _read_hash),
    PAGING[1],
)


def page_of(component: str) -> Json:
    return members(
        "A page, the newest first.",
        results=many(ref(component), "The rows."),
        next=or_null(link("The next page.")),
    )


def _page(
    call: Call, found: QuerySet[Row], show: Callable[[Row], Json], *, load: Callable[[list[Any]], None] | None = None
) -> Json:
    """Return a page of rows, newest first, behind the one that `cursor` names; `load` reads what is shown with them."""
    found = found.order_by("-pk")
    if cursor := call.data.get("cursor"):
        last = found.model._default_manager.filter(public_id=cursor).values("pk").first()  # noqa: SLF001
        if last is None:
            raise InvalidParametersError([("cursor", "Not a cursor of this list; follow `next`.")])
        found = found.filter(pk__lt=last["pk"])
    size = call.data.get("page_size", PAGE_SIZE)
    got = list(found[: size + 1])
    shown: list[Any] = got[:size]
    if load is not None:
        load(shown)
    address = None
    if len(got) > size:
        query = call.request.query_params.copy()
        query["cursor"] = shown[-1].public_id
        address = call.request.build_absolute_uri(f"{call.request.path}?{query.urlencode()}")
    return {"results": [show(row) for row in shown], "next": address}


# --- the addresses ----------------------------------------------------------------------------------------------------


@operation("GET", "desk/", "As whom you ask", permissions=(), component="Colleague", tag="desk")
def desk_self(call: Call) -> Json:
    user, token = call.actor, call.request.auth
    scopes = token.scopes if isinstance(token, ApiToken) else None
    held = sorted(permission for permission in ROLES["Administrator"] if user.has_perm(permission))
    if not held:
        raise PermissionDenied("Your account has no role on the desk yet.")
    return {
        "username": user.get_username(),
        "name": user.get_full_name(),
        "roles": sorted(group.name for group in user.groups.all()),
        "permissions": [permission for permission in held if scopes is None or passes(scopes, permission)],
        "token": (
            {"name": token.name, "scopes": token.scopes, "expires_at": token.expires_at.isoformat()}
            if isinstance(token, ApiToken)
            else None
        ),
    }


@operation(
    "GET",
    "desk/claims/",
    "List claims on the desk",
    permissions=("claims.view_claim",),
    component="WorkingClaimLine",
    parameters=(
        _choice("published", "Whether readers see them.", ("yes", "no", "withdrawn", "dropped")),
        _choice("assigned_to", "Only yours, or nobody's.", ("me", "nobody")),
        _choice("reopened", "Only those back on the desk.", ("yes",)),
        *PAGING,
    ),
    tag="desk",
)
def desk_claims(call: Call) -> Json:
    found = rows.claims()
    match call.data.get("published"):
        case "yes":
            found = found.filter(published_at__isnull=False, withdrawn_at__isnull=True)
        case "no":
            found = found.filter(published_at__isnull=True, withdrawn_at__isnull=True)
        case "withdrawn":
            found = found.filter(published_at__isnull=False, withdrawn_at__isnull=False)
        case "dropped":
            found = found.filter(published_at__isnull=True, withdrawn_at__isnull=False)
    if whose := call.data.get("assigned_to"):
        found = found.filter(assigned_to=call.actor if whose == "me" else None)
    if call.data.get("reopened"):
        found = found.filter(reopened_at__isnull=False, withdrawn_at__isnull=True)
    return _page(call, found, shapes.claim_line)


@operation(
    "GET",
    "desk/claims/{public_id}/",
    "One claim on the desk",
    permissions=("claims.view_claim", "claims.view_evidence", "claims.view_verdict"),
    component="WorkingClaim",
    find=rows.claim,
    tag="desk",
    description="Published or not. Its ETag is what If-Match of an edit wants.",
    links=("claim_edit", "evidence_create", "verdict_create"),
)
def desk_claim(call: Call) -> Claim:
    return call.row


@operation(
    "GET",
    "desk/statements/",
    "List statements on the desk",
    permissions=("claims.view_statement",),
    component="WorkingStatement",
    description="Those of documents that are put away are listed where `document` names theirs.",
    parameters=(
        _row("document", "Only those of a document, by id."),
        _choice("review_state", "Whether somebody accepted them.", tuple(Statement.Review.values)),
        *PAGING,
    ),
    tag="desk",
)
def desk_statements(call: Call) -> Json:
    document = call.data.get("document")
    chosen = Q(document__public_id=document) if document else at_hand()
    if state := call.data.get("review_state"):
        chosen &= Q(review_state=state)
    return _page(call, rows.statements().filter(chosen), shapes.statement)


@operation(
    "GET",
    "desk/statements/{public_id}/",
    "One statement on the desk",
    permissions=("claims.view_statement",),
    component="WorkingStatement",
    find=rows.statement,
    tag="desk",
    links=("statement_accept", "statement_reject", "statement_reopen", "statement_authenticity"),
)
def desk_statement(call: Call) -> Statement:
    return call.row


@operation(
    "GET",
    "desk/verdicts/",
    "List verdicts",
    permissions=("claims.view_verdict",),
    component="WorkingVerdict",
    parameters=(_choice("state", "Where they stand.", tuple(Verdict.State.values)), *PAGING),
    tag="desk",
)
def desk_verdicts(call: Call) -> Json:
    state = call.data.get("state")
    return _page(
        call, rows.verdicts().filter(Q(state=state) if state else Q()), shapes.verdict, load=rows.verdicts_load
    )


@operation(
    "GET",
    "desk/verdicts/{public_id}/",
    "One verdict",
    permissions=("claims.view_verdict",),
    component="WorkingVerdict",
    find=rows.verdict,
    tag="desk",
    links=("verdict_edit", "verdict_propose", "verdict_return", "verdict_approve", "verdict_discard"),
)
def desk_verdict(call: Call) -> Verdict:
    return call.row


@operation(
    "GET",
    "desk/documents/",
    "List documents",
    permissions=("sources.view_document",),
    component="WorkingDocumentLine",
    parameters=(_choice("put_away", "Those that are put away, in place of all others.", ("yes",)), *PAGING),
    tag="desk",
)
def desk_documents(call: Call) -> Json:
    found = rows.documents().filter(put_away_at__isnull="put_away" not in call.data)
    return _page(call, found.defer("text"), shapes.document_line)


@operation(
    "GET",
    "desk/documents/{public_id}/",
    "One document with its text",
    permissions=("sources.view_document",),
    component="WorkingDocument",
    find=rows.document,
    tag="desk",
)
def desk_document(call: Call) -> Document:
    return call.row


@operation(
    "GET",
    "desk/ingestions/",
    "List deliveries",
    permissions=("sources.view_ingestion",),
    component="WorkingIngestion",
    parameters=(
        _choice("state", "How far they are.", tuple(INGESTION_MOVES)),
        _row("batch", "Only those handed in together."),
        *PAGING,
    ),
    tag="desk",
)
def desk_ingestions(call: Call) -> Json:
    chosen = Q(**{name: call.data[name] for name in ("state", "batch") if name in call.data})
    return _page(call, rows.ingestions().filter(chosen), shapes.ingestion)


@operation(
    "GET",
    "desk/ingestions/{public_id}/",
    "One delivery and how it goes",
    permissions=("sources.view_ingestion",),
    component="WorkingIngestion",
    find=rows.ingestion,
    tag="desk",
    links=("ingestion_retry",),
)
def desk_ingestion(call: Call) -> Json:
    row: Ingestion = call.row
    return shapes.ingestion(row)


@operation(
    "GET",
    "desk/speakers/",
    "Find speakers",
    permissions=("sources.view_speaker",),
    component="WorkingSpeaker",
    parameters=(NAME, *PAGING),
    tag="desk",
    description="By name, in any spelling; all of them without one.",
)
def desk_speakers(call: Call) -> Json:
    found = rows.speakers()
    if name := call.data.get("name"):
        found = found.filter(pk__in=[speaker.pk for speaker in speakers_like(name, limit=PAGE_SIZE_LIMIT)])
    return _page(call, found, shapes.speaker)


@operation(
    "GET",
    "desk/speakers/{public_id}/",
    "One speaker",
    permissions=("sources.view_speaker",),
    component="WorkingSpeaker",
    find=rows.speaker,
    tag="desk",
)
def desk_speaker(call: Call) -> Json:
    return shapes.speaker(call.row)


@operation(
    "GET",
    "desk/topics/",
    "List topics",
    permissions=("claims.view_topic",),
    component="WorkingTopic",
    parameters=(IN_NAME, *PAGING),
    tag="desk",
    description="Those of published claims and all others.",
)
def desk_topics(call: Call) -> Json:
    return _page(call, _named(call, rows.topics()), shapes.topic)


@operation(
    "GET",
    "desk/outlets/",
    "List outlets",
    permissions=("sources.view_outlet",),
    component="WorkingOutlet",
    parameters=(IN_NAME, *PAGING),
    tag="desk",
)
def desk_outlets(call: Call) -> Json:
    return _page(call, _named(call, rows.outlets()), shapes.outlet)


def _named(call: Call, found: QuerySet[Row]) -> QuerySet[Row]:
    return found.filter(name__icontains=call.data["name"].strip()) if "name" in call.data else found


@operation(
    "GET",
    "desk/corrections/",
    "List what readers asked for",
    permissions=("claims.view_correctionrequest",),
    component="WorkingCorrection",
    parameters=(
        _choice("state", "What came of it.", tuple(CorrectionRequest.State.values)),
        _row("claim", "Only those about a claim, by id."),
        *PAGING,
    ),
    tag="desk",
    description="Reports of errors and claims to check. Who asked is on the desk's pages alone.",
)
def desk_corrections(call: Call) -> Json:
    chosen = Q(state=call.data["state"]) if "state" in call.data else Q()
    if claim := call.data.get("claim"):
        chosen &= Q(claim__public_id=claim)
    return _page(call, rows.corrections().filter(chosen), shapes.correction)


@operation(
    "GET",
    "desk/events/",
    "What was done on the desk, oldest first",
    permissions=("claims.view_event",),
    component="WorkingEventPage",
    parameters=LINES,
    tag="desk",
    description=(
        "Every line of the histories of claims, statements, speakers and documents, in the order in which they were "
        "written. Follow `next` while `has_more` is true, keep the last one and ask it again whenever you like."
    ),
)
def desk_events(call: Call) -> Json:
    found = rows.events()
    for subject in Event.Subject.values:
        if subject_id := call.data.get(subject):
            found = found.filter(subject=subject, subject_id=subject_id)
    since: dt.datetime | None = call.data.get("since")
    if last := call.data.get("after"):
        place = Event.objects.filter(hash=last).values_list("pk", flat=True).first()
        if place is None:
            raise InvalidParametersError([("after", "There is no such line.")])
        found = found.filter(pk__gt=place)
    elif since:
        found = found.filter(pk__gt=rows.events_place(since))
    if since:
        found = found.filter(at__gte=since)
    size = call.data.get("page_size", PAGE_SIZE)
    settled = list(takewhile(lambda row: row.is_settled, found[: size + 1]))
    shown = settled[:size]
    query = call.request.query_params.copy()
    if shown:
        query["after"] = shown[-1].hash
    return {
        "results": [shapes.line(row) for row in shown],
        "next": call.request.build_absolute_uri(f"{call.request.path}?{query.urlencode()}"),
        "has_more": len(settled) > size,
    }
