"""A reading copy of the text: every character in its place, quote marks and spaces made uniform.

The copy always has the length of the original, so a span found in it is a span of the original.
"""

from __future__ import annotations

import itertools
import re

from . import lexicon as lx

OPEN, CLOSE, STRAIGHT, LOW = "\u201c", "\u201d", '"', "\u201e"

_SINGLE = {
    "\u201f": OPEN,
    "\u00ab": OPEN,
    "\u00bb": CLOSE,
    "\u300c": OPEN,
    "\u300d": CLOSE,
    "\u300e": OPEN,
    "\u300f": CLOSE,
    "\u2033": STRAIGHT,
    "\uff02": STRAIGHT,
    "\u02ba": STRAIGHT,
    "\u2039": "\u2018",
    "\u203a": "'",
    "\u2019": "'",
    "\u201b": "\u2018",
    "\u02bc": "'",
    "\u00b4": "'",
    "`": "\u2018",
    "\u201a": "\u2018",
    # Windows-1252 read as Latin-1
    "\x93": OPEN,
    "\x94": CLOSE,
    "\x91": "\u2018",
    "\x92": "'",
    "\x96": "\u2013",
    "\x97": "\u2014",
    "\x85": "\u2026",
    "\ufeff": " ",
    "\x00": " ",
    "\t": " ",
    "\r": " ",
    "\x0b": " ",
    "\x0c": " ",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u2015": "\u2014",
    "\u2212": "-",
    "\u2010": "-",
    "\u2011": "-",
}
# Control characters say nothing, and two of them stand for quotations further on.
_SINGLE |= {chr(code): " " for code in range(32) if chr(code) != "\n"}
# No white space but blanks and line breaks is left: words are looked for between those.
_SINGLE |= dict.fromkeys("\xa0\u1680\u202f\u205f\u3000", " ") | {chr(code): " " for code in range(0x2000, 0x200B)}
_ODD = re.compile("[" + re.escape("".join(_SINGLE)) + "]")

# UTF-8 read as Windows-1252 or Latin-1, HTML entities, doubled single marks. Padding goes outside.
_SEQUENCES = {
    "\u00e2\u20ac\u0153": "  " + OPEN,
    "\u00e2\u20ac\u009d": CLOSE + "  ",
    "\u00e2\u20ac\ufffd": CLOSE + "  ",
    "\u00e2\u20ac\u2122": "'",
    "\u00e2\u20ac\u02dc": "\u2018",
    "\u00e2\u20ac\u201c": " \u2013 ",
    "\u00e2\u20ac\u201d": " \u2014 ",
    "\u00e2\x80\x9c": "  " + OPEN,
    "\u00e2\x80\x9d": CLOSE + "  ",
    "\u00e2\x80\x99": "'",
    "\u00e2\x80\x98": "\u2018",
    # the closing mark's last byte has no sign in Windows-1252 and is often lost
    "\u00e2\u20ac": CLOSE + " ",
    "&ldquo;": " " * 6 + OPEN,
    "&rdquo;": CLOSE + " " * 6,
    "&rsquo;": "'",
    "&lsquo;": "\u2018",
    "&#8220;": " " * 6 + OPEN,
    "&#8221;": CLOSE + " " * 6,
    "&#8217;": "'",
    "&#8216;": "\u2018",
    "&#39;": "'",
    "&nbsp;": " " * 6,
}
_SEQUENCE = re.compile("|".join(map(re.escape, _SEQUENCES)))
_MARKS = frozenset((OPEN, CLOSE, STRAIGHT, LOW))
_AMBIGUOUS = re.compile(r"&quot;|&#34;|'''|''|``|\u2018\u2018|\u2019\u2019")
_HARD_LINE = re.compile(r"(?<=[^\s.!?:\"\u201d'*])\n(?=[^\s*\u2022\-])")
#: Lines of this length that stop in mid-sentence are wrapped, not paragraphs.
_WRAP_MIN, _WRAP_MAX = 50, 90
#: With fewer lines than these a text does not show whether it is wrapped.
_FEW = 4
#: No paragraph and no headline ends with these.
_NEVER_LAST = frozenset(
    "a an the of in on at to for from with by and or but as that which who whose his her its their".split()
)


_MULTIPLE = ("''", "``", "\u2018\u2018", "\u2019\u2019", "&quot;", "&#34;", *_SEQUENCES)


def widened(text: str, copy: str, start: int, end: int) -> tuple[int, int]:
    """The span with marks of several characters (`\u0027\u0027`, `&quot;`) taken in whole."""
    if copy[start] in _MARKS and text[start] not in _MARKS:
        for mark in _MULTIPLE:
            if text.endswith(mark, 0, start + 1):
                start += 1 - len(mark)
                break
    if copy[end - 1] in _MARKS and text[end - 1] not in _MARKS:
        for mark in _MULTIPLE:
            if text.startswith(mark, end - 1):
                end += len(mark) - 1
                break
    return start, end


def _same_length(match: re.Match[str]) -> str:
    """A mis-decoded apostrophe keeps its word together: the letters close up, the gap follows."""
    found = match.group()
    return _SEQUENCES[found].ljust(len(found), "\u200b")


def _uniform(match: re.Match[str]) -> str:
    return _SINGLE[match[0]]


def _straight(match: re.Match[str]) -> str:
    start = match.start()
    width = match.end() - start - 1
    single = match.group() == "'''"
    before = match.string[start - 1] if start else " "
    if before.isspace() or before in "([{\u2014-":
        return " " + STRAIGHT + "'" if single else " " * width + STRAIGHT
    return "'" + STRAIGHT + " " if single else STRAIGHT + " " * width


def reading_copy(text: str) -> str:
    """The text with uniform marks; `len` is unchanged."""
    if "\u00e2" in text or "&" in text:
        text = _SEQUENCE.sub(_same_length, text)
    if "''" in text or "&" in text or "``" in text or "\u2018\u2018" in text or "\u2019\u2019" in text:
        text = _AMBIGUOUS.sub(_straight, text)
    text = _ODD.sub(_uniform, text.replace("\u2019", "'"))  # by far the commonest
    if "No 10" in text:
        text = _NUMBER_TEN.sub(NUMBER_TEN, text)
    if "**" in text:
        text = text.replace("**", "  ")  # of Markdown
    if _DEGREE_MARK.search(text):
        text = _DEGREES.sub(lambda match: " " * len(match[0]), text)
    if "\n" in text:
        text = _unwrap(text)
    if "Advertisement" in text:
        text = _ADVERTISEMENT.sub(lambda match: " " * (len(match[0]) - 1) + "\n", text)
    glued = _GLUED in text.encode(errors="replace").translate(_CASES)  # a tenth of what a pattern takes
    return _parted(text) if glued else text


#: Scraped pages run a line into the next one: "Advertisement“It is late,” she said".
_ADVERTISEMENT = re.compile(r"\bAdvertisement(?=[\"\u201cA-Z])")
_GLUED = b"aaaAaa"
_CASES = bytes(97 if 97 <= code <= 122 else 65 if 65 <= code <= 90 else 32 for code in range(256))
#: A capital behind small letters; what stands before it is looked up where there is one.
_CAMEL = re.compile(r"[A-Z](?<=[a-z]{3}[A-Z])(?=[a-z]{2})")
_LAST_WORD = re.compile(r"(?:\A|\s)([a-z]{3,})\Z")
_WORD_REACH = 24


def _parted(text: str) -> str:
    """As in "Five things to knowBalarabe, an economist, told": a full stop in the place of the last small letter."""
    done, parts = 0, []
    for match in _CAMEL.finditer(text):
        word = _LAST_WORD.search(text[max(0, match.start() - _WORD_REACH) : match.start()])
        if word is not None and word[1] in lx.tags():
            parts += [text[done : match.start() - 1], "."]
            done = match.start()
    return "".join((*parts, text[done:]))


#: What stands behind a name and is none: "Ada Quill, Ph.D., M.P.H., said". A comma stays before who that is.
_DEGREE = r"(?:Ph\.?D|M\.?D|M\.?P\.?H|M\.?B\.?A|M\.?Sc?|J\.?D|R\.?N|Dr\.?P\.?H|Ed\.?D|F\.?R\.?S)\b\.?"
#: How they begin: where none stands, looking for them all takes longer than most else here.
_DEGREE_MARK = re.compile(r", (?:Ph|M[.DPBS]|J[.D]|R[.N]|Dr|Ed|F\.?R)")
_DEGREES = re.compile(
    rf"(?<=[a-z])(?:, {_DEGREE})+"
    r"(?:,(?= (?:said|says|told|tells|wrote|writes|adds|added|notes|noted|explained|explains|warned|warns"
    r"|cautioned|cautions|argued|argues|recalled|agreed|agrees|suggested|suggests|believes|thinks|hopes|recommends|recommended"
    r"|stressed|emphasized|estimated|pointed|points|called|calls|led|leads|has|had|is|was|will|who|of|and)\b))?"
)
#: As the reading copy has "No 10": one word, a house, not a count of none.
NUMBER_TEN = "No-10"
_NUMBER_TEN = re.compile(r"\bNo 10\b(?![,.]?\d)")


def _unwrap(text: str) -> str:
    """Joins lines that were broken to a fixed width; ordinary paragraphs stay apart."""
    lines = text.split("\n")
    inner = [line for line, following in itertools.pairwise(lines) if line.strip() and following.strip()]
    wrapped = [line for line in inner if _WRAP_MIN <= len(line) <= _WRAP_MAX and line[-1] not in '.!?"']
    if len(inner) < _FEW:
        return _join_broken(lines)
    if len(wrapped) < 0.6 * len(inner):
        return text
    return _HARD_LINE.sub(" ", text)


def _join_broken(lines: list[str]) -> str:
    """The text with only those lines joined that stop in mid-sentence: so few do not show how a text is set."""
    parts = lines[:1]
    for line, following in itertools.pairwise(lines):
        parts += (" " if _breaks_off(line, following) else "\n", following)
    return "".join(parts)


def _breaks_off(line: str, following: str) -> bool:
    if not _WRAP_MIN <= len(line) <= _WRAP_MAX:
        return False
    words = line.split()
    if not words:
        return False
    if following[:1].islower():
        return words[-1][-1] not in ".!?:\u2026"
    return bool(following.strip()) and (words[-1][-1] == "," or words[-1] in _NEVER_LAST)
