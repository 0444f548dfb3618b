"""What programs read of the site: the feed of claims, the sitemap, and the rules for crawlers."""

import datetime as dt
import re
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.feedgenerator import Atom1Feed

from claims.public import selectors
from claims.public.addresses import address
from claims.public.responses import CACHE_CONTROL, answered, public
from claims.public.selectors import Entry

# XML has no way to write these, not even escaped.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
STATIC_PAGES = (
    "/",
    "/claims/",
    "/speakers/",
    "/outlets/",
    "/topics/",
    "/methodology/",
    "/corrections/",
    "/checkpoints/",
)
ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /desk/
Disallow: /search/
Disallow: /claims/?
Disallow: /*?cursor=

Sitemap: {sitemap}
"""


def _base() -> str:
    return settings.SITE_URL.rstrip("/")


def _xml(text: str) -> str:
    return NOT_IN_XML.sub("\ufffd", text)


@public
def claims_atom(request: HttpRequest) -> HttpResponseBase:
    """The claims that are new or changed, the last change first."""
    entries = selectors.feed_claims()
    return answered(request, lambda: _atom(entries), entries)


def _atom(entries: list[Entry]) -> HttpResponse:
    feed = Atom1Feed(
        title=f"{settings.SITE_NAME}: claims",
        link=f"{_base()}/claims/",
        description="New claims and every change to one.",
        feed_url=f"{_base()}/feeds/claims.atom",
        author_name=settings.SITE_NAME,
        language="en",
    )
    for entry in entries:
        claim = entry.doc
        label = claim["rating"]["label"]
        feed.add_item(
            title=_xml(f"{label}: {claim['text']}"),
            link=claim["url"],
            # Without the slug, so that it never changes.
            unique_id=f"{_base()}{address('claim', claim['id'])}",
            description=_xml(claim["verdict"]["summary"]),
            pubdate=dt.datetime.fromisoformat(claim["published_at"]),
            updateddate=dt.datetime.fromisoformat(claim["modified_at"]),
            categories=[_xml(topic["name"]) for topic in claim["topics"]],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@public
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """The addresses of what changed last."""
    rows = [f"<url><loc>{escape(_base() + path)}</loc></url>" for path in STATIC_PAGES]
    rows += [
        f"<url><loc>{escape(_base() + address(kind, public_id, slug))}</loc><lastmod>{changed:%Y-%m-%d}</lastmod></url>"
        for kind, public_id, slug, changed in selectors.sitemap_addresses()
    ]
    body = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    response = HttpResponse(body + "\n".join(rows) + "\n</urlset>\n", content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = CACHE_CONTROL
    return response


@public
def robots(request: HttpRequest) -> HttpResponseBase:
    """What crawlers may read."""
    text = ROBOTS.format(sitemap=f"{_base()}/sitemap.xml")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
