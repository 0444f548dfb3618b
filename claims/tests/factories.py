"""Makes records for tests, through the services, so that every rule and every history is real.

Each function makes what it needs and was not given. The words of a statement need only be named;
the document is made around them.
"""

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction

from claims.models import (
    Claim,
    CorrectionRequest,
    Evidence,
    Publication,
    Rating,
    StaleFacet,
    Statement,
    Topic,
    Verdict,
)
from claims.publishing import publish_correction
from claims.publishing.write import _is_stale
from claims.services.claims import claim_draft
from claims.services.evidence import evidence_add
from claims.services.spans import statement_add
from claims.services.verdicts import verdict_approve, verdict_draft, verdict_propose
from sources.models import Document, Outlet, Speaker, SpeakerName
from sources.names import name_key
from sources.services.documents import document_store
from sources.services.outlets import outlet_get_or_create
from sources.services.speakers import speaker_create

PUBLISHED = dt.datetime(2022, 9, 23, 9, 30, tzinfo=dt.UTC)
SAID = dt.date(2022, 9, 21)
_numbers = itertools.count(1)


def make_user(role: str = "Editor", **fields: Any) -> User:
    """A colleague in one of the four roles of claims.roles; password "secret"."""
    number = next(_numbers)
    values: dict[str, Any] = {"username": f"colleague{number}", "is_staff": True, **fields}
    user = User.objects.create_user(password="secret", **values)
    user.groups.add(Group.objects.get(name=role))
    return user


def make_speaker(name: str = "", **fields: Any) -> Speaker:
    return speaker_create(name=name or f"Speaker {next(_numbers)}", **fields)


def make_old_speaker(*names: str, **fields: Any) -> Speaker:
    """A speaker from before names were held to what can be seen: of the first of `names`, also written like others."""
    speaker = make_speaker(**fields)
    SpeakerName.objects.filter(speaker=speaker).delete()
    SpeakerName.objects.bulk_create(SpeakerName(speaker=speaker, name=name, key=name_key(name)) for name in names)
    Speaker.objects.filter(pk=speaker.pk).update(name=names[0])
    speaker.refresh_from_db()
    return speaker


def make_outlet(name: str = "", **fields: Any) -> Outlet:
    outlet = outlet_get_or_create(name=name or f"Outlet {next(_numbers)}")
    for field, value in fields.items():
        setattr(outlet, field, value)
    if fields:
        outlet.save()
    return outlet


def make_document(text: str = "", *, outlet: Outlet | None = None, **fields: Any) -> Document:
    """A document of an outlet, published on 23 September 2022 unless told otherwise."""
    values: dict[str, Any] = {
        "title": f"Report {next(_numbers)}",
        "url": f"https://example.com/report-{next(_numbers)}",
        "published_at": PUBLISHED,
        "published_precision": Document.Precision.TIME,
        **fields,
    }
    document, _ = document_store(
        text=text or f"Nothing was said in report {next(_numbers)}.",
        outlet=outlet or make_outlet(),
        **values,
    )
    return document


def make_statement(
    exact: str = "",
    *,
    speaker: Speaker | None = None,
    document: Document | None = None,
    outlet: Outlet | None = None,
    actor: User | None = None,
    said_on: dt.date | None = SAID,
    **fields: Any,
) -> Statement:
    """An accepted statement with the words `exact`, in a document of its own unless one is given."""
    exact = exact or f"We said so {next(_numbers)} times"
    speaker = speaker or make_speaker()
    if document is None:
        text = f"A first sentence of {next(_numbers)}. “{exact},” {speaker.name} told reporters. A last sentence."
        document = make_document(text, outlet=outlet)
    start = document.text.index(exact)
    statement = statement_add(
        document=document,
        actor=actor or make_user("Reporter"),
        start=start,
        end=start + len(exact),
        speaker=speaker,
        said_on=said_on,
    )
    for field, value in fields.items():
        setattr(statement, field, value)
    if fields:
        statement.save()
    return statement


def make_topic(name: str = "", **fields: Any) -> Topic:
    number = next(_numbers)
    values: dict[str, Any] = {"slug": f"topic-{number}", **fields}
    return Topic.objects.create(name=name or f"Topic {number}", **values)


def make_claim(text: str = "", *, actor: User | None = None, **fields: Any) -> Claim:
    """A drafted claim, with one statement unless `statements` are given. Not public."""
    fields.setdefault("statements", [make_statement()])
    return claim_draft(
        text=text or f"Claim number {next(_numbers)} holds", actor=actor or make_user("Reporter"), **fields
    )


def make_evidence(claim: Claim, *, stance: str = Evidence.Stance.SUPPORTS, **fields: Any) -> Evidence:
    """Evidence at an address of its own host, so that each is an origin of its own."""
    number = next(_numbers)
    values: dict[str, Any] = {"title": f"Evidence {number}", "actor": make_user("Reporter"), **fields}
    if "document" not in values:
        values.setdefault("url", f"https://source{number}.example/report")
    return evidence_add(claim=claim, stance=stance, **values)


def make_verdict(claim: Claim, *, rating: str = "verified", actor: User | None = None, **fields: Any) -> Verdict:
    """A draft that lacks nothing; with two pieces of evidence if there is none, one against what is disputed."""
    chosen = Rating.objects.get(code=rating)
    against = Evidence.Stance.CONTRADICTS if chosen.status == Claim.Status.DISPUTED else Evidence.Stance.SUPPORTS
    if not claim.evidence.exists():
        make_evidence(claim)
        make_evidence(claim, stance=against)
    elif against == Evidence.Stance.CONTRADICTS and not claim.evidence.filter(stance=against).exists():
        make_evidence(claim, stance=against)
    values: dict[str, Any] = {"summary": f"Summary {next(_numbers)}: two records agree.", **fields}
    if chosen.status == Claim.Status.UNVERIFIED:
        values = {"reason_code": Verdict.Reason.PENDING, "recheck_on": dt.date(2030, 1, 1), **values}
    if claim.current_verdict_id:
        values = {"correction_note": "A figure was wrong.", **values}
    return verdict_draft(claim=claim, actor=actor or make_user("Reporter"), rating=chosen, **values)


def approve(verdict: Verdict, *, by: User | None = None) -> Claim:
    """Propose and approve a verdict by two colleagues. Returns the claim as it now stands."""
    verdict = verdict_propose(verdict=verdict, actor=verdict.created_by or make_user("Reporter"))
    verdict_approve(verdict=verdict, actor=by or make_user("Editor"))
    return Claim.objects.get(pk=verdict.claim_id)


def publish(claim: Claim, *, rating: str = "verified", **fields: Any) -> Claim:
    """Give a claim an approved verdict, which publishes or corrects it."""
    return approve(make_verdict(claim, rating=rating, **fields))


def make_published_claim(
    text: str = "",
    *,
    rating: str = "verified",
    summary: str = "",
    evidence: Iterable[dict[str, Any]] = (),
    **fields: Any,
) -> Claim:
    """A public claim; `fields` are those of make_claim, `evidence` those of make_evidence."""
    claim = make_claim(text, **fields)
    for row in evidence:
        make_evidence(claim, **row)
    return publish(claim, rating=rating, **({"summary": summary} if summary else {}))


def make_answered_correction(
    claim: Claim | None = None,
    *,
    text: str = "The date is wrong.",
    answer: str = "It was; corrected.",
    **fields: Any,
) -> CorrectionRequest:
    """A correction request that was answered and is public if its claim is."""
    request = CorrectionRequest.objects.create(
        claim=claim,
        text=text,
        answer=answer,
        answered_by=make_user("Editor"),
        answered_at=PUBLISHED,
        **{"state": CorrectionRequest.State.CORRECTED, **fields},
    )
    with transaction.atomic():
        publish_correction(request)
    return request


def stale() -> set[tuple[str, str]]:
    """Kind and id of the publications that the worker is about to write anew."""
    return {row for row in Publication.objects.values_list("kind", "public_id") if _is_stale(*row)}


def nothing_stale() -> None:
    """Let the worker have nothing to do."""
    StaleFacet.objects.all().delete()
    Publication.objects.update(is_stale=False)
