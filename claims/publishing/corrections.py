"""The publication of a correction request and its answer."""

from claims.models import CorrectionRequest
from claims.publishing.drafts import Draft, Json, Kind, iso_moment
from claims.publishing.references import claim_ref, url


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
        "asked_at": iso_moment(request.created_at),
        "answered_at": iso_moment(request.answered_at),
        "claim": claim_ref(claim) if claim else None,
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
