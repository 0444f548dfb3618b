"""Statements in a table (CSV), and articles one a line (JSONL)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from .items import UNKNOWN, Delivery, GivenStatement, Item, Moment, Reader, ReadError
from .markup import squeezed
from .moments import day, moment
from .ninjs import STATUS, is_item, read_all
from .plain import decode_text

# What tables call their columns.
COLUMNS = {
    "words": "quote quotation statement text words claim zitat citation cita",
    "speaker": "speaker name person who said_by author_of_quote claimant politician sprecher",
    "said_on": "said_on said date_said date day statement_date datum",
    "published": "published published_on published_at publication_date article_date",
    "outlet": "outlet source publisher publication medium newspaper",
    "url": "url link address source_url article_url",
    "title": "title headline article article_title",
    "language": "language lang",
}
_ROLE = {name: role for role, names in COLUMNS.items() for name in names.split()}
MAX_ROWS = 50_000
# With the space around it; sentences are longer.
LONGEST_HEADER = 40
MAX_CELL = 200_000
# So many rows that were left out are named by their lines.
LINES_NAMED = 5
_MARKS = (("“", "”"), ("«", "»"), ("„", "“"), ('"', '"'), ("‹", "›"), ("‘", "’"))


def _key(header: str) -> str:
    return re.sub(r"[\s-]+", "_", header.strip().strip("\ufeff\"'").lower())


def _headers(line: str) -> Iterator[tuple[str, list[str], bool]]:
    """What a line may be the header of: the separator, the cells, and whether people name columns so."""
    for separator in (";", "\t", ",", "|"):
        if separator not in line:
            continue
        header = next(csv.reader([line], delimiter=separator))
        if len(header) < 2:
            continue
        is_known = sum(len(cell) <= LONGEST_HEADER and _key(cell) in _ROLE for cell in header) >= 2
        if is_known or all(0 < len(cell.split()) <= 3 and not re.search(r"[.!?:]", cell) for cell in header):
            yield separator, header, is_known


def _sniffed(text: str) -> tuple[str, list[str]] | None:
    """The separator and the header of a table; None where this is no table."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()][:20]
    if len(lines) < 2:
        return None
    for separator, header, is_known in _headers(lines[0]):
        if is_known:
            return separator, header
        if len(lines) == 2 or (len(header) == 2 and separator not in ";\t"):
            continue
        if all(len(row) == len(header) for row in csv.reader(lines, delimiter=separator)):
            return separator, header
    return None


def _looks_like_table(delivery: Delivery) -> bool:
    head = delivery.data[:20_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"{", b"[", b"<", b"%PDF")):
        return False
    first = head.splitlines()[:1]
    try:
        # Most first lines are sentences, and the rest of the text need not be looked at.
        if not first or not any(_headers(first[0].decode("utf-8", "replace"))):
            return False
        return _sniffed(decode_text(head, delivery.charset)) is not None
    except (ReadError, csv.Error):
        return False


def _is_left_open(text: str, separator: str) -> bool:
    """Whether the last cell has no end: it holds what was meant for others."""
    try:
        deque(csv.reader(io.StringIO(text), delimiter=separator, strict=True), maxlen=0)
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _read_table(delivery: Delivery) -> list[Item]:
    text = decode_text(delivery.data, delivery.charset)
    sniffed = _sniffed(text)
    if sniffed is None:
        raise ReadError("This table could not be read: its columns differ from row to row.")
    separator, header = sniffed
    roles: dict[str, int] = {}
    for number, cell in enumerate(header):
        if role := _ROLE.get(_key(cell)):
            roles.setdefault(role, number)
    missing = [what for what, role in (("the words said", "words"), ("who said them", "speaker")) if role not in roles]
    if missing:
        names = ", ".join(squeezed(cell)[:30] for cell in header[:12])
        raise ReadError(f"This table has no column for {' and '.join(missing)}; its columns are: {names}.")
    # Longer cells than the standard library expects are ordinary here.
    csv.field_size_limit(MAX_CELL)
    try:
        # Lines end inside cells, too.
        rows = list(_rows(text, separator))[1:]
    except csv.Error as error:
        raise ReadError(f"This table could not be read: {error}.") from error
    if _is_left_open(text, separator):
        raise ReadError("This table could not be read: a quote mark that begins a cell is closed nowhere.")
    if len(rows) > MAX_ROWS:
        raise ReadError(f"This table has {len(rows)} rows; hand in at most {MAX_ROWS} at once.")
    groups: dict[object, list[dict[str, str]]] = {}
    wordless = []
    for line, cells in rows:
        row = {role: cells[at].strip() if at < len(cells) else "" for role, at in roles.items()}
        if row["words"]:
            # Rows that name one article are of one document; others stand for themselves.
            article = (row.get("url"), row.get("title"), row.get("outlet"), row.get("published"))
            groups.setdefault(article if row.get("url") or row.get("title") else line, []).append(row)
        else:
            wordless.append(line)
    if not groups:
        raise ReadError("This table has a header but no statements.")
    left_out = _left_out(wordless)
    return [_table_item(group, left_out) for group in groups.values()]


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table in which anything stands, each with the line that it begins on."""
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _left_out(lines: list[int]) -> str:
    if not lines:
        return ""
    if len(lines) == 1:
        return f"1 row without words was left out: line {lines[0]}."
    *first, last = map(str, lines) if len(lines) <= LINES_NAMED else (*map(str, lines[:LINES_NAMED]), "others")
    return f"{len(lines)} rows without words were left out: lines {', '.join(first)} and {last}."


def _table_item(rows: list[dict[str, str]], left_out: str) -> Item:
    text = ""
    given: list[GivenStatement] = []
    for row in rows:
        text += "\n\n" if text else ""
        start, end = _said(row["words"])
        given.append(
            GivenStatement(
                len(text) + start, len(text) + end, squeezed(row.get("speaker", "")), day(row.get("said_on", ""))
            )
        )
        text += row["words"]
    first = rows[0]
    published: Moment = moment(first.get("published", ""))
    return Item(
        text=text,
        title=first.get("title", ""),
        published=published if published != UNKNOWN else UNKNOWN,
        language=first.get("language", ""),
        url=first.get("url", "") if first.get("url", "").startswith(("http://", "https://")) else "",
        outlet=squeezed(first.get("outlet", "")),
        statements=tuple(given),
        left_out=left_out,
    )


def _said(cell: str) -> tuple[int, int]:
    """The words said within a cell that may hold narration too: from the first quote mark to the last, else all."""
    spans = []
    for opening, closing in _MARKS:
        start = cell.find(opening)
        end = cell.rfind(closing)
        if 0 <= start < end:
            spans.append((start, end + len(closing)))
    return min(spans) if spans else (0, len(cell))


def _is_lines(delivery: Delivery) -> bool:
    head = delivery.data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"{"):
        return False
    first, _, rest = head.partition(b"\n")
    try:
        value = json.loads(first.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and ("text" in value or bool(rest.strip()))


def _read_lines(delivery: Delivery) -> list[Item]:
    lines = decode_text(delivery.data, "utf-8").split("\n")
    return [item for number, line in enumerate(lines, 1) if line.strip() for item in _line_items(line, number)]


def _line_items(line: str, number: int) -> list[Item]:
    try:
        raw = json.loads(line, strict=False)
        if is_item(raw):
            return read_all(raw)
    except (ValueError, RecursionError):
        return [Item(problem=f"Line {number} is not JSON.")]
    except ReadError as error:
        return [Item(problem=f"Line {number}: {error}")]
    if not isinstance(raw, dict):
        return [Item(problem=f"Line {number} is no JSON object.")]
    return [_line_item(raw, number)]


def _line_item(raw: dict[str, Any], number: int) -> Item:
    def field(*names: str) -> str:
        return next((squeezed(str(raw[name])) for name in names if isinstance(raw.get(name), (str, int))), "")

    status = STATUS.get(field("status").lower(), "usable")
    text: Any = raw.get("text") if status == "usable" else raw.get("text") or ""
    if not isinstance(text, str) or (status == "usable" and not any(char.isalnum() for char in text)):
        return Item(guid=field("guid", "id"), problem=f"Line {number} has no “text”.")
    address = field("url")
    return Item(
        text=text,
        title=field("title", "headline"),
        byline=field("byline", "author"),
        dateline=field("dateline"),
        published=moment(field("published", "published_at", "date")),
        language=field("language", "lang"),
        url=address if address.startswith(("http://", "https://")) else "",
        outlet=field("outlet", "publisher"),
        dispatch=field("dispatch", "agency"),
        guid=field("guid", "id"),
        version=field("version"),
        status=status,
        note=field("note"),
    )


TABLE = Reader("table of statements", _looks_like_table, _read_table)
LINES = Reader("articles as JSON lines", _is_lines, _read_lines)
