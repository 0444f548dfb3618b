"""IPTC ninjs 1, 2 and 3: one item or a list of them. One a line is read with other JSON lines."""

from __future__ import annotations

import json
from typing import Any

from .agencies import agency_in
from .items import Delivery, Item, Reader, ReadError, Status
from .markup import fragment_text, heading_text, squeezed
from .moments import embargo, moment

_MARKS = (
    "body_text", "body_html", "body_xhtml", "bodies", "headlines", "pubstatus", "pubStatus", "versioncreated",
    "versionCreated",
)  # fmt: skip
STATUS: dict[str, Status] = {
    "withheld": "withheld",
    "canceled": "canceled",
    "cancelled": "canceled",
    "killed": "canceled",
}


def _loaded(delivery: Delivery) -> Any:
    try:
        return json.loads(delivery.data.decode("utf-8-sig"), strict=False)
    except (ValueError, RecursionError):
        return None


def is_item(value: Any) -> bool:
    """Whether a value of JSON is a ninjs item."""
    return isinstance(value, dict) and ("uri" in value or "guid" in value) and any(mark in value for mark in _MARKS)


def _recognises(delivery: Delivery) -> bool:
    head = delivery.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith((b"{", b"[")):
        return False
    value = _loaded(delivery)
    return is_item(value) or (isinstance(value, list) and bool(value) and all(map(is_item, value)))


def _read(delivery: Delivery) -> list[Item]:
    value = _loaded(delivery)
    many = value if isinstance(value, list) else [value]
    if not all(map(is_item, many)):
        raise ReadError("This JSON holds no ninjs item.")
    return [read_item(one) for one in many]


def read_item(raw: dict[str, Any]) -> Item:
    """Return what a ninjs item says."""
    # Version 1 writes names in lower case, versions 2 and 3 in camel case.
    status = STATUS.get(_string(raw.get("pubStatus") or raw.get("pubstatus")).rpartition(":")[2].lower(), "usable")
    text = _body(raw)
    located = raw.get("located")
    return Item(
        text=text,
        title=heading_text(_chosen(raw.get("headlines"), "main") or _string(raw.get("headline"))),
        byline=squeezed(_string(raw.get("by") or raw.get("byline"))),
        dateline=squeezed(_string(raw.get("dateline")) or (located if isinstance(located, str) else "")),
        published=moment(raw.get("versionCreated") or raw.get("versioncreated") or raw.get("firstCreated")),
        language=_string(raw.get("language")),
        url=next((u for u in (_string(raw.get("url")), _string(raw.get("uri"))) if u.startswith("http")), ""),
        outlet=_outlet(raw),
        dispatch=_dispatch(raw),
        guid=_string(raw.get("uri") or raw.get("guid")),
        version=str(raw.get("version") or raw.get("versionCreated") or raw.get("versioncreated") or ""),
        status=status,
        embargoed_until=embargo(raw.get("embargoed")),
        note=squeezed(_string(raw.get("edNote") or raw.get("ednote"))),
        problem="" if text or status != "usable" else "The item has no text.",
    )


def _body(raw: dict[str, Any]) -> str:
    for body in sorted(raw.get("bodies") or (), key=_body_rank):
        if isinstance(body, dict) and (value := _string(body.get("value"))):
            is_markup = "html" in _string(body.get("contentType") or body.get("contenttype")).lower()
            return fragment_text(value) if is_markup else value.strip()
    for name in ("body_text", "body_xhtml", "body_html"):
        if value := _string(raw.get(name)):
            return value.strip() if name == "body_text" else fragment_text(value)
    return ""


def _body_rank(body: Any) -> int:
    if not isinstance(body, dict):
        return 3
    return 0 if body.get("role") in (None, "main", "text") else 1


def _chosen(many: Any, role: str) -> str:
    if not isinstance(many, list):
        return ""
    rows = [row for row in many if isinstance(row, dict) and _string(row.get("value"))]
    return next((row["value"] for row in rows if row.get("role") == role), rows[0]["value"] if rows else "")


def _outlet(raw: dict[str, Any]) -> str:
    """The sender, where the item names one; the source of its information is not who published it."""
    for name in ("provider", "publisher", "source", "copyrightHolder", "copyrightholder"):
        value = raw.get(name)
        if isinstance(value, dict):
            value = value.get("name")
        if found := squeezed(_string(value)):
            return found
    return ""


def _dispatch(raw: dict[str, Any]) -> str:
    """The agency among the sources of information; others, such as a ministry, send no dispatches."""
    for name in ("infoSources", "infosources", "infoSource", "infosource"):
        value = raw.get(name)
        for one in value if isinstance(value, list) else [value]:
            if found := agency_in(_string(one.get("name") if isinstance(one, dict) else one)):
                return found
    return ""


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


READER = Reader("ninjs", _recognises, _read)
