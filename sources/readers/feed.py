"""RSS, Atom and JSON Feed: one item an entry."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from .items import Delivery, EmptyError, Item, Reader, ReadError
from .markup import fragment_text, heading_text, refuse_entities, squeezed, xml_text
from .moments import moment

_ROOT = re.compile(r"<(?:[\w-]+:)?(rss|feed|RDF)\b", re.IGNORECASE)
_JSON = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org')
# A CDATA section whose end was lost with the end of its element.
_OPEN_CDATA = re.compile(
    r"<!\[CDATA\[((?:(?!\]\]>|<!\[CDATA\[).)*?)(?=</(?:description|title|content:encoded)>)", re.DOTALL
)

_BARE_AMPERSAND = re.compile(r"<!\[CDATA\[.*?\]\]>|&(?!#?\w+;)", re.DOTALL)
_CLOSED = re.compile(r"</(?:[\w-]+:)?(?:rss|feed|RDF)\s*>\s*$", re.IGNORECASE)
_MEDIA = re.compile(r"""\bxmlns:([\w.-]+)\s*=\s*["']https?://search\.yahoo\.com/mrss/?["']""", re.IGNORECASE)

_TAG = re.compile(r"<(/?)[A-Za-z][^<>]*(?<!/)>")
# Careless feeds leave some paragraphs open, no more.
MAX_DEPTH = 3000


def _recognises(delivery: Delivery) -> bool:
    head = delivery.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        # Wherever it stands: inside of other words its quote marks have a backslash before them.
        return bool(_JSON.search(delivery.data))
    if not head.startswith(b"<"):
        return False
    first = re.search(r"<(?![?!])[^>]*", head.decode("latin-1"))
    return bool(first and _ROOT.match(first[0]))


def _read(delivery: Delivery) -> list[Item]:
    if delivery.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(delivery)
    text = xml_text(delivery.data, delivery.charset)
    refuse_entities(text)
    _require_shallow(text)
    text = _OPEN_CDATA.sub(lambda match: f"<![CDATA[{match[1]}]]>", text)
    # The library reads "AT&T profits" as an entity whose end was lost, and ends it.
    text = _BARE_AMPERSAND.sub(lambda match: match[0] if match[0] != "&" else "&amp;", text)
    bare = _without_media(text)
    parsed = _parsed(bare, delivery.url)
    if not parsed.entries:
        if parsed.bozo and not parsed.feed:
            raise ReadError("This feed is damaged and could not be read.")
        raise EmptyError("This feed has no entries.")
    base = delivery.url or parsed.feed.get("link", "")
    items = [_one(_entry, entry, parsed.feed, base) for entry in parsed.entries]
    if not any(item.text for item in items) and not _CLOSED.search(text):
        raise ReadError("This feed breaks off before the end of its first entry.")
    if bare == text or all(item.text and item.title for item in items):
        return items
    # Of an entry without words of its own, as one of a video, those of its pictures are all that it says.
    whole = [_one(_entry, entry, parsed.feed, base) for entry in _parsed(text, delivery.url).entries]
    if len(whole) != len(items):
        return items
    pictured = [_is_picture(entry) for entry in parsed.entries]
    return [
        item if is_picture else _completed(item, other)
        for item, other, is_picture in zip(items, whole, pictured, strict=True)
    ]


def _is_picture(entry: Any) -> bool:
    return any(
        one.get("medium") == "image"
        or str(one.get("type", "")).startswith("image/")
        or str(one.get("url", "")).partition("?")[0].lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".gif"))
        for one in entry.get("media_content", ())
    )


def _completed(item: Item, other: Item) -> Item:
    if not item.text:
        item = replace(item, text=other.text, problem=other.problem)
    return item if item.title else replace(item, title=other.title)


def _parsed(text: str, url: str) -> Any:
    # Characters that are decoded already must not be decoded again by a guess.
    return feedparser.parse(
        text.encode("utf-8", "replace"),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _one(read: Callable[[Any, Any, str], Item], entry: Any, feed: Any, base: str) -> Item:
    """One entry, which costs the others nothing."""
    try:
        return read(entry, feed, base)
    except ReadError as error:
        return Item(problem=str(error))


def _require_shallow(text: str) -> None:
    """Refuse what opens element in element without end: the library takes the square of the depth."""
    depth = 0
    for match in _TAG.finditer(text):
        depth += -1 if match[1] else 1
        if depth > MAX_DEPTH:
            raise ReadError("This feed is damaged: its elements are never closed.")


def _without_media(text: str) -> str:
    """Leave out what is said of an entry's pictures: the library takes it for the entry's own title and text."""
    prefixes = "|".join(sorted({"media", *map(re.escape, _MEDIA.findall(text))}))
    name = rf"(?:{prefixes}):(?:description|title|text)"
    # Looked for no further than to the next, lest openings without end take the square of the time.
    inside = rf"(?:(?!<(?:{prefixes}):|</(?:item|entry)\b).)*?"
    said = re.compile(rf"<({name})\b[^<>]*(?:/>|(?<!/)>{inside}</\1\s*>)", re.DOTALL)
    return said.sub("", text)


def _entry(entry: Any, feed: Any, base: str) -> Item:
    # The whole article where there is one, and only else what was written to lead to it.
    full = max((str(part.get("value", "")) for part in entry.get("content", ())), key=len, default="")
    text = fragment_text(full) or fragment_text(str(entry.get("summary", "")))
    source = entry.get("source") or {}
    return Item(
        text=text,
        title=heading_text(str(entry.get("title", ""))),
        byline=", ".join(filter(None, (_author(one) for one in entry.get("authors", ())))) or _author(entry),
        # Not the time of an update: feedparser would offer that for both.
        published=moment(dict.get(entry, "published", "") or dict.get(entry, "updated", "")),
        language=str(_language(entry) or feed.get("language", "") or ""),
        url=_address(base, str(entry.get("link", ""))),
        outlet=heading_text(str(source.get("title") or feed.get("title", ""))),
        guid=str(entry.get("id", "")),
        version=str(dict.get(entry, "updated", "")),
        problem="" if text else "The entry has no text.",
    )


def _language(entry: Any) -> str:
    """What the item says itself (`dc:language`) before what the markup around its words does."""
    parts = (entry, *entry.get("content", ()), entry.get("summary_detail") or {})
    return next((str(part["language"]) for part in parts if part.get("language")), "")


def _author(one: Any) -> str:
    return squeezed(str(one.get("name") or one.get("author") or ""))


def _address(base: str, link: str) -> str:
    try:
        address = urljoin(base, link) if link else ""
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _json_feed(delivery: Delivery) -> list[Item]:
    try:
        feed = json.loads(delivery.data.decode("utf-8-sig"), strict=False)
        entries = list(feed["items"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReadError("This JSON Feed is damaged and could not be read.") from error
    if not entries:
        raise EmptyError("This feed has no entries.")
    base = delivery.url or _string(feed.get("home_page_url"))
    return [_one(_json_entry, entry, feed, base) for entry in entries]


def _json_entry(entry: Any, feed: dict[str, Any], base: str) -> Item:
    if not isinstance(entry, dict):
        return Item(problem="The entry is no JSON object.")
    text = fragment_text(_string(entry.get("content_html"))) or _string(entry.get("content_text")).strip()
    text = text or _string(entry.get("summary")).strip()
    return Item(
        text=text,
        title=squeezed(_string(entry.get("title"))),
        byline=", ".join(_json_authors(entry.get("authors")) or _json_authors(entry.get("author"))),
        published=moment(entry.get("date_published")),
        language=_string(entry.get("language")) or _string(feed.get("language")),
        url=_address(base, _string(entry.get("url"))),
        outlet=squeezed(_string(feed.get("title"))),
        guid=str(entry.get("id") or ""),
        version=_string(entry.get("date_modified")),
        problem="" if text else "The entry has no text.",
    )


def _json_authors(value: Any) -> list[str]:
    """Names of authors as the format has them, and as careless feeds do: one alone, or names without more."""
    many = value if isinstance(value, list) else [value]
    names = (squeezed(_string(one.get("name") if isinstance(one, dict) else one)) for one in many)
    return [name for name in names if name]


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


READER = Reader("feed", _recognises, _read)
