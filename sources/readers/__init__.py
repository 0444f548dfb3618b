"""Reads what newsrooms receive: bytes in, a list of items out. Pure: no Django, no database, no network.

A house adds formats of its own by an entry point of the group `onrecord.readers` that names a `Reader`; such
readers are asked before those that ship.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from importlib.metadata import entry_points

from . import feed, mail, markup, newsml, ninjs, office, page, pdf, plain, tables
from .agencies import UNNAMED, agency, dispatch_of
from .items import UNKNOWN, Delivery, EmptyError, GivenStatement, Item, Moment, Reader, ReadError
from .plain import decode_text, two_byte_encoding

__all__ = [
    "READERS",
    "UNKNOWN",
    "UNNAMED",
    "Delivery",
    "EmptyError",
    "GivenStatement",
    "Item",
    "Moment",
    "ReadError",
    "Reader",
    "agency",
    "decode_text",
    "read_items",
    "reader_of",
]

GROUP = "onrecord.readers"
_JSON_OR_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml\b|[{\[])")
# No sentence begins like this.
_JSON = re.compile(rb'\s*(?:\xef\xbb\xbf)?\s*(?:\[\s*)*\{\s*"[^"\n]{1,80}"\s*:')


def _is_other_data(delivery: Delivery) -> bool:
    """Whether this is data of a kind that no reader knew."""
    match = _JSON_OR_XML.match(delivery.head)
    if match is None or match[0].strip(b"\xef\xbb\xbf \t\r\n") == b"<?xml":
        return match is not None
    try:
        return isinstance(json.loads(delivery.data.decode("utf-8-sig")), dict | list)
    except ValueError:
        return bool(_JSON.match(delivery.head))
    except RecursionError:
        return True


def _refuse_other_data(delivery: Delivery) -> list[Item]:
    if delivery.data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        root = markup.local(markup.parse_xml(delivery.data, delivery.charset))
        raise ReadError(f"This XML is in no news format that is known here; it begins with <{root[:60]}>.")
    try:
        json.loads(delivery.data.decode("utf-8-sig"))
    except ValueError as error:
        raise ReadError("This JSON is damaged, or cut short, and could not be read.") from error
    except RecursionError:
        pass
    raise ReadError("This JSON is neither ninjs nor a JSON Feed nor articles one a line.")


OTHER_DATA = Reader("file of data", _is_other_data, _refuse_other_data)

# The first that recognises a delivery reads it; plain text takes what nobody else does.
READERS = (
    pdf.READER,
    office.READER,
    feed.READER,
    newsml.NEWSML,
    newsml.NITF,
    ninjs.READER,
    tables.LINES,
    mail.READER,
    page.READER,
    OTHER_DATA,
    tables.TABLE,
    plain.READER,
)
# Formats of one article each.
SINGLE = frozenset({pdf.READER, office.READER, page.READER, plain.READER})
MAX_ITEMS = 100_000

_REFUSED = (
    (b"\xd0\xcf\x11\xe0", "This is an old Word, Excel or Outlook file: save it as DOCX, CSV or .eml and hand that in."),
    (b"{\\rtf", "This is rich text (RTF): save it as DOCX or plain text and hand that in."),
    (b"\x1f\x8b", "This is a compressed file: unpack it and hand in what is inside."),
    (b"\x89PNG", "This is a picture, not a text."),
    (b"\xff\xd8\xff", "This is a picture, not a text."),
    (b"GIF8", "This is a picture, not a text."),
)
# Characters that no text has and PostgreSQL or XML cannot hold.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNWANTED_BYTES = bytes(byte for byte in range(128) if _UNWANTED.match(chr(byte)))
_HALVES = re.compile(r"[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
# As long as their columns in the record.
_LONGEST = {
    "title": 500,
    "byline": 300,
    "dateline": 200,
    "outlet": 200,
    "dispatch": 200,
    "url": 2000,
    "guid": 500,
    "version": 100,
    "note": 2000,
    "problem": 500,
}


@cache
def _readers() -> tuple[Reader, ...]:
    return (*(point.load() for point in entry_points(group=GROUP)), *READERS)


def reader_of(delivery: Delivery) -> Reader:
    """Return the reader whose format a delivery is in, judged by its content."""
    return next(reader for reader in _readers() if reader.recognises(delivery))


def read_items(data: bytes, *, url: str = "", charset: str = "", depth: int = 0, is_feed: bool = False) -> list[Item]:
    """Read a delivery. Raises ReadError, with one sentence an editor understands, and nothing else.

    With `is_feed` only formats will do that are made to hold several items: a page that says that a site is closed for
    repairs is none.
    An item that cannot be used among others that can says why in its `problem`.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise ReadError("The text is empty.")
    for magic, sentence in _REFUSED:
        if data.startswith(magic):
            raise ReadError(sentence)
    if (name := two_byte_encoding(data)) is not None:
        # Readers and what recognises them look for ASCII.
        data, charset = data.decode(name, "replace").encode("utf-8", "replace"), ""
    delivery = Delivery(data, url=url, charset=charset, depth=depth)
    name = "file"
    try:
        reader = reader_of(delivery)
        name = reader.name
        if is_feed and reader in SINGLE:
            raise ReadError(f"This is a {name}, not a feed.")
        items = [_finished(item) for item in reader.read(delivery)]
    except ReadError:
        raise
    except Exception as error:
        # A task's time limit is the worker's business. All else is damage that a library did not foresee.
        if type(error).__name__ == "SoftTimeLimitExceeded":
            raise
        raise ReadError(f"This {name} is damaged in a way that could not be read.") from error
    if not items:
        raise ReadError(f"This {name} holds nothing to read.")
    if len(items) > MAX_ITEMS:
        raise ReadError(f"This {name} holds {len(items)} items; hand in at most {MAX_ITEMS} at once.")
    return items


def _finished(item: Item) -> Item:
    """Return the item with what no reader need think of: storable characters, lengths, agency, language tag."""
    # One character for one, so that the offsets of given statements hold.
    text = _storable(item.text)
    if not item.statements:
        text = text.replace("\r\n", "\n").strip("\n")
    words = {
        name: _storable(value)[:limit].strip() if (value := getattr(item, name)) else ""
        for name, limit in _LONGEST.items()
    }
    # As BCP 47 writes it: en-GB, sr-Cyrl.
    language = item.language.strip().replace("_", "-")
    language = "-".join(_subtag(part, number) for number, part in enumerate(language.split("-")))
    named = words.pop("dispatch")
    changed = replace(
        item,
        text=text,
        title=words["title"],
        byline=words["byline"],
        dateline=words["dateline"],
        outlet=words["outlet"],
        url=words["url"],
        guid=words["guid"],
        version=words["version"],
        note=words["note"],
        problem=words["problem"],
        language=language if len(language) <= 35 and _LANGUAGE.fullmatch(language) else "",
        dispatch=(agency(named) or named) if named else dispatch_of(text, words["byline"]),
    )
    if changed.status == "usable" and not changed.problem and not any(char.isalnum() for char in changed.text):
        return replace(changed, problem="The item has no text.")
    return changed


def _subtag(part: str, number: int) -> str:
    if number and len(part) == 2:
        return part.upper()
    return part.title() if number and len(part) == 4 and part.isalpha() else part.lower()


def _storable(value: str) -> str:
    # Most are, which bytes tell in a sixth of the time that looking for each character takes.
    try:
        packed = value.encode()
    except UnicodeEncodeError:
        pass
    else:
        if len(packed.translate(None, _UNWANTED_BYTES)) == len(packed):
            return value
    return _HALVES.sub("\ufffd", _UNWANTED.sub(" ", value))
