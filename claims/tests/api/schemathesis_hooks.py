"""What Schemathesis cannot know from a description; read by its command line."""

import uuid
from typing import Any

import schemathesis

HASH = 64


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Leave out what has tests of its own because the description must be wider or narrower than the truth.

    A cursor is any text to it, the hash of a line any hash, and only those handed out are good. A total and expansions
    go with JSON only.
    Members that `fields` leaves out are required otherwise, and clients' types should say so.
    """
    query = case.query or {}
    if {"cursor", "fields"} & query.keys() or len(str(query.get("after", ""))) == HASH:
        return False
    return query.get("format", "json") == "json" or not {"total", "expand"} & query.keys()


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Give each request an idempotency key of its own, as clients do: one that was used says "send this again".

    What is no key stays as it is.
    """
    key = (case.headers or {}).get("Idempotency-Key")
    if key and key.isprintable() and len(key) <= 100:
        case.headers["Idempotency-Key"] = f"{key}-{uuid.uuid4()}"
