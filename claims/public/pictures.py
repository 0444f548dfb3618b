"""The picture that networks show with a shared claim: its words and what was found, drawn for each claim.

Pure: given a card it returns a PNG of 1200 × 630 pixels. Text is set in DejaVu Sans, which comes along in `fonts/`, so
that a picture is the same wherever it is drawn. The font has Latin, Greek, Cyrillic, Armenian, Georgian and Arabic
letters, among others; of a text in letters that it lacks only the verdict is drawn.
"""

import functools
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

# Rises when pictures are drawn otherwise, so that those which were kept are drawn anew.
FORM = 1
# What Facebook, X and the messengers ask for.
SIZE = (1200, 630)
FOLDER = Path(__file__).resolve().parent / "fonts"
MARGIN = 72
# Largest first; a text that is too long even for the smallest ends with an ellipsis.
TEXT_SIZES = (66, 60, 54, 48, 43)
TEXT_BOX = (SIZE[0] - 2 * MARGIN, 300)
TEXT_TOP = 182
LEADING = 1.24
# Shapes are drawn larger and made smaller, which smooths their edges.
FINER = 4
PAPER, INK, SOFT, RULE, ACCENT = "#fbfaf6", "#1c1a17", "#595449", "#dad4c5", "#7d1d1a"
COLOURS = {"verified": "#1b5e3d", "disputed": "#9b2c12", "unverified": "#55525f", "withdrawn": "#55525f"}
# A place that Unicode keeps free: what is drawn for it is the box that stands for letters a font lacks.
NO_LETTER = "\U0010fffd"
# The most of a text that a line could hold; more is cut before it is measured.
LINE_LIMIT = 120


@dataclass(frozen=True)
class Card:
    """What the picture shows."""

    status: str
    label: str
    text: str
    claimant: str
    footer: str
    site: str


def share_picture(card: Card) -> bytes:
    """Return the picture of a claim as PNG."""
    card = Card(card.status, *(_plain(part) for part in (card.label, card.text, card.claimant, card.footer, card.site)))
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    colour = COLOURS.get(card.status, SOFT)
    draw.rectangle((0, 0, SIZE[0], 16), fill=colour)
    image.paste(colour, (MARGIN, 72), _sign(card.status))
    _line(draw, (MARGIN + 100, 110), card.label, 46, colour, is_bold=True, width=TEXT_BOX[0] - 100)
    if is_drawable(card.text):
        size, lines = _fitted(card.text)
        is_right = is_right_to_left(card.text)
        for number, line in enumerate(lines):
            at = (SIZE[0] - MARGIN if is_right else MARGIN, TEXT_TOP + size // 2 + int(number * size * LEADING))
            _write(draw, at, line, _font(size, is_bold=True), INK, anchor="rm" if is_right else "lm")
    draw.line((MARGIN, 520, SIZE[0] - MARGIN, 520), fill=RULE, width=2)
    if is_drawable(card.claimant):
        _line(draw, (MARGIN, 553), card.claimant, 28, INK, is_bold=True, width=640)
    _line(draw, (MARGIN, 590), card.footer, 24, SOFT, width=640)
    _line(draw, (SIZE[0] - MARGIN, 572), card.site, 34, ACCENT, is_bold=True, width=380, anchor="rm")
    out = BytesIO()
    # Few colours, so a palette makes the file a third of the size.
    image.quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _plain(text: str) -> str:
    """Return a text on one line, without signs that steer and are not seen: the layout takes them for faults."""
    return " ".join("".join(" " if char.isspace() else char for char in text if not _steers(char)).split())


def _steers(char: str) -> bool:
    # The joiners shape letters of Persian and Indian scripts.
    return (
        unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn")
        and not char.isspace()
        and char not in "\u200c\u200d"
    )


def is_drawable(text: str) -> bool:
    """Whether the font has every letter of a text."""
    return all(_has_letter(char) for char in set(text) if unicodedata.category(char)[0] in "LNPS")


def is_right_to_left(text: str) -> bool:
    """Whether a text begins on the right, by its first letter that has a direction."""
    ways = (unicodedata.bidirectional(char) for char in text)
    return next((way in ("R", "AL") for way in ways if way in ("L", "R", "AL")), False)


@functools.lru_cache(maxsize=32)
def _font(size: int, *, is_bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / ("DejaVuSans-Bold.ttf" if is_bold else "DejaVuSans.ttf"), size)


@functools.lru_cache(maxsize=4_096)
def _has_letter(char: str) -> bool:
    return _mask(char) != _mask(NO_LETTER)


def _mask(char: str) -> tuple[object, bytes]:
    mask = _font(24, is_bold=True).getmask(char)
    return mask.size, bytes(mask)


def _fitted(text: str) -> tuple[int, list[str]]:
    """Return the largest size at which a text fits its box, and its lines."""
    for size in TEXT_SIZES:
        lines = _wrapped(text, size)
        room = int(TEXT_BOX[1] // (size * LEADING))
        if len(lines) <= room:
            return size, lines
    lines = lines[:room]
    lines[-1] = _shortened(f"{lines[-1]} …", _font(size, is_bold=True), TEXT_BOX[0])
    return size, lines


def _wrapped(text: str, size: int) -> list[str]:
    font = _font(size, is_bold=True)
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= TEXT_BOX[0]:
            lines[-1] = longer
        else:
            lines.append(_shortened(word, font, TEXT_BOX[0]))
    return [line for line in lines if line]


def _shortened(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """Return a text cut to a width in pixels, with an ellipsis where something is missing."""
    text = text[:LINE_LIMIT]
    if font.getlength(text) <= width:
        return text
    text = text.removesuffix("…").rstrip()
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1].rstrip()
    return f"{text}…"


def _line(
    draw: ImageDraw.ImageDraw,
    at: tuple[int, int],
    text: str,
    size: int,
    colour: str,
    *,
    width: int,
    is_bold: bool = False,
    anchor: str = "lm",
) -> None:
    font = _font(size, is_bold=is_bold)
    _write(draw, at, _shortened(text, font, width), font, colour, anchor=anchor)


def _write(
    draw: ImageDraw.ImageDraw,
    at: tuple[int, int],
    text: str,
    font: ImageFont.FreeTypeFont,
    colour: str,
    *,
    anchor: str,
) -> None:
    # Without libraqm, which needs the system's fribidi, letters stand side by side as they come.
    direction = ("rtl" if is_right_to_left(text) else "ltr") if features.check("raqm") else None
    draw.text(at, text, fill=colour, font=font, anchor=anchor, direction=direction)


def _sign(status: str) -> Image.Image:
    """Return the shape of a status as a mask: each differs in outline and in sign, as on the pages."""
    size = 76
    unit = size * FINER / 24
    mask = Image.new("L", (size * FINER, size * FINER), 0)
    draw = ImageDraw.Draw(mask)

    def points(*pairs: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x * unit, y * unit) for x, y in pairs]

    def stroke(*pairs: tuple[float, float], fill: int = 0, width: float = 2.6) -> None:
        draw.line(points(*pairs), fill=fill, width=int(width * unit), joint="curve")

    if status == "verified":
        draw.rounded_rectangle(points((2, 2), (22, 22)), radius=2.5 * unit, fill=255)
        stroke((6.5, 12.4), (10.2, 16.1), (17.5, 8.1))
    elif status == "disputed":
        draw.polygon(points((12, 0.8), (23.2, 12), (12, 23.2), (0.8, 12)), fill=255)
        stroke((7.5, 10), (16.5, 10))
        stroke((7.5, 14), (16.5, 14))
        stroke((13.9, 7), (10.1, 17))
    else:
        draw.ellipse(points((2, 2), (22, 22)), outline=255, width=int(2.2 * unit))
        if status == "withdrawn":
            stroke((5.2, 18.8), (18.8, 5.2), fill=255)
        else:
            draw.arc(points((9, 6.6), (15, 12.2)), 180, 90, fill=255, width=int(2.2 * unit))
            stroke((12, 11.4), (12, 13.9), fill=255, width=2.2)
            draw.ellipse(points((10.8, 15.9), (13.4, 18.5)), fill=255)
    return mask.resize((size, size), Image.Resampling.LANCZOS)
