"""IPTC NewsML-G2 (with or without its namespace, alone or in a message) and NITF."""

from __future__ import annotations

import re

from lxml import etree

from .agencies import agency_in
from .items import UNKNOWN, Delivery, Item, Reader, ReadError
from .markup import (
    child,
    children,
    element_text,
    fragment_text,
    local,
    paragraphs,
    parse_xml,
    words,
    write_quotation_marks,
)
from .moments import embargo, moment
from .ninjs import STATUS

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_G2_ROOTS = ("newsMessage", "newsItem", "packageItem", "knowledgeItem", "conceptItem", "planningItem")


def _root_name(delivery: Delivery) -> str:
    text = delivery.head.decode("latin-1")
    first = re.search(r"<(?![?!])\s*(?:[\w.-]+:)?([\w.-]+)", text)
    is_xml = bool(re.match(r"(?:\xef\xbb\xbf)?\s*<", text))
    return first[1] if first and is_xml else ""


def _read_g2(delivery: Delivery) -> list[Item]:
    root = parse_xml(delivery.data, delivery.charset)
    items = [root] if local(root) == "newsItem" else [node for node in root.iter() if local(node) == "newsItem"]
    if not items:
        named = sum(local(node) == "itemRef" for node in root.iter())
        if named:
            raise ReadError(f"This package names {named} items but holds none of them.")
        raise ReadError("This NewsML-G2 message holds no news item.")
    return [_g2_item(item) for item in items]


def _g2_item(item: etree._Element) -> Item:
    meta, content = child(item, "itemMeta"), child(item, "contentMeta")
    status = STATUS.get(_qcode(child(meta, "pubStatus")), "usable")
    body = _g2_body(child(item, "contentSet"))
    language = child(content, "language")
    published = moment(words(child(meta, "versionCreated")))
    if published == UNKNOWN:
        published = moment(words(child(meta, "firstCreated")))
    return Item(
        text=body.text,
        title=words(child(content, "headline")) or words(child(meta, "title")) or body.title,
        byline=words(child(content, "by")) or body.byline,
        dateline=words(child(content, "dateline")) or body.dateline,
        published=published,
        language=(language.get("tag", "") if language is not None else "") or item.get(_LANG, "") or body.language,
        url=next((link.get("href", "") for link in children(meta, "link") if _is_canonical(link)), ""),
        outlet=_named(child(meta, "provider")),
        dispatch=_named(child(content, "infoSource")) or agency_in(words(child(content, "creditline"))),
        guid=item.get("guid", ""),
        version=item.get("version", ""),
        status=status,
        embargoed_until=embargo(words(child(meta, "embargoed"))),
        note=" ".join(words(note) for note in children(meta, "edNote")),
        problem="" if body.text or status != "usable" else "The item has no text.",
    )


def _is_canonical(link: etree._Element) -> bool:
    return link.get("rel", "").rpartition(":")[2] == "canonical" and link.get("href", "").startswith("http")


def _qcode(element: etree._Element | None) -> str:
    return "" if element is None else (element.get("qcode") or element.get("literal") or "").rpartition(":")[2].lower()


def _named(element: etree._Element | None) -> str:
    """A party by its name, else by what follows the scheme of its code."""
    if element is None:
        return ""
    return words(child(element, "name")) or element.get("literal", "") or element.get("qcode", "").rpartition(":")[2]


def _g2_body(content: etree._Element | None) -> Item:
    for part in children(content, "inlineXML"):
        nitf = next((node for node in part.iter() if local(node) == "nitf"), None)
        if nitf is not None:
            return _nitf_item(nitf)
        body = next((node for node in part.iter() if local(node) == "body"), part)
        if text := element_text(body):
            return Item(text=text)
    for part in children(content, "inlineData"):
        raw = "".join(part.itertext())
        is_markup = "html" in part.get("contenttype", "")
        if text := fragment_text(raw) if is_markup else paragraphs(raw):
            return Item(text=text)
    return Item()


def _read_nitf(delivery: Delivery) -> list[Item]:
    item = _nitf_item(parse_xml(delivery.data, delivery.charset))
    if not item.text and item.status == "usable":
        raise ReadError("This NITF item has no text.")
    return [item]


def _nitf_item(root: etree._Element) -> Item:
    write_quotation_marks(root)
    body = child(root, "body")
    head, content = child(body, "body.head"), child(body, "body.content")
    data = child(root, "head", "docdata")
    identity = child(data, "doc-id")
    issued = child(data, "date.issue")
    published = moment(issued.get("norm", "") if issued is not None else "")
    if published == UNKNOWN:
        released = child(data, "date.release")
        published = moment(released.get("norm", "") if released is not None else "")
    if published == UNKNOWN:
        told = child(head, "dateline", "story.date")
        published = moment(told.get("norm", "") if told is not None else "")
    place = child(head, "dateline", "location")
    status = (data.get("management-status", "") if data is not None else "").lower()
    message = child(data, "ed-msg")
    language = root.get(_LANG, "") or next(
        (node.get("lang", "") or node.get(_LANG, "") for node in (body, content) if node is not None), ""
    )
    return Item(
        text="" if content is None else element_text(content),
        title=words(child(head, "hedline", "hl1")) or words(child(root, "head", "title")),
        byline=words(child(head, "byline")),
        dateline=words(place) or words(child(head, "dateline")),
        published=published,
        language=language,
        outlet=words(child(head, "distributor")),
        guid=identity.get("id-string", "") if identity is not None else "",
        version=_nitf_version(data),
        status="canceled"
        if status in ("canceled", "killed")
        else "withheld"
        if status in ("embargoed", "withheld")
        else "usable",
        note=(message.get("info", "") if message is not None else "").strip(),
    )


def _nitf_version(data: etree._Element | None) -> str:
    key = child(data, "du-key")
    return (key.get("version", "") or key.get("generation", "")) if key is not None else ""


NEWSML = Reader("NewsML-G2", lambda delivery: _root_name(delivery) in _G2_ROOTS, _read_g2)
NITF = Reader("NITF", lambda delivery: _root_name(delivery) == "nitf", _read_nitf)
