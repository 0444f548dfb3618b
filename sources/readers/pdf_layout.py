"""Reads the text of a PDF in a process of its own: PDF on standard input, JSON on standard output.

Run by path, not as a module: it needs pdfminer and nothing of this product, and starts in a third of the time. The
limits it sets on itself hold for whatever a hostile file makes the library do.
"""

from __future__ import annotations

import io
import itertools
import json
import logging
import re
import resource
import sys
import warnings
from collections import Counter
from contextlib import suppress
from typing import Any

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTFigure, LTImage, LTPage, LTTextBox
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

CPU_SECONDS = 60
# Address space. Python and the libraries take a third of it before they begin.
MEMORY_BYTES = 320 * 1024 * 1024
MAX_PAGES = 1000

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00ad": "-\n"}
_NUMBERED = re.compile(r"\s*(\d{1,3})(?:\s+|$)")
_PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
# Share of a page's height in which running heads and page numbers stand.
MARGIN = 0.1
# Transcripts number every line; a list rarely has so many points of one line each.
NUMBERED_LINES = 5

Line = tuple[float, str]
Box = tuple[float, list[str]]


def read(data: bytes) -> dict[str, Any]:
    """Return `text`, `title`, `language` and `images`; or `error`, a word for what is wrong."""
    try:
        pages = [_boxes(page) for page in extract_pages(io.BytesIO(data), maxpages=MAX_PAGES, laparams=LAParams())]
        title, language = _properties(data)
    except PDFPasswordIncorrect:
        return {"error": "locked"}
    boxes = _without_margins(pages)
    numbered = [_without_numbers(page) for page in boxes]
    text = _flow([lines for page in numbered for lines in page])
    images = sum(count for _, count, _ in pages)
    return {"text": text, "title": title, "language": language, "images": images, "pages": len(pages)}


def _boxes(page: LTPage) -> tuple[list[Box], int, float]:
    """The text boxes of a page in reading order, each with its height on the page; and how many pictures."""
    boxes: list[Box] = []
    images = 0
    for element in page:
        if isinstance(element, LTTextBox):
            lines = [_clean(line.get_text()) for line in element]
            boxes.append(((element.y0 + element.y1) / 2, [line for line in lines if line.strip()]))
        elif isinstance(element, (LTImage, LTFigure)):
            images += 1
    return [box for box in boxes if box[1]], images, page.height


def _clean(text: str) -> str:
    text = re.sub(r"\(cid:\d+\)", "\ufffd", text)
    for joined, letters in _LIGATURES.items():
        text = text.replace(joined, letters)
    return text.replace("\xa0", " ").rstrip()


def _without_margins(pages: list[tuple[list[Box], int, float]]) -> list[list[list[str]]]:
    """Leave out page numbers, and what stands at the edge of most pages."""
    seen = Counter(
        key
        for boxes, _, height in pages
        for key in {_edge_key(lines) for middle, lines in boxes if _is_edge(middle, height)}
    )
    kept = []
    for boxes, _, height in pages:
        page = []
        for middle, lines in boxes:
            if _is_edge(middle, height):
                one = " ".join(" ".join(lines).split())
                if _PAGE_NUMBER.fullmatch(one) or (len(pages) > 2 and seen[_edge_key(lines)] * 2 > len(pages)):
                    continue
            page.append(lines)
        kept.append(page)
    return kept


def _is_edge(middle: float, height: float) -> bool:
    return middle < height * MARGIN or middle > height * (1 - MARGIN)


def _edge_key(lines: list[str]) -> str:
    return re.sub(r"\d+", "#", " ".join(" ".join(lines).split()))


def _without_numbers(boxes: list[list[str]]) -> list[list[str]]:
    """Take away the line numbers of a transcript, whether they stand in the lines or in a column of their own."""
    flat = [line for box in boxes for line in box]
    numbers = [int(match[1]) for line in flat if (match := _NUMBERED.match(line))]
    # In one column they come one after another; in lines of several boxes as well.
    run = sum(after - before == 1 for before, after in itertools.pairwise(numbers))
    if run + 1 < NUMBERED_LINES or run * 3 < len(numbers) * 2:
        return boxes
    stripped = [[_NUMBERED.sub("", line, count=1) for line in box] for box in boxes]
    return [lines for box in stripped if (lines := [line for line in box if line.strip()])]


def _flow(boxes: list[list[str]]) -> str:
    """Join lines to paragraphs, and paragraphs that a column's or page's end broke."""
    blocks: list[str] = []
    for lines in boxes:
        block = ""
        for line in lines:
            block = _joined(block, line.strip())
        if blocks and _goes_on(blocks[-1], block):
            blocks[-1] = _joined(blocks[-1], block)
        else:
            blocks.append(block)
    return "\n\n".join(re.sub(r"[ \t]+", " ", block).strip() for block in blocks if block.strip())


def _joined(before: str, after: str) -> str:
    if not before or not after:
        return before + after
    if re.search(r"[^\W\d_]-$", before) and after[0].islower():
        return before[:-1] + after
    return f"{before} {after}"


def _goes_on(before: str, after: str) -> bool:
    return bool(after) and after[0].islower() and not before.endswith((".", "!", "?", ":", "”", '"', "»"))


def _properties(data: bytes) -> tuple[str, str]:
    """Title and language as the file names them; what a program put there by itself is no title."""
    with suppress(Exception):
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        info: dict[str, Any] = {}
        for one in document.info:
            info.update(one)
        title = " ".join(_string(info.get("Title")).split())
        if re.match(r"(?:Microsoft \w+ - |untitled|document\d*$)", title, re.IGNORECASE) or re.search(
            r"\.(?:docx?|pdf|indd|qxd|rtf|odt|txt)$", title, re.IGNORECASE
        ):
            title = ""
        return title, _string(document.catalog.get("Lang"))
    return "", ""


def _string(value: Any) -> str:
    value = resolve1(value)
    return decode_text(value) if isinstance(value, bytes) else value if isinstance(value, str) else ""


def main() -> None:
    """Read standard input under limits and write what was found."""
    for what, limit in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY_BYTES)):
        # Not every system lets itself be limited; the parent watches the clock besides.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (limit, resource.getrlimit(what)[1]))
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    try:
        found = read(sys.stdin.buffer.read())
    except MemoryError:
        found = {"error": "memory"}
    except RecursionError:
        found = {"error": "damaged"}
    except Exception:  # noqa: BLE001 - the library raises whatever a damaged file makes it trip over
        found = {"error": "damaged"}
    sys.stdout.buffer.write(json.dumps(found).encode("ascii"))


if __name__ == "__main__":
    main()
