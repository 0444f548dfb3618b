"""The publication of a statement: the exact words in their sentence, their chain, and the claims that they make."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from claims.models import Appearance, Claim, Event, Statement
from claims.publishing.drafts import Draft, Json, Kind, iso_day
from claims.publishing.references import claim_ref, document_ref, outlet_ref, speaker_ref, url
from claims.publishing.sentences import sentence_span
from claims.publishing.visibility import public_statements
from sources.models import Document

# A sentence around a statement is shown for its sense; a page-long one would republish the copy.
CONTEXT_LIMIT = 400


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
        "said_on": iso_day(statement.said_on),
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


def appeared_on(statement: Statement) -> dt.date | None:
    """When words were said, or else published."""
    published = statement.document.published_at
    return statement.said_on or (published.date() if published else None)


def year_facets(*days: dt.date | None) -> list[str]:
    """The facet of the year of the first day that is known, the first given before the others."""
    first, *others = days
    known = first or min((day for day in others if day), default=None)
    return [f"year:{known.year:04d}"] if known else []


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
    body["claims"] = [{**claim_ref(claim), "is_withdrawn": claim.withdrawn_at is not None} for claim in claims]
    document = statement.document
    facets = [
        f"document:{document.public_id}",
        f"kind:{statement.kind}",
        *year_facets(appeared_on(statement)),
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
