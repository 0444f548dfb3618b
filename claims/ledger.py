"""How a line of the ledger is hashed and how a walk over all of them is checked. Pure.

A line's hash is the SHA-256 of its members as one text in UTF-8, the hash of the line before among them: to change one
line is to change all that follow. PostgreSQL writes the very same text of a row, so that a million lines are read, and
not built, to be checked.
"""

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

FIRST_HASH = "0" * 64
LAST_ROW = 2**63 - 1
# A line tells how it was hashed. The first way was canonical JSON, in which who acted stood by name alone.
FORMAT = 2
FIRST_MEMBERS = ("action", "actor_name", "after", "at", "before", "is_public", "number", "previous_hash", "reason",
                 "subject", "subject_id")  # fmt: skip
# Every column but the row's own number and the hash itself. Only the last may hold the separator, so no two lines
# have the same text.
MEMBERS = ("subject", "subject_id", "number", "previous_hash", "format", "action", "at", "actor_id", "actor_name",
           "claim_id", "is_public", "before", "after", "reason")  # fmt: skip
SEPARATOR = "\x1f"
MICROSECONDS = len("2026-11-26T12:00:00.000000")


def canonical(value: object) -> str:
    """Return a value as canonical JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def line_text(line: Mapping[str, object]) -> str:
    """Return the text that a line's hash is made from. `at` is ISO 8601 in UTC with microseconds."""
    if line["format"] == 1:
        return canonical({name: line[name] for name in FIRST_MEMBERS})
    return SEPARATOR.join(_member(name, line[name]) for name in MEMBERS)


def _member(name: str, value: object) -> str:
    """Return a member as PostgreSQL writes it."""
    if name == "at":
        day, time = str(value)[:MICROSECONDS].split("T")
        return f"{day} {time.rstrip('0').rstrip('.')}+00"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, Mapping):
        return canonical(value)
    return "" if value is None else str(value)


def line_chain(text: bytes) -> str:
    """Return what the text of a line says of its chain: subject, space, id."""
    words = text.decode(errors="replace")
    if words.startswith("{"):
        line = json.loads(words)
        return f"{line['subject']} {line['subject_id']}"
    return " ".join(words.split(SEPARATOR, 2)[:2])


def line_hash(line: Mapping[str, object]) -> str:
    """Return the hash of one line."""
    return digest(line_text(line))


# --- all chains at once --------------------------------------------------------------------


class Head(NamedTuple):
    """The newest line of a chain, as the record keeps it beside the chain."""

    # Subject, space, id.
    chain: str
    number: int
    hash: str
    row: int


class Seal(NamedTuple):
    """A checkpoint as far as the walk needs it: the last row it covers, and what it says of the heads."""

    name: str
    last_row: int
    heads: str


@dataclass(frozen=True)
class Verified:
    """What a walk over the ledger found: how much it read, and the first fault in words."""

    lines: int
    chains: int
    fault: str = ""


# A line as it is stored: its row, its number, the hash before, its own hash, and the text that was hashed.
Row = tuple[int, int, str, str, bytes]


def verify(rows: Iterable[Row], heads: Iterable[Head], seals: Sequence[Seal] = ()) -> Verified:
    """Check every line in the order of chains and numbers, against the kept heads and the seals.

    `heads` come in the same order, seals by the rows they cover. Stops at the first fault.
    """
    kept, sha256 = iter(heads), hashlib.sha256
    head: Head | None = None
    last_rows = [seal.last_row for seal in seals]
    sums = [hashlib.sha256() for _ in seals]
    chain, number, row_before, previous = "", 0, 0, ""
    lines = chains = 0
    interval, limit = 0, 0 if seals else LAST_ROW

    def seal() -> None:
        # The newest line of this chain under the seal that covers it.
        if number and interval < len(sums):
            sums[interval].update(_head_line(chain, number, previous))

    def fault(words: str) -> Verified:
        return Verified(lines, chains, words)

    for row, its_number, its_previous, its_hash, text in rows:
        if its_number != number + 1 or not number:
            its_chain = line_chain(text)
            if its_chain != chain:
                seal()
                if chains and (wrong := _end_fault(chain, number, row_before, previous, head)):
                    return fault(wrong)
                chain, number, row_before, previous = its_chain, 0, 0, FIRST_HASH
                limit = 0 if seals else LAST_ROW
                chains += 1
                head = next(kept, None)
                if head is not None and head.chain < chain:
                    return fault(_lost(head))
            if its_number != number + 1:
                found = f"(found number {its_number})"
                return fault(f"{_name(chain)}: line {number + 1} is missing or out of place {found}")
        if its_previous != previous:
            return fault(f"{_name(chain)}: line {number + 1} does not follow the line before it")
        if sha256(text).hexdigest() != its_hash:
            return fault(f"{_name(chain)}: line {number + 1} was changed: its hash does not fit its words")
        if row <= row_before:
            return fault(f"{_name(chain)}: line {number + 1} was not written after the line before it")
        if row > limit:
            seal()
            interval = bisect_left(last_rows, row)
            limit = last_rows[interval] if interval < len(last_rows) else LAST_ROW
        number += 1
        previous, row_before = its_hash, row
        lines += 1
    seal()
    if chains and (wrong := _end_fault(chain, number, row_before, previous, head)):
        return fault(wrong)
    if (head := next(kept, None)) is not None:
        return fault(_lost(head))
    for one, total in zip(seals, sums, strict=True):
        if total.hexdigest() != one.heads:
            return fault(f"{one.name}: lines that it covers were changed, taken out or put in")
    return Verified(lines, chains)


def _end_fault(chain: str, number: int, row: int, line: str, head: Head | None) -> str:
    """Return what is wrong with the end of a chain, as its kept head tells it."""
    if head is None or head.chain != chain:
        return f"{_name(chain)}: line 1 was put in; there was no such history"
    if head.number > number:
        return f"{_name(chain)}: line {number + 1} is missing; the last was line {head.number}"
    if head.number < number:
        return f"{_name(chain)}: line {head.number + 1} was put in; the last was line {head.number}"
    if head.hash != line or head.row != row:
        return f"{_name(chain)}: line {number} is not the one that was written"
    return ""


def _lost(head: Head) -> str:
    return f"{_name(head.chain)}: line 1 is missing, and all that followed it"


def _name(chain: str) -> str:
    return f"History of {chain}"


def _head_line(chain: str, number: int, line: str) -> bytes:
    return f"{chain} {number} {line}\n".encode()


def heads_digest(heads: Iterable[tuple[str, int, str]]) -> str:
    """Return the hash over (chain, number, hash) of the newest lines, in the order of chains."""
    total = hashlib.sha256()
    for chain, number, line in heads:
        total.update(_head_line(chain, number, line))
    return total.hexdigest()


def checkpoint_hash(*, number: int, at: str, heads: str, lines: str, previous_hash: str) -> str:
    """Return the hash of a checkpoint: anyone can compute it from what is published."""
    return digest(
        canonical({"at": at, "heads": heads, "lines": lines, "number": number, "previous_hash": previous_hash})
    )
