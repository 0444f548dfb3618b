"""Checkable figures in a statement: "up to 80,000 Russian soldiers", "$5 billion", "37 percent"."""

from __future__ import annotations

import re

from .hints import NUMBER, NUMBER_WORD, hints
from .lexicon import NUMBERS
from .types import Figure
from .words import F, flags_of

_SCALE = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "lakh": 100_000,
    "crore": 10_000_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "bn": 1_000_000_000,
    "tn": 1_000_000_000_000,
    "k": 1_000,
}
_CURRENCY = {
    "$": "USD", "US$": "USD", "A$": "AUD", "C$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL",
    "\u20ac": "EUR", "\u00a3": "GBP", "\u20b9": "INR", "Rs": "INR", "\u20a6": "NGN", "N": "NGN", "\u00a5": "JPY",
    "KSh": "KES", "Sh": "shillings", "RM": "MYR",
}  # fmt: skip
_CURRENCIES = {mark.upper(): code for mark, code in _CURRENCY.items()}
_APPROXIMATE = (
    r"about|around|nearly|almost|more than|over|up to|at least|some|roughly|approximately|as many as|"
    r"as much as|fewer than|less than|close to|an estimated|at most|under|well over|just over|just under"
)
_MARKS = r"(?<!\w)(?:(?:NZ|HK|US|[ACSR])\$|K?Sh|Rs\.?|RM|N(?=\d))|[$\u20ac\u00a3\u20b9\u20a6\u00a5]"
#: A number stands in no word, but for "N42bn", "Rs200", "KSh2,000", "RM5".
_NO_WORD = r"(?:(?<![\w.,-])|(?<=\bN)|(?<=\bRs)|(?<=\bRM)|(?<=\bSh)|(?<=\bKSh))"
#: Where a figure's number stands; looking for those first is quicker than for all that may come before one.
_NUMBER = re.compile(rf"(?=[\dA-Za-z]){_NO_WORD}(?:\d|(?i:{'|'.join(NUMBERS)})\b)")
#: The same where no number is a word: digits are found faster than what may stand before them.
_DIGITS = re.compile(r"\d(?:(?<![\w.,-]\d)|(?<=\bN\d)|(?<=\bRs\d)|(?<=\bRM\d)|(?<=\bSh\d)|(?<=\bKSh\d))")
#: "approximately $ " is the longest that comes before.
_LEAD = 20
#: What may come before ends with a blank after one of these words or after a sign, or else with a sign not of those.
_LEADING = frozenset((*(words.rsplit(" ", 1)[-1] for words in _APPROXIMATE.split("|")), "rs", "sh", "ksh", "rm"))
_NO_LEAD = frozenset(("", "(", "[", "/", "'", '"', "\u2018", "\u2019", "\u201c", "\u201d", "\u2013", "\u2014"))
_MEASURES = r"(?:mph|kph|km/h|kg|km|cm|mm|ft|lbs?|[kmgt]wh?|ha|gb|tb|hp|bpd)\b|\u00b0[CF]\b"
_FIGURE = re.compile(
    rf"(?:\b(?P<approx>{_APPROXIMATE}) )?"
    rf"(?:(?P<currency>{_MARKS})\s?)?"
    rf"{_NO_WORD}(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)|(?P<word>{'|'.join(NUMBERS)})\b)"
    rf"(?:[ -]?(?P<scale>{'|'.join(_SCALE)})\b)?"
    rf"(?:[ -]?(?P<measure>{_MEASURES}))?"
    rf"(?:\s?(?P<percent>%|percent\b|per cent\b|percentage points?\b))?"
    rf"(?P<rest>(?: of)?(?: the| its| their| his| her)?(?:[ -][^\W\d_][\w'-]*){{0,4}})",
    re.IGNORECASE,
)
_STOP = frozenset(
    "of the its their his her and or but in on at to from for with by that who which was were is are be been "
    "had have has since as when while during after before than if will would could should may might can "
    "between within last next this per each every among against across until it he she into out up down over "
    "under about they we you i a an killed wounded".split()
)
#: Where, when and why end what is counted: "11 miles west", "nine days because".
_WHERE = frozenset(
    "north south east west northeast northwest southeast southwest now then ago because away apart due despite so "
    "though although unless whether there here again".split()
)
_MERELY = frozenset("more less fewer each old alone long wide high deep".split())
_MONTHISH = frozenset(
    "january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug sep sept oct nov dec gmt am pm a.m p.m".split()
)


_CLOCK = re.compile(r" ?[ap]\.m\.", re.IGNORECASE)


def find(text: str, start: int, end: int) -> tuple[Figure, ...]:
    """Figures between `start` and `end`; clock times, years and days of the month are left out."""
    bits = hints(text[start:end])
    if not bits & NUMBER:
        return ()
    out = []
    words = bits & NUMBER_WORD
    for number in (_NUMBER if words else _DIGITS).finditer(text, start, end):
        at = number.start()
        if at < start:
            continue
        match = None
        if not words and not _is_led_up_to(text, at):
            match = _FIGURE.match(text, at, end)
        if match is None:
            match = _FIGURE.search(text, max(start, at - _LEAD), end)
        if match is None:
            break
        figure = _figure(text, match)
        # Words after a number that count another: "two helicopters and six lifeboats".
        start = match.start("rest") if figure is None else figure.end
        if figure is not None:
            out.append(figure)
        elif (other := _other_end(text, match, end)) is not None:
            out.append(other)
    return tuple(out)


def _is_led_up_to(text: str, at: int) -> bool:
    """Whether a figure may begin before its digits: "about 40", "$5". Few do, and looking for where takes long."""
    before = text[max(0, at - _LEAD) : at]
    if _ANY_DIGIT.search(before):
        return True  # of another figure, perhaps
    if not before.endswith(" "):
        return before[-1:] not in _NO_LEAD
    word = before[:-1].rsplit(" ", 1)[-1]
    return not (word.isalpha() and word.isascii()) or word.lower() in _LEADING


_ANY_DIGIT = re.compile(r"\d")
_TO = re.compile(r"(?: to | and | or |-|\u2013)(?=[\d$\u20ac\u00a3])")


def _other_end(text: str, match: re.Match[str], end: int) -> Figure | None:
    """As in "140 million | to 150 million pounds", "20 | and 30 people": what the second counts, the first does."""
    stop = match.start("rest")
    between = _TO.match(text, stop, end)
    if between is None or match["digits"] is None:
        return None
    second = _FIGURE.match(text, between.end(), end)
    known = _figure(text, second) if second is not None else None
    if known is None:
        return None
    value = float(match["digits"].replace(",", "")) * (_SCALE[match["scale"].lower()] if match["scale"] else 1)
    if second is not None and second["scale"] and not match["scale"]:
        value *= _SCALE[second["scale"].lower()]  # "140 to 150 million pounds"
    approximate = match["approx"] is not None
    return Figure(value, known.unit, approximate, known.of, match.start(), stop, text[match.start() : stop])


#: "over five days" is how long, not more than.
_SPANS = frozenset("days weeks months years hours minutes decades".split())


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    part = match.groupdict()
    digits = part["digits"]
    value = float(digits.replace(",", "")) if digits else float(NUMBERS[part["word"].lower()])
    scale = part["scale"]
    if scale:
        value *= _SCALE[scale.lower()]
    words = [w.strip("-") for w in part["rest"].strip().split(" ") if w]
    of: list[str] = []
    for word in words:
        if word.lower() in _STOP:
            if of or word.lower() not in ("of", "the", "its", "their", "his", "her"):
                break
            continue
        low = word.lower().rstrip(".,;")
        bits = flags_of(low)
        if bits & F.VERB and not bits & (F.NOUN | F.ADJECTIVE) or low in _WHERE:
            break
        if of and low.endswith("ing") and bits & F.VERB and of[-1].endswith("s"):
            break  # "41 canvases drying"
        of.append(word)
    while of and of[-1].lower() in _MERELY:
        of.pop()
    if of and of[0].lower() in _MONTHISH or _CLOCK.match(text, match.start("rest")):
        return None
    if digits and not (scale or part["currency"] or part["percent"] or part["measure"]):
        if len(digits) == 4 and digits[:2] in ("19", "20") and "," not in digits:
            return None
        before = text[max(0, match.start() - 12) : match.start("digits")].lower().rstrip()
        if before.rsplit(" ", 1)[-1].rstrip(".") in _MONTHISH or before.endswith(("-", "/", ":")):
            return None
        following = text[match.end("digits") : match.end("digits") + 1]
        if (
            following in (":", "/")
            or following == "-"
            and text[match.end("digits") + 1 : match.end("digits") + 2].isdigit()
        ):
            return None
    if part["percent"]:
        unit = "%" if "point" not in part["percent"].lower() else "percentage points"
    elif part["measure"]:
        unit = part["measure"]
    elif part["currency"]:
        unit = _CURRENCIES[part["currency"].rstrip(".").upper()]
    else:
        unit = of[-1].strip(".,;'\u201d\u2019\"") if of else ""
    if not unit:
        return None
    stop = match.end() - len(part["rest"])
    if of:
        last = of[-1]
        stop = text.index(last, stop) + len(last)
    return Figure(
        value=value,
        unit=unit,
        approximate=part["approx"] is not None and not (part["approx"].lower() == "over" and unit in _SPANS),
        of=" ".join(of),
        start=match.start(),
        end=stop,
        text=text[match.start() : stop],
    )
