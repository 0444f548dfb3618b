"""The publication of an outlet."""

from claims.publishing.drafts import Draft, Json, Kind
from claims.publishing.references import name_slug, url
from claims.publishing.visibility import evidence_documents, public_statements
from sources.models import Outlet


def outlet_draft_publication(outlet: Outlet) -> Draft | None:
    """The publication of an outlet that a public statement came through."""
    shown = public_statements()
    if not (
        shown.filter(document__outlet=outlet).exists()
        or shown.filter(attributions__outlet=outlet).exists()
        or evidence_documents().filter(outlet=outlet).exists()
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
