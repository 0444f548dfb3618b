"""The publication of a document: what it is, never its whole text."""

from collections.abc import Collection, Sequence

from django.db.models import Prefetch, prefetch_related_objects

from claims.publishing.drafts import Draft, Json, Kind, iso_moment
from claims.publishing.references import document_ref, outlet_ref
from claims.publishing.visibility import evidence_documents, public_statements
from sources.models import Document
from sources.selectors import republished, versions_of

_BESIDE = Prefetch("origin", Document.objects.select_related("outlet").defer("text", "bands", "sketch"))


def document_drafts_publication(documents: Sequence[Document]) -> list[Draft | None]:
    """The publications of documents: what each is, never its whole text. None for those that are not public."""
    keys = [document.pk for document in documents]
    stated = _listed(keys)
    shown = stated | set(evidence_documents().filter(pk__in=keys).order_by().values_list("pk", flat=True))
    public = [document for document in documents if document.pk in shown]
    if not public:
        return [None] * len(documents)
    prefetch_related_objects(public, "outlet", "dispatch", _BESIDE)
    replaced = set(Document.objects.filter(replaces__in=public).order_by().values_list("replaces", flat=True))
    versions = {row.pk: versions_of(row) if row.replaces_id or row.pk in replaced else [row] for row in public}
    beside = {other.pk for row in public for other in versions[row.pk]}
    stated |= _listed([*(beside - set(keys)), *(row.origin_id for row in public if row.origin_id)])
    return [_draft_of(row, versions[row.pk], stated) if row.pk in shown else None for row in documents]


def _draft_of(document: Document, versions: list[Document], listed: set[int]) -> Draft:
    place = versions.index(document)
    before, after = versions[:place], versions[place + 1 :]
    origin = republished(document, versions)
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
        "withdrawn_at": iso_moment(document.withdrawn_at),
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
