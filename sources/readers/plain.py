"""Plain text, in whatever encoding."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from .items import Delivery, Item, Reader, ReadError

# Share of bytes beyond ASCII below which a text that is not UTF-8 is taken for Western European.
MOSTLY_ASCII = 0.25
# Enough for statistics; the whole of a long text would take them minutes.
SAMPLE = 100_000
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes looked at, and the share of every other one that is a NUL in a text of two bytes a character.
SEEN, MOSTLY = 4096, 0.7
# Tags are ASCII whatever language stands between them.
_TAG = re.compile(rb"<[^<>]*>")


def decoded(data: bytes, charset: str = "", *, is_markup: bool = False) -> str:
    """Return the characters of `data`. Raises ReadError where the encoding cannot be recognised."""
    for name in ("utf-8-sig", _known(charset)):
        if name:
            try:
                return data.decode(name)
            except (UnicodeDecodeError, UnicodeError):
                continue
    # Copy in a Latin script has few bytes beyond ASCII, too few for statistics: accents and curly quote marks, which
    # in practice come from Windows.
    words = _TAG.sub(b"", data[:SAMPLE]) if is_markup else data
    if b"\0" not in data and sum(byte > 127 for byte in words) < len(words) * MOSTLY_ASCII:
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            pass
    best = from_bytes(words[:SAMPLE]).best()
    if best is None:
        raise ReadError("This is not a text: its encoding could not be recognised.")
    return data.decode(best.encoding, "replace")


def two_byte_encoding(data: bytes) -> str | None:
    """Return in which encoding of two or four bytes a character `data` is; None where that is not sure."""
    # The longer mark begins like the shorter one.
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    head = data[:SEEN]
    half = len(head) // 2
    even, odd = head[::2].count(0), head[1::2].count(0)
    # In a Latin script every other byte is none.
    if half > 1 and not odd and even > half * MOSTLY:
        return "utf-16-be"
    return "utf-16-le" if half > 1 and not even and odd > half * MOSTLY else None


def _known(charset: str) -> str:
    try:
        return codecs.lookup(charset.strip(" \"'")).name if charset else ""
    except (LookupError, ValueError):
        return ""


def decode_text(data: bytes, charset: str = "") -> str:
    """Return the text of `data` with even line breaks. Raises ReadError for what is empty or not text."""
    if not data.strip(b"\0 \t\r\n"):
        raise ReadError("The text is empty.")
    text = decoded(data, charset)
    if "\0" in text:
        raise ReadError("This is not a text: it holds NUL bytes, as programs and pictures do.")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not any(char.isalnum() for char in text):
        raise ReadError("The text is empty: it holds no words.")
    return text


def _read(delivery: Delivery) -> list[Item]:
    # Kept as it stands, wire header and all: what the copy says of itself is read where statements are.
    return [Item(text=decode_text(delivery.data, delivery.charset))]


READER = Reader("plain text", lambda delivery: True, _read)
