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
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from operator import attrgetter
from typing import Any, NamedTuple

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTFigure, LTImage, LTPage, LTTextBox, LTTextLine
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
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# A line that ends within a word or between two, and how the next goes on.
_BROKEN = re.compile(r"([^\W_]+)(\.?)-$")
_REST = re.compile(r"[^\W_]+")
# Whoever speaks next: what came before broke off.
_SPEAKER = re.compile(r"[A-Z]\.?[ :]|[A-Z][A-Z. ]+:")
# Which news writes with a hyphen that may stand at a line's end.
_COMPOUNDS = frozenset(
    "so-called long-term short-term well-known well-being vice-president self-defence self-defense self-determination"
    " self-proclaimed ex-president state-owned state-run state-sponsored far-right far-left right-wing left-wing"
    " high-level low-level large-scale full-scale long-range short-range short-lived long-standing cross-border"
    " anti-aircraft anti-tank mid-term co-founder co-operation decision-making law-making peace-keeping fact-finding"
    " life-threatening record-breaking ground-based sea-based front-line back-up follow-up run-up".split()
)
# Two- and three-year terms: the second half stands further on.
_SHARING = frozenset(("and", "und", "oder"))
_PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
# A title that a program put there: its own name, that of a file, an address, or that there is none.
_BY_A_PROGRAM = re.compile(
    r"^Microsoft \w+ - |^\W*$|^\W*(?:untitled(?:\W+document)?|no title|title|about:.*|new tab)\W*\d*\W*$"
    r"|^(?:document|dokument|presentation|powerpoint presentation|book|layout|slide|print|scan)\s*\d*$"
    r"|^(?:[a-z][a-z+.-]*:/|www\.|[\w-]+(?:\.[\w-]+)+(?:/|$))\S*$"
    r"|\.(?:docx?|dotx?|xlsx?|pptx?|pdf|indd|qxp?d?|rtf|odt|odp|ods|txt|md|tex|html?|xml|pages|jpe?g|png|tiff?)$",
    re.IGNORECASE,
)
# Share of a page's height in which running heads and page numbers stand.
MARGIN = 0.1
# Transcripts number every line; a list rarely has so many points of one line each.
NUMBERED_LINES = 5
# How far numbers of one column may stand apart, in points: less than a digit is wide.
GUTTER = 5
# How far words of one row may.
ROW = 3


class Line(NamedTuple):
    """The words of a line, how high it stands, and where what it begins with begins and ends: its number, if any."""

    words: str
    height: float
    left: float
    right: float


Box = tuple[float, list[Line]]


def read(data: bytes) -> dict[str, Any]:
    """Return `text`, `title`, `language` and `images`; or `error`, a word for what is wrong."""
    try:
        pages = [_boxes(page) for page in extract_pages(io.BytesIO(data), maxpages=MAX_PAGES, laparams=LAParams())]
        title, language = _properties(data)
    except PDFPasswordIncorrect:
        return {"error": "locked"}
    # First, lest the numbers at a page's edge be taken for its own and the others lose their beginning.
    bare = _without_numbers([boxes for boxes, _, _ in pages])
    heights = [height for _, _, height in pages]
    text = _flow([lines for page in _without_margins(bare, heights) for lines in page])
    images = sum(count for _, count, _ in pages)
    return {"text": text, "title": title, "language": language, "images": images, "pages": len(pages)}


def _boxes(page: LTPage) -> tuple[list[Box], int, float]:
    """The text boxes of a page in reading order, each with its height on the page; and how many pictures."""
    boxes: list[Box] = []
    images = 0
    for element in page:
        if isinstance(element, LTTextBox):
            lines = [_line(line) for line in element]
            boxes.append(((element.y0 + element.y1) / 2, [line for line in lines if line.words.strip()]))
        elif isinstance(element, (LTImage, LTFigure)):
            images += 1
    return [box for box in boxes if box[1]], images, page.height


def _line(line: LTTextLine) -> Line:
    letters = [letter for letter in line if isinstance(letter, LTChar)]
    while letters and letters[0].get_text().isspace():
        del letters[0]
    first = last = letters[0] if letters else line
    for letter in letters:
        if not letter.get_text().isdigit():
            break
        last = letter
    return Line(_clean(line.get_text()), line.y0, first.x0, last.x1)


def _clean(text: str) -> str:
    text = re.sub(r"\(cid:\d+\)", "\ufffd", text)
    for joined, letters in _LIGATURES.items():
        text = text.replace(joined, letters)
    return text.replace("\xa0", " ").rstrip()


def _without_margins(pages: list[list[Box]], heights: list[float]) -> list[list[list[str]]]:
    """Leave out page numbers, and what stands at the edge of most pages."""
    seen = Counter(
        key
        for boxes, height in zip(pages, heights, strict=True)
        for key in {_edge_key(lines) for middle, lines in boxes if _is_edge(middle, height)}
    )
    kept = []
    for boxes, height in zip(pages, heights, strict=True):
        page = []
        for middle, lines in boxes:
            if _is_edge(middle, height):
                one = _one_line(lines)
                if _PAGE_NUMBER.fullmatch(one) or (len(pages) > 2 and seen[_edge_key(lines)] * 2 > len(pages)):
                    continue
            page.append([line.words for line in lines])
        kept.append(page)
    return kept


def _is_edge(middle: float, height: float) -> bool:
    return middle < height * MARGIN or middle > height * (1 - MARGIN)


def _edge_key(lines: list[Line]) -> str:
    return re.sub(r"\d+", "#", _one_line(lines))


def _one_line(lines: list[Line]) -> str:
    return " ".join(word for line in lines for word in line.words.split())


def _without_numbers(pages: list[list[Box]]) -> list[list[Box]]:
    """Take away the line numbers of a transcript, whether they stand in the lines or in a column of their own."""
    found = [_line_numbers(page, NUMBERED_LINES) for page in pages]
    if any(found):
        # The last page of a transcript may be short.
        found = [numbers or _line_numbers(page, 2) for page, numbers in zip(pages, found, strict=True)]
    return [_stripped(page, numbers) if numbers else page for page, numbers in zip(pages, found, strict=True)]


def _stripped(page: list[Box], numbers: set[Line]) -> list[Box]:
    kept = []
    for middle, box in page:
        lines = [
            line._replace(words=_NUMBERED.sub("", line.words, count=1)) if line in numbers else line for line in box
        ]
        if lines := [line for line in lines if line.words.strip()]:
            kept.append((middle, lines))
    return kept


def _line_numbers(page: list[Box], least: int) -> set[Line]:
    """The lines of a page that begin with their number: one below the other, each the number that is expected."""
    lines = [line for _, box in page for line in box]
    numbers = [line for line in lines if _NUMBERED.match(line.words)]
    found: set[Line] = set()
    # They end in one place or begin in one.
    for edge in (attrgetter("right"), attrgetter("left")):
        for column in _columns(numbers, edge):
            found.update(_sequences(column, least))
    if not found:
        return found
    top, foot = max(line.height for line in found), min(line.height for line in found)
    rows = _rows(line for line in lines if not _is_bare(line))
    between = _rows(line for line in lines if not _is_bare(line) and foot - ROW <= line.height <= top + ROW)
    # In a list with points of several lines, and in a table on a page of prose, other lines have none.
    return found if _rows(found) * 5 >= between * 3 and _rows(found) * 3 >= rows else set()


def _is_bare(line: Line) -> bool:
    return _NUMBERED.fullmatch(line.words) is not None


def _rows(lines: Iterable[Line]) -> int:
    heights = sorted(line.height for line in lines)
    return bool(heights) + sum(after - before > ROW for before, after in itertools.pairwise(heights))


def _columns(lines: list[Line], edge: Callable[[Line], float]) -> list[list[Line]]:
    """Lines of which the same edge stands in the same place, from top to foot."""
    columns: list[list[Line]] = []
    for line in sorted(lines, key=edge):
        if not columns or edge(line) - edge(columns[-1][-1]) > GUTTER:
            columns.append([])
        columns[-1].append(line)
    return [sorted(column, key=lambda line: -line.height) for column in columns]


def _sequences(column: list[Line], least: int) -> Iterator[Line]:
    """What counts on from line to line, `least` lines at least; a short one only where it begins at the beginning."""
    while len(chain := _longest(column)) >= least and (least >= NUMBERED_LINES or _number(chain[0]) == 1):
        yield from chain
        taken = set(chain)
        column = [line for line in column if line not in taken]


def _longest(column: list[Line]) -> list[Line]:
    lengths: dict[int, tuple[int, int]] = {}
    before: list[int | None] = []
    longest = (0, -1)
    for at, number in enumerate(map(_number, column)):
        # One of them may not have been read.
        length, last = max(lengths.get(number - 1, (0, -1)), lengths.get(number - 2, (0, -1)))
        before.append(last if length else None)
        if length + 1 >= lengths.get(number, (0, -1))[0]:
            lengths[number] = (length + 1, at)
        if length + 1 > longest[0]:
            longest = (length + 1, at)
    chain = []
    place: int | None = longest[1] if column else None
    while place is not None:
        chain.append(column[place])
        place = before[place]
    return chain[::-1]


def _number(line: Line) -> int:
    match = _NUMBERED.match(line.words)
    return int(match[1]) if match else 0


def _flow(boxes: list[list[str]]) -> str:
    """Join lines to paragraphs, and paragraphs that a column's or page's end broke."""
    known = _whole_words(boxes)
    blocks: list[str] = []
    for lines in boxes:
        block = ""
        for line in lines:
            block = _joined(block, line.strip(), known)
        if blocks and _goes_on(blocks[-1], block):
            blocks[-1] = _joined(blocks[-1], block, known)
        else:
            blocks.append(block)
    return "\n\n".join(re.sub(r"[ \t]+", " ", block).strip() for block in blocks if block.strip())


def _whole_words(boxes: list[list[str]]) -> set[str]:
    """Words and pairs with a hyphen that stand within lines; what a line's end may have broken is left out."""
    known: set[str] = set()
    is_broken = False
    for line in (line.strip() for lines in boxes for line in lines):
        words = _WORD.findall(line.casefold())
        if is_broken:
            del words[:1]
        is_broken = bool(_BROKEN.search(line[-100:]))
        for word in words[:-1] if is_broken else words:
            parts = word.split("-")
            known.update((word, *(f"{one}-{other}" for one, other in itertools.pairwise(parts))))
    return known


def _joined(before: str, after: str, known: set[str]) -> str:
    if not before or not after:
        return before + after
    # A word is no longer, and what is before it may be a whole page.
    broken, rest = _BROKEN.search(before[-100:]), _REST.match(after)
    if broken is None or rest is None or _SPEAKER.match(after):
        return f"{before} {after}"
    if rest[0] in _SHARING and broken[1].casefold() in known:
        return f"{before} {after}"
    return before + after if _keeps_hyphen(broken, rest[0], known) else before[:-1] + after


def _keeps_hyphen(broken: re.Match[str], rest: str, known: set[str]) -> bool:
    """Whether the hyphen at a line's end is the word's own, as far as the rest of the document tells."""
    half, other = broken[1].casefold(), rest.casefold()
    if f"{half}-{other}" in known:
        return True
    if half + other in known and half.isalpha():
        return False
    return bool(broken[2]) or not half[-1].isalpha() or not rest[0].islower() or f"{half}-{other}" in _COMPOUNDS


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
        return "" if _BY_A_PROGRAM.search(title) else title, _string(document.catalog.get("Lang"))
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
