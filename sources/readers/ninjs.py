"""IPTC ninjs 1, 2 and 3: one item or a list of them. One a line is read with other JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .agencies import agency_in
from .items import Delivery, Item, Reader, ReadError, Status
from .markup import fragment_text, heading_text, squeezed
from .moments import embargo, moment

_MARKS = (
    "body_text", "body_html", "body_xhtml", "bodies", "headlines", "pubstatus", "pubStatus", "versioncreated",
    "versionCreated",
)  # fmt: skip
_BODIES = ("body_text", "body_xhtml", "body_html")
# Texts that take texts along.
MAX_DEPTH = 5
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
    return is_item(value) or (isinstance(value, list) and any(map(is_item, value)))


def _read(delivery: Delivery) -> list[Item]:
    value = _loaded(delivery)
    if not isinstance(value, list):
        return read_all(value)
    return [item for number, one in enumerate(value, 1) for item in _of_list(one, number)]


def _of_list(value: Any, number: int) -> list[Item]:
    """What one of many says."""
    if not isinstance(value, dict) or not ("uri" in value or "guid" in value or is_item({"uri": "", **value})):
        return [Item(problem=f"Number {number} of this list is no ninjs item.")]
    return [_costing_nothing(value), *map(_costing_nothing, _texts_along(value))]


def read_all(raw: dict[str, Any]) -> list[Item]:
    """Return what a ninjs item says, and the texts that it takes along, such as a box of the same story."""
    return [read_item(raw), *map(_costing_nothing, _texts_along(raw))]


def _costing_nothing(raw: dict[str, Any]) -> Item:
    """An item that, where it is bad, costs others nothing."""
    try:
        return read_item(raw)
    except ReadError as error:
        return Item(guid=_guid(raw), problem=str(error))


def _texts_along(raw: dict[str, Any], depth: int = 0) -> Iterator[dict[str, Any]]:
    along = raw.get("associations")
    for one in along.values() if isinstance(along, dict) else along if isinstance(along, list) else ():
        is_named = isinstance(one, dict) and ("pubStatus" in one or "pubstatus" in one)
        # A kill takes back what it names and nothing else.
        if not isinstance(one, dict) or depth > MAX_DEPTH or (_status(raw) == "canceled" and not is_named):
            continue
        # What is held is held with all that it takes along.
        held = {"pubStatus": raw.get("pubStatus") or raw.get("pubstatus")} if not is_named else {}
        whole = {**one, **held, "embargoed": one.get("embargoed") or raw.get("embargoed")}
        if whole.get("type") == "text" and _has_body(whole):
            yield whole
        yield from _texts_along(whole, depth + 1)


def read_item(raw: dict[str, Any]) -> Item:
    """Return what a ninjs item says."""
    # Version 1 writes names in lower case, versions 2 and 3 in camel case.
    status = _status(raw)
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
        guid=_guid(raw),
        version=str(raw.get("version") or raw.get("versionCreated") or raw.get("versioncreated") or ""),
        status=status,
        embargoed_until=embargo(raw.get("embargoed")),
        note=squeezed(_string(raw.get("edNote") or raw.get("ednote"))),
        problem="" if text or status != "usable" else "The item has no text.",
    )


def _status(raw: dict[str, Any]) -> Status:
    return STATUS.get(_string(raw.get("pubStatus") or raw.get("pubstatus")).rpartition(":")[2].lower(), "usable")


def _guid(raw: dict[str, Any]) -> str:
    return _string(raw.get("uri")) or _string(raw.get("guid"))


def _has_body(raw: dict[str, Any]) -> bool:
    bodies = raw.get("bodies")
    values = [one.get("value") for one in bodies if isinstance(one, dict)] if isinstance(bodies, list) else []
    return any(map(_string, (*values, *(raw.get(name) for name in _BODIES))))


def _body(raw: dict[str, Any]) -> str:
    bodies = raw.get("bodies")
    for body in sorted(bodies if isinstance(bodies, list) else (), key=_body_rank):
        if isinstance(body, dict) and (value := _string(body.get("value"))):
            is_markup = "html" in _string(body.get("contentType") or body.get("contenttype")).lower()
            return fragment_text(value) if is_markup else value.strip()
    for name in _BODIES:
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
