"""What a program may change: the desk's acts, each by the service that the desk's pages call."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import User
from rest_framework.exceptions import PermissionDenied

from claims.api import bodies, rows, shapes
from claims.api.access import may, require
from claims.api.operations import Call, operation
from claims.desk.lookups import outlet_meant
from claims.desk.selectors import verdict_acts
from claims.models import Appearance, Claim, Evidence, Statement, Verdict
from claims.services import appearances as appearance_services
from claims.services import assignments as assignment_services
from claims.services import claims as claim_services
from claims.services import documents as document_services
from claims.services import evidence as evidence_services
from claims.services import links as link_services
from claims.services import putting_away as putting_away_services
from claims.services import restoring as restoring_services
from claims.services import reviews as review_services
from claims.services import spans as span_services
from claims.services import verdicts as verdict_services
from claims.services import versions as version_services
from claims.services import withdrawals as withdrawal_services
from claims.services.conditions import EDITORS, readers_see
from claims.services.ingestion import ingestion_resubmit, ingestion_submit
from claims.services.record import speaker_enter
from factcheck.base import DomainError
from sources.models import Document, Ingestion, Outlet, Speaker
from sources.services.outlets import outlet_get_or_create

CREATED, ACCEPTED = HTTPStatus.CREATED, HTTPStatus.ACCEPTED
# What a kill, handed in or told of, does to published claims where the asker may.
WITHDRAW = "claims.withdraw_claim"


def _require_editor(call: Call, claims: Iterable[Claim]) -> None:
    """Refuse what readers would see at once to whoever may not approve verdicts, or a token that may not."""
    if any(map(readers_see, claims)):
        require(call.request, EDITORS)


# --- ingestions -------------------------------------------------------------------------------------------------------

OF_INGESTION: dict[str, Any] = {
    "permissions": ("sources.add_ingestion",),
    "component": "WorkingIngestion",
    "show": shapes.ingestion,
    "status": ACCEPTED,
}


@operation(
    "POST",
    "ingestions/",
    "Hand in copy",
    body=bodies.DELIVERY,
    file_body=bodies.DELIVERY_FILE,
    description=(
        "A text, an address to fetch, or a file in a form. The answer comes at once; the worker reads the copy, and "
        "the delivery's own address tells how it goes. The same text twice is one document."
    ),
    links=("desk_ingestion",),
    **OF_INGESTION,
)
def ingestion_create(call: Call) -> Ingestion:
    data, piece = call.data, {}
    if call.file is not None:
        piece = {"data": call.file.read(), "way": Ingestion.Way.FILE, "name": call.file.name or ""}
    elif "text" in data:
        piece = {"data": data.pop("text").encode(), "way": Ingestion.Way.API}
    else:
        piece = {"way": Ingestion.Way.URL, "name": data["url"]}
    outlet = _outlet(call, data.pop("outlet", ""))
    return ingestion_submit(outlet=outlet, actor=call.actor, may_withdraw=may(call.request, WITHDRAW), **piece, **data)


def _outlet(call: Call, name: str) -> Outlet | None:
    if not name:
        return None
    if outlet := outlet_meant(name):
        return outlet
    require(call.request, "sources.add_outlet")
    return outlet_get_or_create(name=name)


@operation("POST", "ingestions/{public_id}/retry/", "Try a failed delivery again", find=rows.ingestion, **OF_INGESTION)
def ingestion_retry(call: Call) -> Ingestion:
    return ingestion_resubmit(ingestion=call.row, actor=call.actor, withdraws=may(call.request, WITHDRAW))


# --- documents --------------------------------------------------------------------------------------------------------

ON_DOCUMENT: dict[str, Any] = {
    "permissions": ("sources.change_document",),
    "component": "WorkingDocument",
    "show": shapes.document,
    "find": rows.document,
}
# Putting away what was handed in is for whoever hands in.
OF_DELIVERY: dict[str, Any] = {**ON_DOCUMENT, "permissions": ("sources.add_ingestion",)}

# --- statements and speakers ------------------------------------------------------------------------------------------

ON_STATEMENT: dict[str, Any] = {
    "permissions": ("claims.change_statement",),
    "component": "WorkingStatement",
    "show": shapes.statement,
    "find": rows.statement,
    "needs_version": True,
}


@operation(
    "POST",
    "statements/",
    "Mark a statement that the reader missed",
    permissions=("claims.add_statement",),
    body=bodies.STATEMENT_NEW,
    component="WorkingStatement",
    show=shapes.statement,
    status=CREATED,
    description="Words of one speaker at one place in one document. A person marks them, so they are accepted at once.",
    links=("statement_respan", "statement_reopen", "statement_authenticity"),
)
def statement_create(call: Call) -> Statement:
    data = call.data
    return span_services.statement_add(
        document=rows.named(Document, data["document"], "document"),
        actor=call.actor,
        start=data["start"],
        end=data["end"],
        speaker=rows.named(Speaker, data["speaker"], "speaker"),
        kind=data.get("kind", Statement.Kind.DIRECT),
        said_on=data.get("said_on"),
    )


@operation("POST", "statements/{public_id}/accept/", "Accept a statement", body=bodies.STATEMENT_ACCEPT, **ON_STATEMENT)
def statement_accept(call: Call) -> Statement:
    speaker = rows.named(Speaker, call.data.get("speaker"), "speaker")
    return review_services.statement_accept(statement=call.row, actor=call.actor, speaker=speaker, version=call.version)


@operation("POST", "statements/{public_id}/reject/", "Reject a statement", body=bodies.REASON, **ON_STATEMENT)
def statement_reject(call: Call) -> Statement:
    return review_services.statement_reject(
        statement=call.row, actor=call.actor, reason=call.data["reason"], version=call.version
    )


@operation("POST", "statements/{public_id}/reopen/", "Take a review back", **ON_STATEMENT)
def statement_reopen(call: Call) -> Statement:
    return review_services.statement_reopen(statement=call.row, actor=call.actor, version=call.version)


@operation(
    "POST",
    "statements/{public_id}/reattribute/",
    "Give a statement to another speaker",
    body=bodies.STATEMENT_REATTRIBUTE,
    description="Where a published claim rests on it, readers see it at once: it takes the right to approve verdicts.",
    **ON_STATEMENT,
)
def statement_reattribute(call: Call) -> Statement:
    _require_editor(call, call.row.claims.all())
    return review_services.statement_reattribute(
        statement=call.row,
        actor=call.actor,
        speaker=rows.named(Speaker, call.data["speaker"], "speaker"),
        reason=call.data.get("reason", ""),
        version=call.version,
    )


@operation(
    "POST", "statements/{public_id}/respan/", "Move the ends of a statement", body=bodies.STATEMENT_RESPAN,
    description="Its kind follows from the quote marks around the new words. Where a published claim rests on it,"
    " readers see it at once: it takes the right to approve verdicts.",
    **ON_STATEMENT,
)  # fmt: skip
def statement_respan(call: Call) -> Statement:
    _require_editor(call, call.row.claims.all())
    return span_services.statement_respan(statement=call.row, actor=call.actor, version=call.version, **call.data)


@operation(
    "POST",
    "statements/{public_id}/authenticity/",
    "Record whether they said it",
    body=bodies.STATEMENT_AUTHENTICITY,
    **ON_STATEMENT,
)
def statement_authenticity(call: Call) -> Statement:
    return review_services.statement_authenticity_set(
        statement=call.row, actor=call.actor, version=call.version, **call.data
    )


@operation(
    "PATCH",
    "documents/{public_id}/",
    "Correct what the record says of a document",
    body=bodies.DOCUMENT_EDIT,
    needs_version=True,
    description="Only the members that are sent change; the text never does. Readers of claims that show it are told.",
    **ON_DOCUMENT,
)
def document_edit(call: Call) -> Document:
    data = call.data
    if "outlet" in data:
        data["outlet"] = _outlet(call, data["outlet"] or "")
    if "url" in data:
        data["url"] = data["url"] or ""
    return document_services.document_edit(document=call.row, actor=call.actor, version=call.version, **data)


@operation(
    "POST",
    "documents/{public_id}/withdraw/",
    "Mark a document as withdrawn by its publisher",
    body=bodies.REASON,
    description="In all its versions. Claims that rest on it come back to the desk; a published one that no other"
    " document speaks for is withdrawn, where you may withdraw claims.",
    **ON_DOCUMENT,
)
def document_withdraw(call: Call) -> Document:
    version_services.document_withdraw(
        document=call.row, note=call.data["reason"], actor=call.actor, may_withdraw=may(call.request, WITHDRAW)
    )
    return call.row


@operation(
    "POST",
    "documents/{public_id}/restore/",
    "Take back that a document was marked as withdrawn",
    body=bodies.REASON,
    description="In all its versions, where the publisher itself did not take it back. Claims that rest on it come back"
    " to the desk; those that were withdrawn with it stay so.",
    **ON_DOCUMENT,
)
def document_restore(call: Call) -> Document:
    restoring_services.document_restore(document=call.row, actor=call.actor, reason=call.data["reason"])
    return call.row


@operation(
    "POST",
    "documents/{public_id}/put-away/",
    "Put away a document that was handed in by mistake",
    body=bodies.REASON,
    description="In all its versions, until it is taken up again. Refused while it is being read, and where a statement"
    " of it was accepted or makes a claim, or it is evidence.",
    links=("document_take_up",),
    **OF_DELIVERY,
)
def document_put_away(call: Call) -> Document:
    putting_away_services.document_put_away(document=call.row, actor=call.actor, reason=call.data["reason"])
    return call.row


@operation("POST", "documents/{public_id}/take-up/", "Take a document up that was put away", **OF_DELIVERY)
def document_take_up(call: Call) -> Document:
    putting_away_services.document_take_up(document=call.row, actor=call.actor)
    return call.row


@operation(
    "POST",
    "speakers/",
    "Add a speaker",
    permissions=("sources.add_speaker",),
    body=bodies.SPEAKER_NEW,
    component="WorkingSpeaker",
    show=shapes.speaker,
    status=CREATED,
    description="A name that the record has already is refused, with the speakers of that name as `candidates`; with"
    " `namesake` another of that name is added.",
    links=("desk_speaker",),
)
def speaker_create(call: Call) -> Speaker:
    data = call.data
    return speaker_enter(actor=call.actor, is_namesake=data.pop("namesake", False), **data)


# --- claims -----------------------------------------------------------------------------------------------------------

OF_CLAIM: dict[str, Any] = {"component": "WorkingClaim", "show": shapes.claim}
ON_CLAIM: dict[str, Any] = {**OF_CLAIM, "find": rows.claim}


@operation(
    "POST",
    "claims/",
    "Draft a claim",
    permissions=("claims.add_claim",),
    body=bodies.CLAIM_NEW,
    status=CREATED,
    description="It is not public before a verdict on it is approved.",
    links=("desk_claim", "claim_edit", "evidence_create", "verdict_create", "claim_assign"),
    **OF_CLAIM,
)
def claim_create(call: Call) -> Claim:
    data = call.data
    statements = rows.all_named(Statement, data.pop("statements", ()), "statements")
    if statements:
        require(call.request, "claims.add_appearance")
    if "topics" in data:
        data["topics"] = rows.topics_named(data["topics"])
    if "claimant" in data:
        data["claimant"] = rows.named(Speaker, data["claimant"], "claimant")
    return claim_services.claim_draft(actor=call.actor, statements=statements, **data)


@operation(
    "PATCH",
    "claims/{public_id}/",
    "Edit a claim",
    permissions=("claims.change_claim",),
    body=bodies.CLAIM_EDIT,
    needs_version=True,
    description="Only the members that are sent change. The text of a published claim stays as its verdict was about;"
    " where you may approve verdicts, whoever said one of its statements becomes its claimant, with a `reason`.",
    **ON_CLAIM,
)
def claim_edit(call: Call) -> Claim:
    data = call.data
    if "topics" in data:
        data["topics"] = rows.topics_named(data["topics"])
    if "claimant" in data:
        data["claimant"] = rows.named(Speaker, data["claimant"], "claimant")
        if data["claimant"] != call.row.claimant:
            _require_editor(call, [call.row])
    return claim_services.claim_edit(claim=call.row, actor=call.actor, version=call.version, **data)


@operation(
    "POST", "claims/{public_id}/assign/", "Assign a claim", permissions=("claims.assign_claim",),
    body=bodies.CLAIM_ASSIGN, **ON_CLAIM,
)  # fmt: skip
def claim_assign(call: Call) -> Claim:
    name, to = call.data["to"], None
    if name is not None:
        to = User.objects.filter(username=name, is_staff=True, is_active=True).first()
        if to is None:
            raise DomainError("Nobody on the desk has this user name.", field="to")
    return assignment_services.claim_assign(claim=call.row, actor=call.actor, to=to)


@operation(
    "POST", "claims/{public_id}/withdraw/", "Withdraw a published claim", permissions=("claims.withdraw_claim",),
    body=bodies.REASON, **ON_CLAIM,
)  # fmt: skip
def claim_withdraw(call: Call) -> Claim:
    return withdrawal_services.claim_withdraw(claim=call.row, actor=call.actor, reason=call.data["reason"])


@operation(
    "POST", "claims/{public_id}/drop/", "Put away a draft claim", permissions=("claims.change_claim",),
    body=bodies.REASON, description="It leaves the open lists with all that belongs to it, until it is taken up again.",
    links=("claim_take_up",), **ON_CLAIM,
)  # fmt: skip
def claim_drop(call: Call) -> Claim:
    return withdrawal_services.claim_drop(claim=call.row, actor=call.actor, reason=call.data["reason"])


@operation(
    "POST", "claims/{public_id}/take-up/", "Take a claim up that was put away", permissions=("claims.change_claim",),
    **ON_CLAIM,
)  # fmt: skip
def claim_take_up(call: Call) -> Claim:
    return withdrawal_services.claim_take_up(claim=call.row, actor=call.actor)


@operation(
    "POST", "claims/{public_id}/links/", "Link a claim to another", permissions=("claims.add_claimlink",),
    body=bodies.CLAIM_LINK, **ON_CLAIM,
)  # fmt: skip
def claim_link(call: Call) -> Claim:
    data = call.data
    other = rows.named(Claim, data["other"], "other")
    link_services.claim_link(
        claim=call.row, other=other, kind=data["kind"], actor=call.actor, note=data.get("note", "")
    )
    return call.row


@operation(
    "POST", "claims/{public_id}/links/remove/", "Take a link to another claim back",
    permissions=("claims.add_claimlink",), body=bodies.CLAIM_UNLINK, **ON_CLAIM,
)  # fmt: skip
def claim_unlink(call: Call) -> Claim:
    data = call.data
    other = rows.named(Claim, data["other"], "other")
    link_services.claim_unlink(link=rows.link(call.row, data["kind"], other), actor=call.actor, reason=data["reason"])
    return call.row


@operation(
    "POST",
    "claims/{public_id}/appearances/",
    "Join a statement to a claim",
    permissions=("claims.add_appearance",),
    body=bodies.APPEARANCE_NEW,
    find=rows.claim,
    component="WorkingAppearance",
    show=shapes.appearance,
    status=CREATED,
    links=("appearance_remove",),
)
def appearance_create(call: Call) -> Appearance:
    statement = rows.named(Statement, call.data["statement"], "statement")
    return appearance_services.claim_join(
        claim=call.row, statement=statement, actor=call.actor, part=call.data.get("part", "")
    )


@operation(
    "POST",
    "appearances/{public_id}/remove/",
    "Take a statement out of a claim",
    permissions=("claims.delete_appearance",),
    body=bodies.REASON,
    find=rows.appearance,
    tag="claims",
    **OF_CLAIM,
)
def appearance_remove(call: Call) -> Claim:
    return appearance_services.claim_leave(appearance=call.row, actor=call.actor, reason=call.data["reason"])


@operation(
    "POST",
    "claims/{public_id}/evidence/",
    "Add evidence",
    permissions=("claims.add_evidence",),
    body=bodies.EVIDENCE_NEW,
    find=rows.claim,
    component="WorkingEvidence",
    show=shapes.piece_of_evidence,
    status=CREATED,
    description="A document in the record, or an address outside it.",
    links=("evidence_edit", "evidence_remove"),
)
def evidence_create(call: Call) -> Evidence:
    data = call.data
    data["document"] = rows.named(Document, data.get("document"), "document")
    return evidence_services.evidence_add(claim=call.row, actor=call.actor, **data)


@operation(
    "PATCH",
    "evidence/{public_id}/",
    "Correct evidence",
    permissions=("claims.add_evidence",),
    body=bodies.EVIDENCE_EDIT,
    find=rows.evidence,
    component="WorkingEvidence",
    show=shapes.piece_of_evidence,
    needs_version=True,
    tag="claims",
    description="Only the members that are sent change; what is another source is other evidence. Evidence is read with"
    " its claim, so the version is the claim's. Refused where a proposed or decided verdict rests on it.",
    links=("evidence_remove",),
)
def evidence_edit(call: Call) -> Evidence:
    data = call.data
    if "archived_url" in data:
        data["archived_url"] = data["archived_url"] or ""
    return evidence_services.evidence_edit(evidence=call.row, actor=call.actor, version=call.version, **data)


@operation(
    "POST",
    "evidence/{public_id}/remove/",
    "Remove evidence",
    permissions=("claims.delete_evidence",),
    body=bodies.REASON,
    find=rows.evidence,
    tag="claims",
    description="Refused where a proposed or decided verdict rests on it.",
    **OF_CLAIM,
)
def evidence_remove(call: Call) -> Claim:
    claim = call.row.claim
    evidence_services.evidence_remove(evidence=call.row, actor=call.actor, reason=call.data["reason"])
    return claim


# --- verdicts ---------------------------------------------------------------------------------------------------------

ON_VERDICT: dict[str, Any] = {
    "component": "WorkingVerdict",
    "show": shapes.verdict,
    "find": rows.verdict,
    "needs_version": True,
}


def _refuse_unless(call: Call, act: str, claim: Claim, verdict: Verdict | None) -> None:
    """Refuse, in words, a step with a verdict that is not this person's to take."""
    if why_not := verdict_acts(call.actor, claim, verdict)[act].why_not:
        raise PermissionDenied(why_not)


def _facts(data: dict[str, Any]) -> dict[str, Any]:
    if "rating" in data:
        data["rating"] = rows.rating_named(data["rating"])
    if "evidence" in data:
        data["evidence"] = rows.all_named(Evidence, data["evidence"], "evidence")
    return data


@operation(
    "POST",
    "claims/{public_id}/verdicts/",
    "Begin a verdict",
    permissions=("claims.add_verdict",),
    body=bodies.VERDICT,
    find=rows.claim,
    component="WorkingVerdict",
    show=shapes.verdict,
    status=CREATED,
    description="On a claim that has an approved verdict it is a correction.",
    tag="verdicts",
    links=("desk_verdict", "verdict_edit", "verdict_propose", "verdict_discard"),
)
def verdict_create(call: Call) -> Verdict:
    _refuse_unless(call, "write", call.row, None)
    return verdict_services.verdict_draft(claim=call.row, actor=call.actor, **_facts(call.data))


@operation(
    "PATCH", "verdicts/{public_id}/", "Edit a verdict", permissions=("claims.change_verdict",), body=bodies.VERDICT,
    description="While it is a draft or was returned. Only the members that are sent change.", **ON_VERDICT,
)  # fmt: skip
def verdict_edit(call: Call) -> Verdict:
    _refuse_unless(call, "write", call.row.claim, call.row)
    return verdict_services.verdict_edit(verdict=call.row, actor=call.actor, version=call.version, **_facts(call.data))


@operation(
    "POST",
    "verdicts/{public_id}/propose/",
    "Propose a verdict",
    permissions=("claims.propose_verdict",),
    body=bodies.MAYBE_REASON,
    description="Refused, in words, while anything is lacking. A second editor decides.",
    links=("verdict_approve", "verdict_return", "verdict_take_back"),
    **ON_VERDICT,
)
def verdict_propose(call: Call) -> Verdict:
    _refuse_unless(call, "propose", call.row.claim, call.row)
    return verdict_services.verdict_propose(
        verdict=call.row, actor=call.actor, version=call.version, reason=call.data.get("reason", "")
    )


@operation(
    "POST", "verdicts/{public_id}/take-back/", "Take your proposal back", permissions=("claims.propose_verdict",),
    description="As long as nobody has decided; it is a draft again.", **ON_VERDICT,
)  # fmt: skip
def verdict_take_back(call: Call) -> Verdict:
    return verdict_services.verdict_take_back(verdict=call.row, actor=call.actor, version=call.version)


@operation(
    "POST", "verdicts/{public_id}/return/", "Return a proposed verdict", permissions=("claims.approve_verdict",),
    body=bodies.REASON, **ON_VERDICT,
)  # fmt: skip
def verdict_return(call: Call) -> Verdict:
    return verdict_services.verdict_return(
        verdict=call.row, actor=call.actor, version=call.version, reason=call.data["reason"]
    )


@operation(
    "POST",
    "verdicts/{public_id}/approve/",
    "Approve and publish a verdict",
    permissions=("claims.approve_verdict",),
    body=bodies.MAYBE_REASON,
    description="Whoever proposed it is refused, whatever their role.",
    **ON_VERDICT,
)
def verdict_approve(call: Call) -> Verdict:
    return verdict_services.verdict_approve(
        verdict=call.row, actor=call.actor, version=call.version, reason=call.data.get("reason", "")
    )


@operation(
    "POST", "verdicts/{public_id}/discard/", "Give up an open verdict", permissions=("claims.change_verdict",),
    body=bodies.REASON, **ON_VERDICT,
)  # fmt: skip
def verdict_discard(call: Call) -> Verdict:
    _refuse_unless(call, "discard", call.row.claim, call.row)
    return verdict_services.verdict_discard(
        verdict=call.row, actor=call.actor, version=call.version, reason=call.data["reason"]
    )
