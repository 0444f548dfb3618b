"""How a line of the ledger is hashed. Pure, so that a history can be checked anywhere.

A line's hash is the SHA-256 of its members as canonical JSON (keys sorted, no spaces, UTF-8),
the hash of the line before among them: to change one line is to change all that follow.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping

FIRST_HASH = "0" * 64
MEMBERS = ("subject", "subject_id", "number", "action", "actor_name", "at", "reason", "before",
           "after", "is_public", "previous_hash")  # fmt: skip


def line_hash(line: Mapping[str, object]) -> str:
    """Return the hash of one line. `at` is ISO 8601 in UTC with microseconds."""
    members = {name: line[name] for name in MEMBERS}
    text = json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def first_fault(lines: Iterable[Mapping[str, object]]) -> str | None:
    """Return what is wrong with one chain, in words, or None when every line is right."""
    previous = FIRST_HASH
    for number, line in enumerate(lines, 1):
        if line["number"] != number:
            return f"line {number} is missing or out of place (found number {line['number']})"
        if line["previous_hash"] != previous:
            return f"line {number} does not follow the line before it"
        if line_hash(line) != line["hash"]:
            return f"line {number} was changed: its hash does not fit its words"
        previous = str(line["hash"])
    return None
