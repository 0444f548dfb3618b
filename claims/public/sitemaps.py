"""What crawlers read: the index of sitemaps, its parts, the sitemap of news, and the rules.

A part holds what has a change number within its range. So the parts that were written long ago stay as they are, and a
crawler that follows the dates of the index fetches only what changed.
"""

import datetime as dt
from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from claims.public import gathering
from claims.public.addresses import address
from claims.public.errors import NotPublicError
from claims.public.languages import localised
from claims.public.markup import for_xml
from claims.public.responses import CACHE_CONTROL, public

SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS_SCHEMA = "http://www.google.com/schemas/sitemap-news/0.9"
# Google takes news of the last two days, and so many of them.
NEWS_AGE = dt.timedelta(days=2)
NEWS_SIZE = 1_000
STATIC_PAGES = (
    "/",
    "/claims/",
    "/speakers/",
    "/outlets/",
    "/topics/",
    "/methodology/",
    "/corrections/",
    "/checkpoints/",
    "/data/",
)
# Found by links alone, or an endless number of addresses for the same things.
NOT_CRAWLED = ("/search/", "/claims/?", "/feeds/claims.atom?", "/feeds/claims.json?")


def _sent(root: str, rows: Iterable[str], namespaces: str = "") -> HttpResponse:
    body = "\n".join(
        ('<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{SCHEMA}"{namespaces}>', *rows, f"</{root}>\n")
    )
    response = HttpResponse(body, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = CACHE_CONTROL
    return response


def _text(text: str) -> str:
    return escape(for_xml(text))


def _url(path: str) -> str:
    return escape(settings.SITE_URL + path)


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """The sitemaps there are, each with its last change."""
    rows = [
        f"<sitemap><loc>{_url(reverse(f'machines:sitemap-{name}'))}</loc></sitemap>" for name in ("pages", "news")
    ] + [
        f"<sitemap><loc>{_url(reverse('machines:sitemap-part', args=[number]))}</loc>"
        f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod></sitemap>"
        for number, changed in gathering.sitemap_parts()
    ]
    return _sent("sitemapindex", rows)


@public
def pages(request: HttpRequest) -> HttpResponseBase:
    """The pages that are there whatever is published, in every language."""
    return _sent(
        "urlset",
        (
            f"<url><loc>{_url(localised(path, code))}</loc></url>"
            for code, _ in settings.LANGUAGES
            for path in STATIC_PAGES
        ),
    )


@public
def part(request: HttpRequest, number: int) -> HttpResponseBase:
    """One part of what is public."""
    found = gathering.sitemap_part(number)
    if not found:
        raise NotPublicError
    rows = (
        f"<url><loc>{_url(address(kind, public_id, slug))}</loc><lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod></url>"
        for kind, public_id, slug, changed in found
    )
    return _sent("urlset", rows)


@public
def news(request: HttpRequest) -> HttpResponseBase:
    """The claims that were published within the last two days."""
    rows = (
        f"<url><loc>{_text(entry.doc['url'])}</loc><news:news><news:publication>"
        f"<news:name>{_text(settings.SITE_NAME)}</news:name><news:language>{settings.LANGUAGE_CODE}</news:language>"
        f"</news:publication><news:publication_date>{entry.doc['published_at']}</news:publication_date>"
        f"<news:title>{_text(entry.doc['text'])}</news:title></news:news></url>"
        for entry in gathering.claims_since(timezone.now() - NEWS_AGE, NEWS_SIZE)
    )
    return _sent("urlset", rows, f' xmlns:news="{NEWS_SCHEMA}"')


@public
def robots(request: HttpRequest) -> HttpResponseBase:
    """What crawlers may read."""
    rules = ["/admin/", "/desk/", "/*?cursor="]
    rules += [localised(path, code) for code, _ in settings.LANGUAGES for path in NOT_CRAWLED]
    text = "\n".join(
        [
            "User-agent: *",
            *(f"Disallow: {rule}" for rule in rules),
            "",
            *(f"Sitemap: {settings.SITE_URL}{reverse(f'machines:{name}')}" for name in ("sitemap", "sitemap-news")),
            "",
        ]
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
