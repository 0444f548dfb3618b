"""One item of a delivery that held several, as bytes of its own."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import Any

from .items import GivenStatement, Item, Moment


def pack(item: Item) -> bytes:
    """Return an item as JSON; `unpack` gives it back, but for `left_out`. The same item is always the same bytes."""
    # What was left out of the delivery is told of that.
    values = {name: value for name, value in asdict(item).items() if name != "left_out"}
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=_plain).encode()


def _plain(value: object) -> str:
    assert isinstance(value, dt.date)
    return value.isoformat()


def unpack(data: bytes) -> Item:
    """Return the item that `pack` made `data` of."""
    raw: dict[str, Any] = json.loads(data)
    published, embargo = raw["published"], raw["embargoed_until"]
    raw["published"] = Moment(_moment(published["at"]), published["precision"])
    raw["embargoed_until"] = _moment(embargo)
    raw["statements"] = tuple(
        GivenStatement(**{**one, "said_on": dt.date.fromisoformat(one["said_on"]) if one["said_on"] else None})
        for one in raw["statements"]
    )
    return Item(**raw)


def _moment(value: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if value else None
