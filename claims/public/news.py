"""The newest public changes as a feed for people's readers and for programs: Atom and JSON Feed 1.1.

They name what changed and where to read it; whoever keeps a copy follows the changes themselves.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from claims.public.addresses import FOLDERS
from claims.public.markup import for_xml
from claims.public.models import Publication
from claims.public.queries import Change

Json = Mapping[str, Any]
Kind = Publication.Kind
# Which member of each kind of document names it.
NAMED_BY = {
    Kind.CLAIM: "text",
    Kind.STATEMENT: "exact",
    Kind.SPEAKER: "name",
    Kind.OUTLET: "name",
    Kind.DOCUMENT: "title",
    Kind.TOPIC: "name",
    Kind.CORRECTION: "text",
    Kind.CHECKPOINT: "day",
}
ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"


def atom(changes: Sequence[Change], here: str, page: str) -> bytes:
    """Return changes as Atom; `here` is the feed's own address, `page` that of the changes as JSON."""
    feed = Atom1Feed(
        title=_title(),
        link=page,
        description="",
        feed_url=here,
        feed_guid=page,
        author_name=settings.SITE_NAME,
        author_link=f"{settings.SITE_URL}/",
        language="en",
    )
    for change in changes:
        item = _item(change)
        feed.add_item(
            title=for_xml(item["title"]),
            link=item["url"],
            unique_id=item["id"],
            description=escape(for_xml(item["content_text"])),
            updateddate=change.changed_at,
            categories=[change.kind],
        )
    return feed.writeString("utf-8").encode()


def json_feed(changes: Sequence[Change], here: str, page: str) -> bytes:
    """Return changes as JSON Feed."""
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": _title(),
            "home_page_url": page,
            "feed_url": here,
            "language": "en",
            "authors": [{"name": settings.SITE_NAME, "url": f"{settings.SITE_URL}/"}],
            "items": [_item(change) for change in changes],
        }
    )


def _title() -> str:
    return f"{settings.SITE_NAME}: public changes"


def _item(change: Change) -> dict[str, Any]:
    document: Json = orjson.loads(change.body)
    kind = Kind(change.kind)
    folder = FOLDERS.get(kind)
    api = f"{settings.SITE_URL}/api/v1/{folder}/{change.public_id}/" if folder else f"{settings.SITE_URL}/api/v1/scale/"
    name = str(document.get(NAMED_BY.get(kind, ""), "") or "")
    if change.redirect_to:
        name = f"Merged into {change.redirect_to}: {change.public_id}"
    elif change.is_gone:
        name = f"Not public any more: {change.public_id}"
    return {
        # One entry for each thing: a reader shows the newest state of it.
        "id": api,
        "url": str(document.get("url") or api),
        "title": f"{kind.label}: {name}" if name else kind.label,
        "content_text": name or kind.label,
        "date_modified": change.changed_at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
        "tags": [change.kind],
        "_on_record": {
            "about": f"{settings.SITE_URL}/api/docs/",
            "number": change.number,
            "type": change.kind,
            "id": change.public_id,
            "is_gone": change.is_gone,
            "merged_into": change.redirect_to or None,
            "address": api,
        },
    }
