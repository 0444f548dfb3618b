"""The publication of a claim: what it is made of, and how that is put together."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from claims.models import Appearance, Claim, Event, Evidence, Statement, Topic, Verdict, VerdictEvidence
from claims.publishing.drafts import Draft, Json, Kind, iso_day, iso_moment
from claims.publishing.history import event_body, histories_of, is_correction
from claims.publishing.links import contradicted, links_of
from claims.publishing.references import document_ref, speaker_ref, topic_ref, url
from claims.publishing.statements import appeared_on, statement_body, year_facets
from claims.publishing.verdicts import EVIDENCE_COUNTED, evidence_body, verdict_body
from claims.publishing.visibility import evidence_documents, public_statements


@dataclass
class ClaimParts:
    """What the document of a claim is made of besides the claim, in the order in which it shows them."""

    appearances: list[Appearance]
    topics: list[Topic]
    decided: list[Verdict]
    evidence: list[Evidence]
    history: list[Event]
    links: list[Json]
    linked: list[str]
    # What went from view with a withdrawn claim, by row numbers: they have no address any more.
    statements_gone: frozenset[int] = frozenset()
    documents_gone: frozenset[int] = frozenset()


def claim_drafts_publication(claims: Sequence[Claim]) -> list[Draft | None]:
    """The publications of claims; None before a first verdict is approved, and when the law takes a claim away.

    Asks as often for five hundred as for one.
    """
    public = [
        claim
        for claim in claims
        if claim.published_at is not None
        and claim.current_verdict_id is not None
        and not claim.merged_into_id
        and not claim.is_removed
    ]
    parts = _parts(public) if public else {}
    withdrawn = [parts[claim.pk] for claim in public if claim.withdrawn_at is not None]
    if withdrawn:
        gone = _gone([row.statement for one in withdrawn for row in one.appearances])
        for one in withdrawn:
            one.statements_gone, one.documents_gone = gone
    return [claim_compose(claim, parts[claim.pk]) if claim.pk in parts else None for claim in claims]


def claim_preview(verdict: Verdict, *, at: dt.datetime) -> Draft:
    """What the publication of a claim would be if this verdict, which has a rating, were approved; stores nothing."""
    claim = Claim.objects.select_related("claimant").get(pk=verdict.claim_id)
    verdict.approved_at = at
    claim.current_verdict, claim.status = verdict, verdict.given_rating.status
    claim.published_at = claim.published_at or at
    parts = _parts([claim])[claim.pk]
    parts.evidence[:] = verdict.evidence.select_related("document__outlet", "capture").order_by("stance", "pk")
    parts.decided.insert(0, verdict)
    draft = claim_compose(claim, parts)
    shown = {**verdict_body(verdict), "approved_by": "a second editor"}
    shown["proposed_by"] = shown["proposed_by"] or "whoever proposes it"
    draft.body["verdict"] = shown
    return draft


def _parts(claims: list[Claim]) -> dict[int, ClaimParts]:
    """What the documents of published claims are made of, by the row numbers of the claims."""
    prefetch_related_objects(claims, "topics", "claimant__names", "current_verdict__rating")
    links, histories = links_of(claims), histories_of(claims)
    parts = {
        claim.pk: ClaimParts(
            appearances=[],
            topics=list(claim.topics.all()),
            decided=[],
            evidence=[],
            history=histories.get(claim.pk, []),
            links=[body for body, _ in links.get(claim.pk, [])],
            linked=sorted({other for _, other in links.get(claim.pk, [])}),
        )
        for claim in claims
    }
    appearances = (
        Appearance.objects.filter(claim__in=claims, statement__review_state=Statement.Review.ACCEPTED)
        .select_related(
            "statement__document__outlet", "statement__speaker", "statement__document__origin", "statement__role"
        )
        .defer(
            "statement__document__bands",
            "statement__document__sketch",
            *(f"statement__document__origin__{name}" for name in ("text", "bands", "sketch")),
        )
        .prefetch_related(
            "statement__attributions__outlet", "statement__attributions__speaker", "statement__speaker__names"
        )
        .order_by("statement__said_on", "statement__document__published_at", "pk")
    )
    for appearance in appearances:
        parts[appearance.claim_id].appearances.append(appearance)
    decided = (
        Verdict.objects.filter(claim__in=claims, approved_by__isnull=False)
        .select_related("rating", "proposed_by", "approved_by")
        .prefetch_related(EVIDENCE_COUNTED)
        .order_by("-approved_at", "-pk")
    )
    for verdict in decided:
        parts[verdict.claim_id].decided.append(verdict)
    used = (
        VerdictEvidence.objects.filter(verdict__current_for__in=claims)
        .select_related("verdict", "evidence__document__outlet", "evidence__capture")
        .defer(*(f"evidence__document__{name}" for name in ("text", "bands", "sketch")))
        .order_by("evidence__stance", "evidence__pk")
    )
    for row in used:
        parts[row.verdict.claim_id].evidence.append(row.evidence)
    return parts


def _gone(statements: Sequence[Statement]) -> tuple[frozenset[int], frozenset[int]]:
    """Return which of these statements, and which of their documents, are not public by themselves."""
    rows, documents = {row.pk for row in statements}, {row.document_id for row in statements}
    public = public_statements().filter(document__in=documents)
    listed = {*public.values_list("document", flat=True)}
    listed |= {*evidence_documents().filter(pk__in=documents).values_list("pk", flat=True)}
    return frozenset(rows - {*public.values_list("pk", flat=True)}), frozenset(documents - listed)


def _statement_of_claim(statement: Statement, parts: ClaimParts) -> Json:
    """The document of a statement within a claim, without addresses at which there is nothing."""
    body = statement_body(statement)
    if statement.pk in parts.statements_gone:
        body["url"] = None
    if statement.document_id in parts.documents_gone:
        body["document"] = {**document_ref(statement.document), "url": None}
    return body


def claim_compose(claim: Claim, parts: ClaimParts) -> Draft:
    """The publication of a claim whose verdict is approved, from its parts. Asks the database nothing."""
    assert claim.published_at is not None
    assert claim.current_verdict is not None
    appearances, topics, decided = parts.appearances, parts.topics, parts.decided
    evidence, history = parts.evidence, parts.history
    verdict = claim.current_verdict
    statements = [appearance.statement for appearance in appearances]
    documents = {s.document_id: s.document for s in statements}
    outlets = {d.outlet_id: d.outlet for d in documents.values() if d.outlet}
    origins = {(d.origin_id or d.pk) for d in documents.values()}
    speakers = {s.speaker_id: s.speaker for s in statements if s.speaker}
    if claim.claimant:
        speakers.setdefault(claim.claimant_id, claim.claimant)
    modified_at = max([claim.published_at, *(event.at for event in history)])
    verdict_shown = next(verdict_body(row) for row in decided if row.pk == verdict.pk)
    address_ = url(Kind.CLAIM, claim.public_id, claim.slug)
    body: Json = {
        "id": claim.public_id,
        "type": "claim",
        "url": address_,
        "text": claim.text,
        "slug": claim.slug,
        "language": claim.language,
        "status": claim.status,
        "status_label": claim.get_status_display(),
        "rating": verdict_shown["rating"],
        "is_withdrawn": claim.withdrawn_at is not None,
        "withdrawn_at": iso_moment(claim.withdrawn_at),
        "withdrawal_reason": claim.withdrawal_reason or None,
        "claimant": speaker_ref(claim.claimant),
        "topics": [topic_ref(topic) for topic in topics],
        "first_said_on": iso_day(claim.first_said_on),
        "published_at": iso_moment(claim.published_at),
        "checked_at": iso_moment(verdict.approved_at),
        "modified_at": iso_moment(modified_at),
        "outlet_count": len(outlets),
        "origin_count": len(origins),
        "appearances": [
            {
                "id": appearance.public_id,
                "part": appearance.part or None,
                "statement": _statement_of_claim(appearance.statement, parts),
            }
            for appearance in appearances
        ],
        "verdict": verdict_shown,
        "earlier_verdicts": [verdict_body(row) for row in decided if row.pk != verdict.pk],
        "evidence": [evidence_body(row) for row in evidence],
        "links": parts.links,
        "history": [event_body(event) for event in history],
    }
    facets = [
        *(f"speaker:{s.public_id}" for s in speakers.values()),
        *(f"outlet:{o.public_id}" for o in outlets.values()),
        *(f"topic:{t.public_id}" for t in topics),
        *(f"document:{d.public_id}" for d in documents.values()),
        *(f"document:{e.document.public_id}" for e in evidence if e.document and not e.is_protected),
        *(f"claim:{other}" for other in parts.linked),
        *(f"contradicts:{other}" for other in contradicted(parts.links)),
        *year_facets(claim.first_said_on, *(appeared_on(row) for row in statements)),
        f"rating:{verdict.given_rating.code}",
        *([f"language:{claim.language.partition('-')[0].lower()}"] if claim.language else []),
        *(["withdrawn"] if claim.withdrawn_at else []),
        *(["corrected"] if any(map(is_correction, history)) else []),
    ]
    names = " ".join(spelling.name for speaker in speakers.values() for spelling in speaker.names.all())
    return Draft(
        kind=Kind.CLAIM,
        public_id=claim.public_id,
        slug=claim.slug,
        title=claim.text,
        status=claim.status,
        facets=sorted(set(facets)),
        body=body,
        sort_at=verdict.approved_at or claim.published_at,
        said_on=claim.first_said_on,
        first_published_at=claim.published_at,
        modified_at=modified_at,
        search=(
            claim.text,
            " ".join(s.exact for s in statements),
            names,
            " ".join(
                [
                    verdict.summary,
                    verdict.known,
                    verdict.not_known,
                    *(topic.name for topic in topics),
                    *(outlet.name for outlet in outlets.values()),
                ]
            ),
        ),
    )
