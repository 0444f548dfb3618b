"""Word documents (DOCX)."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from .items import Delivery, Item, Reader, ReadError
from .markup import child, children, local, paragraphs, parse_xml, words

BODY = "word/document.xml"
PROPERTIES = "docProps/core.xml"
# The text of the longest book is a tenth of this; more is a trap.
MAX_PART = 64 * 1024 * 1024
STYLES = "word/styles.xml"
# Where notes stand that the text refers to, by the name of the reference.
NOTES = {"footnoteReference": "word/footnotes.xml", "endnoteReference": "word/endnotes.xml"}
# Words that were struck out, and second copies of what is there already.
_GONE = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText"))
# Styles are based on others, a few deep.
MAX_STYLES = 20


@dataclass
class _Found:
    """What a part of a document says, and what the row tells of it."""

    text: str = ""
    #: The paragraph styled as title.
    heading: str = ""
    is_revised: bool = False
    is_hiding: bool = False
    #: Part and number of each note that the text refers to, in its order.
    notes: list[tuple[str, str]] = field(default_factory=list)


def _recognises(delivery: Delivery) -> bool:
    return delivery.head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _read(delivery: Delivery) -> list[Item]:
    try:
        with zipfile.ZipFile(io.BytesIO(delivery.data)) as archive:
            names = set(archive.namelist())
            if BODY not in names:
                raise ReadError(_what_else(names))
            body = parse_xml(_part(archive, BODY))
            core, styles = (parse_xml(_part(archive, n)) if n in names else None for n in (PROPERTIES, STYLES))
            notes = {name: parse_xml(_part(archive, name)) for name in NOTES.values() if name in names}
    # Of a password, or a compression that it does not know, zipfile makes a RuntimeError.
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
        raise ReadError("This Word document is damaged or locked with a password and could not be read.") from error
    hidden = _hidden_styles(styles)
    found = _found(body, hidden)
    at_end = [one for one in _notes(found.notes, notes, hidden) if one.text]
    if not any(char.isalnum() for char in found.text):
        raise ReadError("This Word document has no text.")
    told = {
        "Tracked changes were read as if accepted.": any(one.is_revised for one in (found, *at_end)),
        "Hidden text was left out.": any(one.is_hiding for one in (found, *at_end)),
        "Footnotes were put at the end.": bool(at_end),
    }
    return [
        Item(
            text="\n\n".join(one.text for one in (found, *at_end)),
            title=found.heading or words(child(core, "title")),
            language=words(child(core, "language")),
            note=" ".join(sentence for sentence, is_so in told.items() if is_so),
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


def _found(body: etree._Element, hidden: frozenset[str]) -> _Found:
    """Read a document's body, or one of its notes."""
    found = _Found()
    parts: list[str] = []
    start, style = 0, ""
    gone: etree._Element | None = None
    for event, node in etree.iterwalk(body, events=("start", "end")):
        name = local(node)
        if event == "end":
            if gone is node:
                gone = None
            elif gone is None and name == "p":
                if not found.heading and _style(node) == "Title":
                    found.heading = " ".join("".join(parts[start:]).split())
                parts.append("\n\n")
            continue
        if gone is not None:
            continue
        is_hidden = name == "r" and _is_hidden(node, style, hidden)
        if name in _GONE or is_hidden:
            gone = node
        found.is_hiding = found.is_hiding or (is_hidden and bool(words(node)))
        found.is_revised = found.is_revised or name in ("ins", "del", "moveFrom", "moveTo")
        if gone is None:
            if name == "p":
                start, style = len(parts), _style(node)
            if name in NOTES:
                found.notes.append((NOTES[name], _attribute(node, "id")))
            parts.append(_own_text(node, name))
    found.text = paragraphs("".join(parts))
    return found


def _notes(wanted: list[tuple[str, str]], parts: dict[str, etree._Element], hidden: frozenset[str]) -> Iterator[_Found]:
    """Read the notes that a text refers to, each once."""
    known = {(name, _attribute(note, "id")): note for name, root in parts.items() for note in root}
    for key in dict.fromkeys(wanted):
        if key in known:
            yield _found(known[key], hidden)


def _is_hidden(run: etree._Element, paragraph_style: str, hidden: frozenset[str]) -> bool:
    """Whether a run is marked as hidden, by itself or by its styles, of which one undoes the other."""
    properties = child(run, "rPr")
    vanish, style = child(properties, "vanish"), child(properties, "rStyle")
    if vanish is not None:
        return _is_on(vanish)
    return (paragraph_style in hidden) != (style is not None and _attribute(style, "val") in hidden)


def _hidden_styles(styles: etree._Element | None) -> frozenset[str]:
    by_name = {_attribute(style, "styleId"): style for style in children(styles, "style")}

    def is_hidden(name: str) -> bool:
        for _ in range(MAX_STYLES):
            style = by_name.get(name)
            vanish, based = child(style, "rPr", "vanish"), child(style, "basedOn")
            if vanish is not None or based is None:
                return vanish is not None and _is_on(vanish)
            name = _attribute(based, "val")
        return False

    return frozenset(filter(is_hidden, by_name))


def _is_on(switch: etree._Element) -> bool:
    return _attribute(switch, "val") not in ("0", "false", "off")


def _own_text(node: etree._Element, name: str) -> str:
    if name == "t":
        return node.text or ""
    return {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}.get(name, "")


def _style(paragraph: etree._Element) -> str:
    style = child(paragraph, "pPr", "pStyle")
    return _attribute(style, "val") if style is not None else ""


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute's value, in whatever namespace: the strict form of the format has another."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


READER = Reader("Word document", _recognises, _read)
