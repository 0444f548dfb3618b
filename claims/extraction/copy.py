"""What the copy says of itself: headline, byline, dateline, date, agency mark."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from . import dates
from . import lexicon as lx
from .clean import reading_copy
from .cues.grammar import LABELS
from .types import CopyFacts, Fact

_AGENCIES = (
    "AFP,AP,UPI,Reuters,REUTERS,TASS,Interfax,Xinhua,Bloomberg,dpa,DPA,EFE,ANSA,PTI,IANS,Kyodo,Yonhap,Anadolu,BBC,CNN,"
    "PA,PA Media,Ukrinform,RIA Novosti,Press Association,Associated Press"
).split(",")
_AGENCY = "|".join(_AGENCIES)
#: These run into the last word of a caption.
_RUN_IN = ("AFP", "UPI", "REUTERS", "TASS", "EPA", "ANSA")
_AT_LINE_END = (*_AGENCIES, *_RUN_IN)
_UP = "A-Z\u00c0-\u00d6\u00d8-\u00de"
_PLACE = rf"[{_UP}][{_UP}.'\u2019-]+(?:[ /][{_UP}][{_UP}.'\u2019-]*){{0,3}}"
_REGION = rf"(?:, (?:[{_UP}][\w.'\u2019-]*)(?: [{_UP}][\w.'\u2019-]*){{0,2}})?"
_DATELINE = re.compile(
    rf"(?:\bdate (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})\s+)?"
    rf"(?P<place>{_PLACE}{_REGION})"
    rf"(?:, (?P<day>(?:[A-Z][a-z]{{2,8}}\.? \d{{1,2}}|\d{{1,2}} [A-Z][a-z]{{2,8}})(?:,? \d{{4}})?))?"
    rf"(?:,? ?\((?P<agency>{_AGENCY}|[A-Z][\w .]{{1,25}})\))?"
    rf"\s?(?P<mark>:|\u2014|\u2013|--|-)(?=\s)"
)
#: As CNN has it, with no dash before the first word: "Oslo (CNN) Ana Ruiz said".
_UNMARKED = re.compile(
    rf"^ *(?P<place>[{_UP}][\w.'\u2019-]+(?:,? [{_UP}][\w.'\u2019-]+){{0,4}})"
    rf" ?\((?P<agency>{_AGENCY})\)(?= *[{_UP}\"\u201c])",
    re.MULTILINE,
)
#: A dateline opens a line, or follows a date in the middle of one.
_DATELINE_START = re.compile(rf"^ *(?=[{_UP}])|\b(?=date \d)", re.MULTILINE)
#: The same from the second line on, where no date is told so: a line break is found faster than the head of a line.
_LINE_START = re.compile(rf"\n *(?=[{_UP}])")
_FIRST_LINE_START = re.compile(rf" *(?=[{_UP}])")
#: Where this does not stand, no pattern with it need be looked for.
_DATED = "date "
_ISO = re.compile(r"\bdate (\d{4}-\d{2}-\d{2})\b")
_BYLINE = re.compile(rf"^\s*(?:By|BY) (?P<name>[{_UP}][^\n\d:;!?\"]{{2,80}})$", re.MULTILINE)
_GLUED = re.compile(rf"(?<=[.\d)\w])(?P<agency>{'|'.join(_RUN_IN)})\s*$", re.MULTILINE)
_CREDIT = re.compile(
    rf"(?:\u00a9 ?|Copyright |Source: |Photo: |\()(?P<agency>{_AGENCY})\)?\.?\s*$|^(?P<alone>{_AGENCY})\s*$",
    re.MULTILINE,
)
#: Whose a picture is, run into the text around it: "Photograph: Ana Ruiz/AFPThe roof fell".
_PICTURE = re.compile(
    r"\b(?:Photo(?:graph)?|Picture|Image|Credit)s?: [^\n.:;\"\u201c\u201d/]{2,60}"
    r"/(?:AFP|AP|EPA|UPI|PA|Reuters|REUTERS|TASS|Getty Images|Getty|Shutterstock|Anadolu|Xinhua)"
)
_FULL_DATE = re.compile(
    r"\b(?:\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December),? \d{4}|(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December) \d{1,2},? \d{4})"
)
#: As British papers have it under the byline: "PUBLISHED: 14:02 GMT, 9 November 2025 | UPDATED: ...".
_PUBLISHED = re.compile(
    rf"^\s*(?:First )?(?:published|posted)\b[^\n|]{{0,40}}?(?P<day>{_FULL_DATE.pattern})", re.MULTILINE | re.IGNORECASE
)
#: The copy speaks of itself at its head; a date further down is the story's.
_HEAD = 1200
_HEADLINE_MAX = 150


def read_copy(text: str) -> CopyFacts:
    """The facts that stand in the copy. What is not there is None."""
    head = reading_copy(text[:_HEAD])
    dateline, place, dated, agency = _dateline(text, head)
    published, published_on = dated
    if published is None:
        iso = _ISO.search(head) if _DATED in head else None
        if iso:
            published = _fact(text, iso.start(1), iso.end(1))
            published_on = _parsed(iso.group(1))
    if published is None and (stated := _PUBLISHED.search(head)) is not None:
        published = _fact(text, stated.start("day"), stated.end("day"))
        when = dates.find(head, stated.start("day"), stated.end("day"), None)
        published_on = when[0].on if when else None
    byline = None
    match = _BYLINE.search(head)
    if match:
        byline = _fact(text, match.start("name"), match.end("name"))
    outlet = agency
    if outlet is None:
        outlet, caption = _agency(text, head)
        if caption is not None and published is None:
            found = _FULL_DATE.search(head, *caption)
            if found:
                published = _fact(text, found.start(), found.end())
                when = dates.find(head, found.start(), found.end(), None)
                published_on = when[0].on if when else None
    return CopyFacts(
        headline=_headline(text, head, dateline),
        byline=byline,
        dateline=dateline,
        dateline_place=place,
        published=published,
        published_on=published_on,
        outlet=outlet,
    )


#: The time before an entry of a live page.
_CLOCK = re.compile(r"^\d{1,2}[:.]\d{2}(?: ?[APap]\.?[Mm]\.?)?(?: [A-Z]{2,4}:|:)? (?=[A-Z\u201c\"])", re.MULTILINE)

_DIGIT_OPENS = re.compile(r"\n\d")


def masked(copy: str, facts: CopyFacts) -> str:
    """The reading copy without dateline, byline, agency marks and credits of pictures: nobody says those."""
    for fact in (facts.dateline, facts.byline, facts.outlet):
        if fact is not None:
            copy = copy[: fact.start] + " " * (fact.end - fact.start) + copy[fact.end :]
    # Few lines begin with a digit, and that is seen faster.
    if copy[:1].isdigit() or _DIGIT_OPENS.search(copy):
        copy = _CLOCK.sub(lambda match: " " * len(match[0]), copy)
    # Where there is no slash there is no credit, and looking for one takes longer than all else here.
    return _PICTURE.sub(lambda match: " " * len(match[0]), copy) if "/" in copy else copy


def _fact(text: str, start: int, end: int) -> Fact:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Fact(text[start:end], start, end)


def _parsed(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _line_starts(head: str) -> Iterator[int]:
    """Where a dateline may begin."""
    if _DATED in head:
        yield from (match.end() for match in _DATELINE_START.finditer(head))
        return
    if (first := _FIRST_LINE_START.match(head)) is not None:
        yield first.end()
    yield from (match.end() for match in _LINE_START.finditer(head))


def _dateline(text: str, head: str) -> tuple[Fact | None, Fact | None, tuple[Fact | None, dt.date | None], Fact | None]:
    for beginning in _line_starts(head):
        match = _DATELINE.match(head, beginning)
        if match is None or _is_label(head, match):
            continue
        if not (match.group("agency") or match.group("iso") or match.group("mark") != ":" or match.group("day")):
            if "," not in match.group("place") and not _is_place_alone(head, match):
                continue
        if match.group("mark") == "-" and not (match.group("agency") or match.group("day")):
            if not _is_place_before_hyphen(head, match):
                continue
        dateline = _fact(text, match.start(), match.end())
        place = _fact(text, match.start("place"), match.end("place"))
        published: Fact | None = None
        published_on: dt.date | None = None
        if match.group("iso"):
            published = _fact(text, match.start("iso"), match.end("iso"))
            published_on = _parsed(match.group("iso"))
        elif match.group("day") and re.search(r"\d{4}", match.group("day")):
            found = dates.find(head, match.start("day"), match.end("day"), None)
            if found:
                published = _fact(text, match.start("day"), match.end("day"))
                published_on = found[0].on
        agency = None
        if match.group("agency") and re.fullmatch(_AGENCY, match.group("agency")):
            agency = _fact(text, match.start("agency"), match.end("agency"))
        return dateline, place, (published, published_on), agency
    match = _UNMARKED.search(head) if "(" in head else None
    if match is not None:
        place = _fact(text, match.start("place"), match.end("place"))
        agency = _fact(text, match.start("agency"), match.end("agency"))
        return _fact(text, match.start("place"), match.end()), place, (None, None), agency
    return None, None, (None, None), None


def _is_label(head: str, match: re.Match[str]) -> bool:
    """As in "LENA FROST, HOST:", who is "FROST:" at the head of another line: a turn of a transcript."""
    place, _, more = match.group("place").partition(", ")
    if not more or match.group("mark") != ":":
        return False
    return bool(_ON_AIR.search(more)) or f"\n{place.rsplit(' ', 1)[-1]}:" in head


def _is_place_alone(head: str, match: re.Match[str]) -> bool:
    """As in "MUMBAI: ..." at the head of a line, where no other line is labelled and nobody bears that name."""
    place = match.group("place")
    if match.start() and head[match.start() - 1] != "\n" or len(place) < _SHORTEST_PLACE:
        return False
    surname = place.split()[-1].title()
    line = head[match.end() :].split("\n", 1)[0]
    if "." in place or _TALKS.search(_QUOTED.sub("", line)):
        return False
    known = surname in lx.PLACES or place.title() in lx.PLACES  # "NEW DELHI: The Delhi High Court"
    named = not known and re.search(rf"[a-z] {re.escape(surname)}\b", head)
    return len(_LABELS.findall(head)) == 1 and not named


def _is_place_before_hyphen(head: str, match: re.Match[str]) -> bool:
    """As in "SINGAPORE - Fares will go up, ...": a place in capitals, then a sentence; no "LIVE - ...", no list."""
    place, line = match.group("place"), head[match.end() :].split("\n", 1)[0]
    if head[match.start("mark") - 1] != " " or match.start() and head[match.start() - 1] != "\n":
        return False
    if place.title() in lx.PLACES:
        return True
    labelled = any(word.lower() in LABELS for word in re.findall(r"\w+", place))
    return not labelled and "." in line and len(_HYPHENED.findall(head)) == 1


#: A line that begins in capitals before a hyphen.
_HYPHENED = re.compile(rf"^ *{_PLACE} - ", re.MULTILINE)
_ON_AIR = re.compile(r"\b(?:HOST|ANCHOR|BYLINE|MODERATOR|CORRESPONDENT|REPORTER|PRESENTER|COMMENTATOR)$")
_LABELS = re.compile(rf"^[{_UP}][\w.' -]{{1,40}}:\s", re.MULTILINE)
_SHORTEST_PLACE = 4
_QUOTED = re.compile(r"[\"\u201c][^\"\u201d]*[\"\u201d]?")
_TALKS = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|[Mm]y|[Oo]ur)\b")


def _agency(text: str, head: str) -> tuple[Fact | None, tuple[int, int] | None]:
    """An agency's mark at a line's end, and the line it stands on."""
    if not any(line.rstrip(" .)").endswith(_AT_LINE_END) for line in head.split("\n")):
        return None, None
    for pattern in (_GLUED, _CREDIT):
        for match in pattern.finditer(head):
            name = "alone" if "alone" in match.groupdict() and match.group("alone") else "agency"
            start, end = match.start(name), match.end(name)
            line_start = head.rfind("\n", 0, start) + 1
            return _fact(text, start, end), (line_start, start)
    return None, None


def _headline(text: str, head: str, dateline: Fact | None) -> Fact | None:
    """A first line that is no sentence, with the story below it."""
    start = len(head) - len(head.lstrip())
    end = head.find("\n", start)
    if dateline is not None and (end < 0 or dateline.start < end):
        end = dateline.start
    if end < 0:
        return None
    line = head[start:end].strip()
    if not 8 <= len(line) <= _HEADLINE_MAX or line[-1] in ".,;:" or len(line.split()) < 3:
        return None
    if _BYLINE.match(head[start:end]) or _GLUED.search(head[start:end]):
        return None
    return _fact(text, start, start + len(line))
