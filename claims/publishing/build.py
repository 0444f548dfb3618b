"""Builds the complete public JSON document of each thing. Reads working tables, writes nothing.

A builder returns a Draft, or None when the thing is not public. Every value depends on the record
alone, never on the moment of building, so that the same record always gives the same bytes.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from claims.models import (
    Appearance,
    Claim,
    ClaimLink,
    CorrectionRequest,
    Event,
    Evidence,
    Rating,
    Statement,
    Topic,
    Verdict,
    VerdictEvidence,
)
from claims.origins import origins_of
from claims.public.addresses import address
from claims.public.models import Publication
from claims.public.shaping import EVENTS
from claims.publishing.sentences import sentence_span
from factcheck.base import ID_LENGTH, slug_of
from sources.models import Document, Outlet, Speaker
from sources.names import fold
from sources.selectors import versions_of

Json = dict[str, object]
Kind = Publication.Kind

# A sentence around a statement is shown for its sense; a page-long one would republish the copy.
CONTEXT_LIMIT = 400
# Acts that put right what readers had seen; another claimant is one as well.
CORRECTING = ("verdict.corrected", "statement.reattributed", "statement.respanned")
# The scale has no date of its own, and what is published depends on the record alone.
SCALE_ID = "scale"
SCALE_SINCE = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)
# The evidence of a verdict with what tells whether it counts.
EVIDENCE_COUNTED = Prefetch(
    "evidence",
    Evidence.objects.select_related("document").defer("document__text", "document__bands", "document__sketch"),
)


@dataclass
class Draft:
    """One publication before it is stored."""

    kind: str
    public_id: str
    title: str
    body: Json
    sort_at: dt.datetime
    first_published_at: dt.datetime
    modified_at: dt.datetime
    slug: str = ""
    status: str = ""
    facets: list[str] = field(default_factory=list)
    said_on: dt.date | None = None
    # Words to find it by, most telling first: (title, quoted words, names, the rest).
    search: tuple[str, str, str, str] = ("", "", "", "")
    redirect_to: str = ""


def published_claims():
    """Claims that the public sees: a verdict was approved. Withdrawn ones keep their page, removed ones do not."""
    return Claim.objects.filter(published_at__isnull=False, merged_into__isnull=True, is_removed=False)


def public_statements(without: Sequence[Claim] = ()) -> QuerySet[Statement]:
    """Accepted statements that a standing claim rests on, or whose saying was confirmed.

    What stands in a claim that the law took away is not public, confirmed or not, unless another published claim
    rests on it. `without` are claims to reckon as taken away.
    """
    appears = Appearance.objects.filter(statement=OuterRef("pk"))
    taken_away = appears.filter(Q(claim__is_removed=True) | Q(claim__in=without))
    public = appears.filter(
        claim__published_at__isnull=False, claim__merged_into__isnull=True, claim__is_removed=False
    ).exclude(claim__in=without)
    is_confirmed = Q(authenticity=Statement.Authenticity.CONFIRMED)
    # Asked of each statement, of which callers want few: a list of all that stand would be made anew at every question.
    return Statement.objects.filter(review_state=Statement.Review.ACCEPTED).filter(
        Q(Exists(public.filter(claim__withdrawn_at__isnull=True)))
        | is_confirmed & (~Q(Exists(taken_away)) | Q(Exists(public)))
    )


def statements_taken_away(claim: Claim) -> tuple[list[Statement], list[Statement]]:
    """Return the accepted statements of a claim that would be public no longer if the law took it, and the others."""
    rows = claim.statements.filter(review_state=Statement.Review.ACCEPTED).select_related("speaker").order_by("pk")
    kept = set(public_statements(without=[claim]).filter(claims=claim).values_list("pk", flat=True))
    return [row for row in rows if row.pk not in kept], [row for row in rows if row.pk in kept]


def url(kind: str, public_id: str, slug: str = "") -> str:
    return settings.SITE_URL.rstrip("/") + address(kind, public_id, slug)


def _iso(moment: dt.datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


@lru_cache(maxsize=4_096)
def name_slug(name: str) -> str:
    """Return the readable end of an address made from a name; may be empty."""
    return slug_of(fold(name))[:80].strip("-")


def speaker_ref(speaker: Speaker | None) -> Json | None:
    if speaker is None:
        return None
    return {
        "id": speaker.public_id,
        "name": speaker.name,
        "kind": speaker.kind,
        "url": url(Kind.SPEAKER, speaker.public_id, name_slug(speaker.name)),
        "wikidata_id": speaker.wikidata_id or None,
    }


def outlet_ref(outlet: Outlet | None) -> Json | None:
    if outlet is None:
        return None
    return {
        "id": outlet.public_id,
        "name": outlet.name,
        "kind": outlet.kind,
        "url": url(Kind.OUTLET, outlet.public_id, name_slug(outlet.name)),
    }


def document_ref(document: Document) -> Json:
    return {
        "id": document.public_id,
        "title": document.title or None,
        "url": url(Kind.DOCUMENT, document.public_id),
        "source_url": document.url or None,
        "outlet": outlet_ref(document.outlet),
        "published_at": (
            _iso(document.published_at)
            if document.published_precision == Document.Precision.TIME
            else _day(document.published_at.date() if document.published_at else None)
        ),
        "published_precision": document.published_precision,
        "language": document.language,
        "offline_since": _iso(document.offline_since),
        "archived_at": _iso(document.archived_at),
        "archived_digest": document.archived_digest or None,
    }


def topic_ref(topic: Topic) -> Json:
    return {
        "id": topic.public_id,
        "name": topic.name,
        "slug": topic.slug,
        "url": url(Kind.TOPIC, topic.public_id, topic.slug),
    }


def _left_around(document: Document, statement: Statement) -> tuple[int, int]:
    """From where and up to where the words around a statement may be shown: not those that the law took away."""
    from_, to = 0, len(document.text)
    for start, end in document.removed_spans:
        if start < statement.start:
            from_ = max(from_, min(end, statement.start))
        if end > statement.end:
            to = min(to, max(start, statement.end))
    return from_, to


def statement_body(statement: Statement) -> Json:
    """The public document of a statement: the exact words in their sentence, and their chain."""
    document = statement.document
    start, end = sentence_span(document.text, statement.start, statement.end)
    from_, to = _left_around(document, statement)
    before = document.text[max(start, statement.start - CONTEXT_LIMIT, from_) : statement.start]
    after = document.text[statement.end : min(end, statement.end + CONTEXT_LIMIT, to)]
    return {
        "id": statement.public_id,
        "type": "statement",
        "url": url(Kind.STATEMENT, statement.public_id),
        "exact": statement.exact,
        "before": before,
        "after": after,
        "prefix": statement.prefix[max(0, len(statement.prefix) - (statement.start - from_)) :],
        "suffix": statement.suffix[: to - statement.end],
        "start": statement.start,
        "end": statement.end,
        "text_digest": document.text_digest,
        "kind": statement.kind,
        "speaker": speaker_ref(statement.speaker),
        "speaker_words": statement.speaker_words or None,
        "role_words": statement.role_words or None,
        "role_held": str(statement.role) if statement.role else None,
        "cue": statement.cue or None,
        "attributions": [
            {
                "kind": step.kind,
                "words": step.words,
                "outlet": outlet_ref(step.outlet),
                "speaker": speaker_ref(step.speaker),
            }
            for step in statement.attributions.all()
        ],
        "said_on": _day(statement.said_on),
        "said_on_precision": statement.said_on_precision,
        "occasion": statement.occasion or None,
        "language": statement.language,
        "original_wording": statement.original_wording or None,
        "original_language": statement.original_language or None,
        "translator": statement.translator or None,
        "authenticity": statement.authenticity,
        "is_lost": statement.is_lost,
        "document": document_ref(document),
    }


def evidence_body(evidence: Evidence) -> Json:
    """The public document of evidence; of a protected source only what it is."""
    shown = not evidence.is_protected
    return {
        "id": evidence.public_id,
        "stance": evidence.stance,
        "title": evidence.title,
        "is_protected": evidence.is_protected,
        "excerpt": (evidence.excerpt or None) if shown else None,
        "document": document_ref(evidence.document) if shown and evidence.document else None,
        "source_url": (evidence.url or None) if shown else None,
        "made_by": (evidence.file_from or None) if shown else None,
        "archived_url": (evidence.archived_url or None) if shown else None,
        "archived_digest": (evidence.archived_digest or None) if shown else None,
        "archived_at": _iso(evidence.capture.stored_at) if shown and evidence.capture else None,
        "accessed_on": _day(evidence.accessed_on),
    }


def _person(user: User | None) -> str | None:
    return (user.get_full_name() or user.get_username()) if user else None


def verdict_body(verdict: Verdict) -> Json:
    used = list(verdict.evidence.all())
    return {
        "id": verdict.public_id,
        "status": verdict.given_rating.status,
        "rating": {
            "code": verdict.given_rating.code,
            "label": verdict.given_rating.label,
            "value": verdict.given_rating.value,
        },
        "summary": verdict.summary,
        "known": verdict.known or None,
        "not_known": verdict.not_known or None,
        "reason_code": verdict.reason_code or None,
        "reason": verdict.get_reason_code_display() if verdict.reason_code else None,
        "recheck_on": _day(verdict.recheck_on),
        "required_origins": verdict.required_origins,
        "supporting_origins": len(origins_of(used)),
        "override_reason": verdict.override_reason or None,
        "correction_note": verdict.correction_note or None,
        "evidence": [row.public_id for row in used],
        "proposed_by": _person(verdict.proposed_by),
        "proposed_at": _iso(verdict.proposed_at),
        "approved_by": _person(verdict.approved_by),
        "approved_at": _iso(verdict.approved_at),
    }


def event_body(event: Event) -> Json:
    return {
        "number": event.number,
        "action": event.action,
        "label": EVENTS.get(event.action, event.action),
        "at": _iso(event.at),
        "actor": event.actor_name,
        "reason": event.reason or None,
        "is_correction": is_correction(event),
        "hash": event.hash,
        "previous_hash": event.previous_hash,
    }


def is_correction(event: Event) -> bool:
    """Whether readers were shown something wrong before: a verdict, or who said it and in which words."""
    return event.action in CORRECTING or (event.action == "claim.edited" and "claimant" in event.before)


def link_body(link: ClaimLink, other: Claim, *, is_reverse: bool) -> Json:
    mutual = link.kind == ClaimLink.Kind.CONTRADICTS
    return {
        "kind": link.kind if mutual or not is_reverse else f"{link.kind}_by",
        "note": link.note or None,
        "claim": {
            "id": other.public_id,
            "text": other.text,
            "status": other.status,
            "url": url(Kind.CLAIM, other.public_id, other.slug),
        },
    }


def _links(claims: list[Claim]) -> dict[int, list[tuple[Json, str]]]:
    """The links of claims to published ones, each with the id of the other; first those that somebody drew from it."""
    found: dict[int, list[tuple[Json, str]]] = {}
    shown = published_claims().order_by()
    drawn = ClaimLink.objects.filter(claim__in=claims, other__in=shown).select_related("other")
    for link in drawn:
        found.setdefault(link.claim_id, []).append(
            (link_body(link, link.other, is_reverse=False), link.other.public_id)
        )
    led_to = ClaimLink.objects.filter(other__in=claims, claim__in=shown).select_related("claim")
    for link in led_to:
        found.setdefault(link.other_id, []).append((link_body(link, link.claim, is_reverse=True), link.claim.public_id))
    return found


def _histories(claims: list[Claim]) -> dict[int, list[Event]]:
    """The public lines of claims, the newest first; those that quote a claim which the law took away are left out."""
    lines = Event.objects.filter(claim__in=claims, is_public=True).order_by("-number")
    named = {line: {str(value) for value in (*line.before.values(), *line.after.values())} for line in lines}
    ids = {word for words in named.values() for word in words if len(word) == ID_LENGTH}
    removed = set(Claim.objects.filter(public_id__in=ids, is_removed=True).values_list("public_id", flat=True))
    found: dict[int, list[Event]] = {}
    for line, words in named.items():
        if removed.isdisjoint(words) and line.claim_id is not None:
            found.setdefault(line.claim_id, []).append(line)
    return found


def _appeared(statement: Statement) -> dt.date | None:
    """When words were said, or else published."""
    published = statement.document.published_at
    return statement.said_on or (published.date() if published else None)


def _year(*days: dt.date | None) -> list[str]:
    """The facet of the year of the first day that is known, the first given before the others."""
    first, *others = days
    known = first or min((day for day in others if day), default=None)
    return [f"year:{known.year:04d}"] if known else []


def _contradicted(links: list[Json]) -> list[str]:
    others = [link["claim"] for link in links if link["kind"] == ClaimLink.Kind.CONTRADICTS]
    return [str(other["id"]) for other in others if isinstance(other, dict)]


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
    links, histories = _links(claims), _histories(claims)
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
    listed |= {*_evidence_documents().filter(pk__in=documents).values_list("pk", flat=True)}
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
        "withdrawn_at": _iso(claim.withdrawn_at),
        "withdrawal_reason": claim.withdrawal_reason or None,
        "claimant": speaker_ref(claim.claimant),
        "topics": [topic_ref(topic) for topic in topics],
        "first_said_on": _day(claim.first_said_on),
        "published_at": _iso(claim.published_at),
        "checked_at": _iso(verdict.approved_at),
        "modified_at": _iso(modified_at),
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
        *(f"contradicts:{other}" for other in _contradicted(parts.links)),
        *_year(claim.first_said_on, *(_appeared(row) for row in statements)),
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


def statement_drafts_publication(statements: Sequence[Statement]) -> list[Draft | None]:
    """The publications of statements, with the published claims that each makes; None for those that are not public."""
    keys = [statement.pk for statement in statements]
    shown = set(public_statements().filter(pk__in=keys).order_by().values_list("pk", flat=True))
    public = [statement for statement in statements if statement.pk in shown]
    if not public:
        return [None] * len(statements)
    prefetch_related_objects(
        public, "attributions__outlet", "attributions__speaker", "speaker__names", "role", "document__outlet"
    )
    claims: dict[int, list[Claim]] = {}
    since: dict[int, list[dt.datetime]] = {row.pk: [row.updated_at] for row in public}
    appearances = Appearance.objects.filter(statement__in=public, claim__published_at__isnull=False)
    for row in appearances.select_related("claim").order_by("claim__published_at", "claim__pk"):
        assert row.claim.published_at is not None
        since[row.statement_id].append(row.claim.published_at)
        if row.claim.merged_into_id is None and not row.claim.is_removed:
            claims.setdefault(row.statement_id, []).append(row.claim)
    confirmed: dict[str, dt.datetime] = {}
    lines = Event.objects.filter(
        subject="statement",
        subject_id__in=[row.public_id for row in public],
        action="statement.authenticity_set",
    )
    for public_id, at in lines.values_list("subject_id", "at"):
        confirmed.setdefault(public_id, at)
    return [
        # It became public with its first claim, or with its confirmation.
        statement_compose(
            row,
            claims.get(row.pk, []),
            since=min([*since[row.pk], *([confirmed[row.public_id]] if row.public_id in confirmed else [])]),
        )
        if row.pk in shown
        else None
        for row in statements
    ]


def statement_compose(statement: Statement, claims: list[Claim], *, since: dt.datetime) -> Draft:
    """The publication of a public statement, from the published claims that it makes."""
    body = statement_body(statement)
    body["claims"] = [
        {
            "id": claim.public_id,
            "text": claim.text,
            "status": claim.status,
            "is_withdrawn": claim.withdrawn_at is not None,
            "url": url(Kind.CLAIM, claim.public_id, claim.slug),
        }
        for claim in claims
    ]
    document = statement.document
    facets = [
        f"document:{document.public_id}",
        f"kind:{statement.kind}",
        *_year(_appeared(statement)),
        *(f"claim:{claim.public_id}" for claim in claims),
        *([f"outlet:{document.outlet.public_id}"] if document.outlet else []),
        *([f"speaker:{statement.speaker.public_id}"] if statement.speaker else []),
        *(f"outlet:{s.outlet.public_id}" for s in statement.attributions.all() if s.outlet),
    ]
    names = statement.speaker.names.all() if statement.speaker else ()
    return Draft(
        kind=Kind.STATEMENT,
        public_id=statement.public_id,
        title=statement.exact,
        facets=sorted(set(facets)),
        body=body,
        sort_at=since,
        said_on=statement.said_on,
        first_published_at=since,
        modified_at=statement.updated_at,
        search=(statement.exact, "", " ".join(name.name for name in names), statement.occasion),
    )


def speaker_draft_publication(speaker: Speaker) -> Draft | None:
    """The publication of a speaker whom a public statement or claim names."""
    if speaker.merged_into_id:
        return None
    is_public = (
        published_claims().filter(claimant=speaker).exists()
        or published_claims().filter(appearances__statement__speaker=speaker).exists()
        or public_statements().filter(speaker=speaker).exists()
        or public_statements().filter(attributions__speaker=speaker).exists()
    )
    return speaker_compose(speaker) if is_public else None


def speaker_compose(speaker: Speaker) -> Draft:
    """The publication of a public speaker."""
    names = list(speaker.names.all())
    body: Json = {
        "id": speaker.public_id,
        "type": "speaker",
        "url": url(Kind.SPEAKER, speaker.public_id, name_slug(speaker.name)),
        "name": speaker.name,
        "kind": speaker.kind,
        "description": speaker.description or None,
        "country": speaker.country or None,
        "wikidata_id": speaker.wikidata_id or None,
        "names": [{"name": n.name, "language": n.language or None} for n in names],
        "roles": [
            {
                "title": role.title,
                "organisation": role.organisation or None,
                "from": _day(role.from_on),
                "until": _day(role.until_on),
            }
            for role in speaker.roles.all()
        ],
    }
    return Draft(
        kind=Kind.SPEAKER,
        public_id=speaker.public_id,
        slug=name_slug(speaker.name),
        title=speaker.name,
        facets=[f"speaker_kind:{speaker.kind}"],
        body=body,
        sort_at=speaker.created_at,
        first_published_at=speaker.created_at,
        modified_at=speaker.updated_at,
        search=(
            " ".join(name.name for name in names),
            "",
            speaker.description,
            " ".join(str(role) for role in speaker.roles.all()),
        ),
    )


def outlet_draft_publication(outlet: Outlet) -> Draft | None:
    """The publication of an outlet that a public statement came through."""
    shown = public_statements()
    if not (
        shown.filter(document__outlet=outlet).exists()
        or shown.filter(attributions__outlet=outlet).exists()
        or _evidence_documents().filter(outlet=outlet).exists()
    ):
        return None
    return outlet_compose(outlet)


def outlet_compose(outlet: Outlet) -> Draft:
    """The publication of a public outlet."""
    body: Json = {
        "id": outlet.public_id,
        "type": "outlet",
        "url": url(Kind.OUTLET, outlet.public_id, name_slug(outlet.name)),
        "name": outlet.name,
        "kind": outlet.kind,
        "domain": outlet.domain or None,
        "country": outlet.country or None,
    }
    return Draft(
        kind=Kind.OUTLET,
        public_id=outlet.public_id,
        slug=name_slug(outlet.name),
        title=outlet.name,
        facets=[f"outlet_kind:{outlet.kind}"],
        body=body,
        sort_at=outlet.created_at,
        first_published_at=outlet.created_at,
        modified_at=outlet.updated_at,
        search=(outlet.name, "", "", outlet.domain),
    )


def _evidence_documents():
    """Documents that standing verdicts openly rest on."""
    return Document.objects.filter(
        evidence__is_protected=False,
        evidence__verdicts__current_for__published_at__isnull=False,
        evidence__verdicts__current_for__is_removed=False,
    )


def document_drafts_publication(documents: Sequence[Document]) -> list[Draft | None]:
    """The publications of documents: what each is, never its whole text. None for those that are not public."""
    keys = [document.pk for document in documents]
    stated = _listed(keys)
    shown = stated | set(_evidence_documents().filter(pk__in=keys).order_by().values_list("pk", flat=True))
    public = [document for document in documents if document.pk in shown]
    if not public:
        return [None] * len(documents)
    prefetch_related_objects(public, "outlet", "dispatch", _BESIDE)
    replaced = set(Document.objects.filter(replaces__in=public).order_by().values_list("replaces", flat=True))
    versions = {row.pk: versions_of(row) if row.replaces_id or row.pk in replaced else [row] for row in public}
    beside = {other.pk for row in public for other in versions[row.pk]}
    stated |= _listed([*(beside - set(keys)), *(row.origin_id for row in public if row.origin_id)])
    return [_draft_of(row, versions[row.pk], stated) if row.pk in shown else None for row in documents]


_BESIDE = Prefetch("origin", Document.objects.select_related("outlet").defer("text", "bands", "sketch"))


def _draft_of(document: Document, versions: list[Document], listed: set[int]) -> Draft:
    place = versions.index(document)
    before, after = versions[:place], versions[place + 1 :]
    # Its earlier self is no other dispatch.
    origin = document.origin if document.origin not in before else None
    return document_compose(
        document,
        origin if origin is not None and origin.pk in listed else None,
        replaces=before[-1] if before and before[-1].pk in listed else None,
        replaced_by=after[0] if after and after[0].pk in listed else None,
    )


def _listed(documents: Collection[int]) -> set[int]:
    """Return those of documents, by row number, that a public statement stands in."""
    rows = public_statements().filter(document__in=documents).order_by()
    return set(rows.values_list("document", flat=True).distinct())


def document_compose(
    document: Document,
    origin: Document | None,
    *,
    replaces: Document | None = None,
    replaced_by: Document | None = None,
) -> Draft:
    """The publication of a public document, with its origin and the versions around it where they are public too."""
    body: Json = {
        **document_ref(document),
        "type": "document",
        "byline": document.byline or None,
        "dateline": document.dateline or None,
        "text_digest": document.text_digest,
        "length": len(document.text),
        "dispatch": outlet_ref(document.dispatch),
        "origin": document_ref(origin) if origin is not None else None,
        "replaces": document_ref(replaces) if replaces is not None else None,
        "replaced_by": document_ref(replaced_by) if replaced_by is not None else None,
        "withdrawn_at": _iso(document.withdrawn_at),
        "withdrawal_note": document.withdrawal_note or None,
    }
    return Draft(
        kind=Kind.DOCUMENT,
        public_id=document.public_id,
        title=document.title,
        facets=[f"outlet:{document.outlet.public_id}"] if document.outlet else [],
        body=body,
        sort_at=document.published_at or document.created_at,
        said_on=document.published_at.date() if document.published_at else None,
        first_published_at=document.created_at,
        modified_at=document.updated_at,
        search=(
            document.title,
            "",
            document.outlet.name if document.outlet else "",
            f"{document.byline} {document.dateline}",
        ),
    )


def topic_draft_publication(topic: Topic) -> Draft | None:
    """The publication of a topic that a published claim has."""
    first = published_claims().filter(topics=topic).order_by("published_at").first()
    if first is None or first.published_at is None:
        return None
    return Draft(
        kind=Kind.TOPIC,
        public_id=topic.public_id,
        slug=topic.slug,
        title=topic.name,
        body={**topic_ref(topic), "type": "topic", "description": topic.description or None},
        sort_at=first.published_at,
        first_published_at=first.published_at,
        modified_at=first.published_at,
        search=(topic.name, "", "", topic.description),
    )


def correction_draft_publication(request: CorrectionRequest) -> Draft | None:
    """The publication of an answered correction request about a public claim."""
    states = CorrectionRequest.State
    if request.state in (states.OPEN, states.DISCARDED) or request.answered_at is None:
        return None
    claim = request.claim
    if claim is not None and (claim.published_at is None or claim.is_removed):
        return None
    body: Json = {
        "id": request.public_id,
        "type": "correction",
        "url": url(Kind.CORRECTION, request.public_id),
        "kind": request.kind,
        "state": request.state,
        "text": request.text,
        "answer": request.answer,
        "asked_at": _iso(request.created_at),
        "answered_at": _iso(request.answered_at),
        "claim": (
            {
                "id": claim.public_id,
                "text": claim.text,
                "status": claim.status,
                "url": url(Kind.CLAIM, claim.public_id, claim.slug),
            }
            if claim
            else None
        ),
    }
    return Draft(
        kind=Kind.CORRECTION,
        public_id=request.public_id,
        title=request.text[:200],
        facets=["answered", *([f"claim:{claim.public_id}"] if claim else [])],
        body=body,
        sort_at=request.answered_at,
        first_published_at=request.answered_at,
        modified_at=request.answered_at,
        search=(request.text, request.answer, "", ""),
    )


def scale_draft_publication(_: object = None) -> Draft:
    """The publication of the house scale: every rating with its status, its number and when it is given."""
    body: Json = {
        "id": SCALE_ID,
        "type": "scale",
        "ratings": [
            {
                "code": rating.code,
                "label": rating.label,
                "status": rating.status,
                "value": rating.value,
                "description": rating.description or None,
            }
            for rating in Rating.objects.order_by("position", "pk")
        ],
    }
    return Draft(
        kind=Kind.SCALE,
        public_id=SCALE_ID,
        title="House scale",
        body=body,
        sort_at=SCALE_SINCE,
        first_published_at=SCALE_SINCE,
        modified_at=SCALE_SINCE,
    )
