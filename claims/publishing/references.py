"""How a publication names what has a page of its own."""

from functools import lru_cache

from django.conf import settings

from claims.models import Claim, Topic
from claims.public.addresses import address
from claims.publishing.drafts import Json, Kind, iso_day, iso_moment
from factcheck.base import slug_of
from sources.models import Document, Outlet, Speaker
from sources.names import fold


def url(kind: str, public_id: str, slug: str = "") -> str:
    return settings.SITE_URL.rstrip("/") + address(kind, public_id, slug)


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
            iso_moment(document.published_at)
            if document.published_precision == Document.Precision.TIME
            else iso_day(document.published_at.date() if document.published_at else None)
        ),
        "published_precision": document.published_precision,
        "language": document.language,
        "offline_since": iso_moment(document.offline_since),
        "archived_at": iso_moment(document.archived_at),
        "archived_digest": document.archived_digest or None,
    }


def claim_ref(claim: Claim) -> Json:
    return {
        "id": claim.public_id,
        "text": claim.text,
        "language": claim.language,
        "status": claim.status,
        "url": url(Kind.CLAIM, claim.public_id, claim.slug),
    }


def topic_ref(topic: Topic) -> Json:
    return {
        "id": topic.public_id,
        "name": topic.name,
        "slug": topic.slug,
        "url": url(Kind.TOPIC, topic.public_id, topic.slug),
    }
