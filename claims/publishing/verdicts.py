"""What the publication of a claim says of its verdicts and their evidence."""

from django.contrib.auth.models import User
from django.db.models import Prefetch

from claims.models import Evidence, Verdict
from claims.origins import origins_of
from claims.publishing.drafts import Json, iso_day, iso_moment
from claims.publishing.references import document_ref

# The evidence of a verdict with what tells whether it counts.
EVIDENCE_COUNTED = Prefetch(
    "evidence",
    Evidence.objects.select_related("document").defer("document__text", "document__bands", "document__sketch"),
)


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
        "archived_at": iso_moment(evidence.capture.stored_at) if shown and evidence.capture else None,
        "accessed_on": iso_day(evidence.accessed_on),
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
        "recheck_on": iso_day(verdict.recheck_on),
        "required_origins": verdict.required_origins,
        "supporting_origins": len(origins_of(used)),
        "override_reason": verdict.override_reason or None,
        "correction_note": verdict.correction_note or None,
        "evidence": [row.public_id for row in used],
        "proposed_by": _person(verdict.proposed_by),
        "proposed_at": iso_moment(verdict.proposed_at),
        "approved_by": _person(verdict.approved_by),
        "approved_at": iso_moment(verdict.approved_at),
    }
