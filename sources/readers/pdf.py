"""PDF: columns, hyphenation, transcripts; a scan says that it is one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .items import Delivery, Item, Reader, ReadError
from .pdf_layout import CPU_SECONDS, MAX_PAGES

_PROGRAM = Path(__file__).with_name("pdf_layout.py")
# The child ends itself after so much work; this ends one that only waits.
SECONDS = CPU_SECONDS + 30
_ERRORS = {
    "locked": "This PDF is locked with a password: save it without one and hand that in.",
    "memory": "This PDF unfolds to more than any text would; it was not read.",
    "damaged": "This PDF is damaged and could not be read.",
}
# Share of glyphs without a letter above which the text cannot be trusted.
UNREADABLE = 0.1


def _recognises(delivery: Delivery) -> bool:
    return b"%PDF-" in delivery.head[:1024]


def _read(delivery: Delivery) -> list[Item]:
    try:
        done = subprocess.run(
            [sys.executable, str(_PROGRAM)], input=delivery.data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ReadError(f"Reading this PDF took more than {SECONDS} seconds; it was given up.") from error
    try:
        found = json.loads(done.stdout)
    except ValueError as error:
        if done.returncode < 0:
            raise ReadError(f"Reading this PDF took more than {CPU_SECONDS} seconds; it was given up.") from error
        raise ReadError(_ERRORS["memory"]) from error
    return [item_from(found)]


def item_from(found: dict[str, object]) -> Item:
    """Make the item of what the layout program found. Raises ReadError where that is no text."""
    if error := found.get("error"):
        raise ReadError(_ERRORS[str(error)])
    text = str(found["text"])
    letters = sum(char.isalnum() for char in text)
    if not letters:
        if found["images"]:
            raise ReadError("This PDF is a scan: pictures of pages without text. Run text recognition (OCR) on it.")
        raise ReadError("This PDF has no text.")
    if text.count("\ufffd") > UNREADABLE * (letters + text.count("\ufffd")):
        raise ReadError("The letters of this PDF cannot be recognised; run text recognition (OCR) on it.")
    note = f"Only the first {MAX_PAGES} pages were read." if found["pages"] == MAX_PAGES else ""
    return Item(text=text, title=str(found["title"]), language=str(found["language"]), note=note)


READER = Reader("PDF", _recognises, _read)
