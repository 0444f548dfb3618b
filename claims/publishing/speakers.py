"""The publication of a speaker."""

from claims.publishing.drafts import Draft, Json, Kind, iso_day
from claims.publishing.references import name_slug, url
from claims.publishing.visibility import public_statements, published_claims
from sources.models import Speaker


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
                "from": iso_day(role.from_on),
                "until": iso_day(role.until_on),
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
