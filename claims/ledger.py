"""How a line of the ledger is hashed and how a walk over all of them is checked. Pure.

A line's hash is the SHA-256 of its members as bytes, the hash of the line before among them: to change one line is to
change all that follow. PostgreSQL's binary COPY sends the very same bytes of a row, so that a million lines are read,
and not built, to be checked.
"""

import datetime as dt
import hashlib
import json
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

FIRST_HASH = "0" * 64
LAST_ROW = 2**63 - 1
# A line tells how it was hashed: 1 as canonical JSON, in which who acted stood by name alone; 2 as text; 3 as bytes.
FORMAT = 3
FIRST_MEMBERS = ("action", "actor_name", "after", "at", "before", "is_public", "number", "previous_hash", "reason",
                 "subject", "subject_id")  # fmt: skip
# Only the last may hold the separator, so no two lines have the same text.
SECOND_MEMBERS = ("subject", "subject_id", "number", "previous_hash", "format", "action", "at", "actor_id",
                  "actor_name", "claim_id", "is_public", "before", "after", "reason")  # fmt: skip
SEPARATOR = "\x1f"
MICROSECONDS = len("2026-11-26T12:00:00.000000")
# Every column but the row's own number and the hash itself, each with the type that PostgreSQL sends it as. The number
# is that of the line before, so that a line begins with what it must share with that one.
MEMBERS = {"last_number": "int4", "previous_hash": "text", "subject": "text", "subject_id": "text", "format": "int2",
           "is_public": "bool", "at": "timestamptz", "actor_id": "int8", "claim_id": "int8", "action": "text",
           "actor_name": "text", "before": "json", "after": "json", "reason": "text"}  # fmt: skip
JSON = ("before", "after")
INTEGERS = {"int2": 2, "int4": 4, "int8": 8}
EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


def canonical(value: object) -> str:
    """Return a value as canonical JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def line_bytes(line: Mapping[str, object]) -> bytes:
    """Return the bytes that a line's hash is made from.

    `at` is ISO 8601 in UTC with microseconds; `before` and `after` may be JSON text.
    """
    if line["format"] == 1:
        return canonical(
            {name: _as_hashed(line[name]) if name in JSON else line[name] for name in FIRST_MEMBERS}
        ).encode()
    if line["format"] == 2:
        return SEPARATOR.join(_member_text(name, line[name]) for name in SECOND_MEMBERS).encode()
    values = {**line, "last_number": int(str(line["number"])) - 1}
    return b"".join(sent(kind, values[name]) for name, kind in MEMBERS.items())


def sent(kind: str, value: object) -> bytes:
    """Return a value as PostgreSQL's binary COPY sends it: its length in four bytes, then its bytes."""
    if value is None:
        return b"\xff\xff\xff\xff"
    if kind in INTEGERS:
        data = int(str(value)).to_bytes(INTEGERS[kind], "big", signed=True)
    elif kind == "bool":
        data = b"\1" if value else b"\0"
    elif kind == "timestamptz":
        data = ((dt.datetime.fromisoformat(str(value)) - EPOCH) // MICROSECOND).to_bytes(8, "big", signed=True)
    else:
        data = (canonical(value) if isinstance(value, Mapping) else str(value)).encode()
    return struct.pack(">i", len(data)) + data


def _received(kind: str, data: bytes) -> object:
    """Return a value that was sent. What cannot be one comes back as what no line is hashed from."""
    if kind in INTEGERS:
        return int.from_bytes(data, "big", signed=True)
    if kind == "bool":
        return data == b"\1"
    if kind == "timestamptz":
        try:
            moment = EPOCH + int.from_bytes(data, "big", signed=True) * MICROSECOND
        except OverflowError:
            return data.hex()
        return moment.isoformat(timespec="microseconds")
    return data.decode(errors="replace")


def _as_hashed(value: object) -> object:
    """Return JSON as its value, unless it has other spaces or another order of keys than what was hashed."""
    text = str(value)
    return value if isinstance(value, Mapping) or canonical(json.loads(text)) != text else json.loads(text)


def _member_text(name: str, value: object) -> str:
    """Return a member as PostgreSQL writes it out."""
    if name == "at":
        day, _, time = str(value)[:MICROSECONDS].partition("T")
        return f"{day} {time.rstrip('0').rstrip('.')}+00"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, Mapping):
        return canonical(value)
    return "" if value is None else str(value)


def line_hash(line: Mapping[str, object]) -> str:
    """Return the hash of one line."""
    return hashlib.sha256(line_bytes(line)).hexdigest()


# --- all chains at once --------------------------------------------------------------------


# A row of the ledger as PostgreSQL sends it: the count of its columns, its number as a row, then these, then MEMBERS.
OWN = {"id": "int8", "number": "int4", "hash": "text"}
COLUMNS = {**OWN, **MEMBERS}
# Where they lie: all are of one length in every line that was ever written.
AS_KEPT = slice(2, 90)
HASH = slice(26, 90)
LINE = 90
# The head of a chain is kept as AS_KEPT of its newest row; of one without lines it would be this.
NO_LINE = sent("int8", 0) + sent("int4", 0) + sent("text", FIRST_HASH)
# What a row says of the line before it, and what is kept of that line of the same.
FOLLOWS = slice(90, 166)
FOLLOWED = slice(12, 88)
HEAD_HASH = slice(24, None)
# After that a row names its chain: subject and its id, each with its length. Every id has ten characters.
CHAIN = 166
SUBJECT_LENGTH = CHAIN + 3
CHAIN_REST = CHAIN + 4 + 4 + 10


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


def verify(
    read: Callable[[int, int], Iterable[list[bytes]]], heads: Iterable[bytes], seals: Sequence[Seal] = ()
) -> Verified:
    """Check every line in the order they were written in, against the kept heads and the seals.

    `read` gives the rows after one and up to another in that order, some at a time. `heads` are rows too: OWN of the
    newest line, and its chain. Seals come in the order of the rows they cover. Stops at the first fault.
    """
    tails: dict[bytes, bytes] = {}
    tail_of = tails.get
    lines = since = 0
    # A seal tells that there is a fault, a line or the end of a chain where it is.
    broken = ""
    for seal in (*seals, None):
        until = seal.last_row if seal else LAST_ROW
        grown: set[bytes] = set()
        for rows in read(since, until):
            bad = _first_changed(rows)
            chains = [row[CHAIN : CHAIN_REST + row[SUBJECT_LENGTH]] for row in rows[:bad]]
            for row, chain in zip(rows, chains, strict=False):
                if row[FOLLOWS] != tail_of(chain, NO_LINE)[FOLLOWED]:
                    return Verified(lines, len(tails), _line_fault(row, tails))
                tails[chain] = row[AS_KEPT]
            if bad is not None:
                return Verified(lines, len(tails), _line_fault(rows[bad], tails, is_changed=True))
            if seal:
                grown.update(chains)
            lines += len(rows)
        if seal and not broken and heads_digest(_head_line(chain, tails[chain]) for chain in grown) != seal.heads:
            broken = f"{seal.name}: lines that it covers were changed, taken out or put in"
        since = until
    return Verified(lines, len(tails), _end_fault(tails, heads) or broken)


def _first_changed(rows: list[bytes]) -> int | None:
    """Return the place of the first row whose hash does not fit it, or that is shorter than any line."""
    sha256 = hashlib.sha256
    hashes = b"".join([sha256(row[LINE:]).digest() for row in rows]).hex().encode()
    if hashes == b"".join([row[HASH] for row in rows]) and min(map(len, rows)) > SUBJECT_LENGTH:
        return None
    for place, row in enumerate(rows):
        if len(row) <= SUBJECT_LENGTH:
            return place
        if sha256(row[LINE:]).hexdigest().encode() != row[HASH]:
            line = row_line(row)
            if line["format"] not in (1, 2) or line_hash(line) != line["hash"]:
                return place
    return None


def row_line(row: bytes) -> dict[str, object]:
    """Return a row as the line that was hashed, with its number as a row and its hash."""
    line: dict[str, object] = {}
    place = 2
    for name, kind in COLUMNS.items():
        length = int.from_bytes(row[place : place + 4], "big", signed=True)
        place += 4
        line[name] = None if length < 0 else _received(kind, row[place : place + length])
        place += max(length, 0)
    return line


def _chain_name(chain: bytes) -> str:
    end = 4 + int.from_bytes(chain[:4], "big")
    # Of a forged head these may be any bytes.
    return f"{chain[4:end].decode(errors='replace')} {chain[end + 4 :].decode(errors='replace')}"


def _head_line(chain: bytes, tail: bytes) -> str:
    return head_line(_chain_name(chain), _number(tail), tail[HEAD_HASH].decode(errors="replace"))


def _number(head: bytes) -> int:
    return int.from_bytes(head[16:20], "big")


def _line_fault(row: bytes, tails: Mapping[bytes, bytes], *, is_changed: bool = False) -> str:
    """Return what is wrong with a line that does not fit its hash, or not the newest line of its chain."""
    line = row_line(row)
    history = f"History of {line['subject']} {line['subject_id']}"
    tail = tails.get(sent("text", line["subject"]) + sent("text", line["subject_id"]))
    due = _number(tail) + 1 if tail else 1
    # Of a changed line the name of its chain may be what was changed.
    if line["number"] != due and (tail or not is_changed):
        return f"{history}: line {due} is missing or out of place (found number {line['number']})"
    if is_changed:
        return f"{history}: line {line['number']} was changed: its hash does not fit its words"
    return f"{history}: line {due} does not follow the line before it"


def _end_fault(tails: dict[bytes, bytes], heads: Iterable[bytes]) -> str:
    """Return what is wrong with the end of a chain, as its kept head tells it. Takes out the tails that are right."""
    for head in heads:
        chain, kept = head[LINE:], head[AS_KEPT]
        tail = tails.pop(chain, None)
        if tail == kept:
            continue
        history = f"History of {_chain_name(chain)}"
        if tail is None:
            return f"{history}: line 1 is missing, and all that followed it"
        number, last = _number(tail), _number(kept)
        if last > number:
            return f"{history}: line {number + 1} is missing; the last was line {last}"
        if last < number:
            return f"{history}: line {last + 1} was put in; the last was line {last}"
        return f"{history}: line {number} is not the one that was written"
    for chain in tails:
        return f"History of {_chain_name(chain)}: line 1 was put in; there was no such history"
    return ""


def head_line(chain: str, number: int, line: str) -> str:
    """Return what a checkpoint is made from: a chain, with the number and the hash of its newest line."""
    return f"{chain} {number} {line}\n"


def heads_digest(heads: Iterable[str]) -> str:
    """Return the hash over the newest lines of chains, in the order of chains."""
    return digest("".join(sorted(heads)))


def checkpoint_hash(*, number: int, at: str, heads: str, lines: str, previous_hash: str) -> str:
    """Return the hash of a checkpoint: anyone can compute it from what is published."""
    return digest(
        canonical({"at": at, "heads": heads, "lines": lines, "number": number, "previous_hash": previous_hash})
    )
