"""Word documents (DOCX)."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from .items import Delivery, Item, Reader, ReadError
from .markup import child, local, paragraphs, parse_xml, words

BODY = "word/document.xml"
PROPERTIES = "docProps/core.xml"
# The text of the longest book is a tenth of this; more is a trap.
MAX_PART = 64 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Words that were struck out, and second copies of what is there already.
_GONE = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText"))


def _recognises(delivery: Delivery) -> bool:
    return delivery.head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _read(delivery: Delivery) -> list[Item]:
    try:
        with zipfile.ZipFile(io.BytesIO(delivery.data)) as archive:
            names = set(archive.namelist())
            if BODY not in names:
                raise ReadError(_what_else(names))
            body = parse_xml(_part(archive, BODY))
            core = parse_xml(_part(archive, PROPERTIES)) if PROPERTIES in names else None
    # Of a password, or a compression that it does not know, zipfile makes a RuntimeError.
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
        raise ReadError("This Word document is damaged or locked with a password and could not be read.") from error
    text, heading, is_revised = _text(body)
    if not any(char.isalnum() for char in text):
        raise ReadError("This Word document has no text.")
    return [
        Item(
            text=text,
            title=heading or words(child(core, "title")),
            language=words(child(core, "language")),
            note="Tracked changes were read as if accepted." if is_revised else "",
        )
    ]


def _what_else(names: set[str]) -> str:
    if any(name.startswith("xl/") for name in names):
        return "This is an Excel workbook: save the sheet as CSV and hand that in."
    if any(name.startswith("ppt/") for name in names):
        return "This is a PowerPoint presentation: save its text as a document and hand that in."
    if "content.xml" in names and "mimetype" in names:
        return "This is an OpenDocument file: save it as DOCX or plain text and hand that in."
    return "This is an archive of files: unpack it and hand in the files."


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        data = part.read(MAX_PART + 1)
    if len(data) > MAX_PART:
        raise ReadError("This Word document unfolds to more than any text would; it was not read.")
    return data


def _text(body: etree._Element) -> tuple[str, str, bool]:
    """Return the text, the paragraph styled as title, and whether there were tracked changes."""
    parts: list[str] = []
    heading, start, is_revised = "", 0, False
    gone: etree._Element | None = None
    for event, node in etree.iterwalk(body, events=("start", "end")):
        name = local(node)
        if event == "end":
            if gone is node:
                gone = None
            elif gone is None and name == "p":
                if not heading and _style(node) == "Title":
                    heading = " ".join("".join(parts[start:]).split())
                parts.append("\n\n")
            continue
        if gone is not None:
            continue
        if name in _GONE:
            gone = node
        is_revised = is_revised or name in ("ins", "del", "moveFrom", "moveTo")
        if gone is None:
            if name == "p":
                start = len(parts)
            parts.append(_own_text(node, name))
    return paragraphs("".join(parts)), heading, is_revised


def _own_text(node: etree._Element, name: str) -> str:
    if name == "t":
        return node.text or ""
    return {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}.get(name, "")


def _style(paragraph: etree._Element) -> str:
    style = child(paragraph, "pPr", "pStyle")
    return style.get(f"{_W}val", "") if style is not None else ""


READER = Reader("Word document", _recognises, _read)
