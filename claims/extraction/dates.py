"""When something was said: "on Friday", "Sept. 23", "earlier this month", against the report's day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from .lexicon import MONTHS, WEEKDAYS
from .types import Precision

_MONTH = {name: number for number, name in enumerate(MONTHS, 1)}
_MONTH |= {name[:3]: number for name, number in _MONTH.items()} | {"sept": 9}
_MONTH_WORD = "|".join(sorted(_MONTH, key=len, reverse=True))
_DAY_WORD = "|".join(WEEKDAYS)
_EXPRESSION = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|(?P<month>{_MONTH_WORD})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>(?:19|20)\d\d))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month2>{_MONTH_WORD})\b\.?(?:,? (?P<year2>(?:19|20)\d\d))?"
    rf"|(?P<lastday>(?:last|this past) )?(?P<weekday>{_DAY_WORD})\b(?!')"
    rf"|(?P<near>today|yesterday|tonight|this morning|this afternoon|this evening|last night)\b"
    rf"|(?P<rel>earlier this month|this month|last month|this year|last year|earlier this year)\b"
    rf"|(?:in|last) (?P<monthonly>{_MONTH_WORD})\b(?!')(?: (?P<year3>(?:19|20)\d\d))?"
    rf"|in (?P<yearonly>(?:19|20)\d\d)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """A day with its precision, and where it stands."""

    on: dt.date | None
    precision: Precision
    start: int
    end: int


def find(copy: str, start: int, end: int, published: dt.date | None) -> list[When]:
    """Every expression of time in the span that leads to a day, month or year."""
    out: list[When] = []
    for match in _EXPRESSION.finditer(copy, start, end):
        if copy[max(start, match.start() - 6) : match.start()].lower() == "since ":
            continue  # how long something has lasted
        on, precision = _resolve(match, published)
        if on is not None:
            out.append(When(on, precision, match.start(), match.end()))
    return out


def _resolve(match: re.Match[str], published: dt.date | None) -> tuple[dt.date | None, Precision]:
    part = match.groupdict()
    if part["iso"]:
        return _date_or_none(*(int(x) for x in part["iso"].split("-"))), "day"
    month = part["month"] or part["month2"]
    if month:
        if month.islower():  # "may 12" is not a date
            return None, "unknown"
        day = int(part["day"] or part["day2"])
        year = part["year"] or part["year2"]
        return _in_year(year, _MONTH[month.lower()], day, published), "day"
    if part["monthonly"]:
        if part["monthonly"].islower():
            return None, "unknown"
        return _in_year(part["year3"], _MONTH[part["monthonly"].lower()], 1, published), "month"
    if part["yearonly"]:
        return _date_or_none(int(part["yearonly"]), 1, 1), "year"
    if published is None:
        return None, "unknown"
    if part["weekday"]:
        back = (published.weekday() - WEEKDAYS.index(part["weekday"].lower())) % 7
        if part["lastday"] and back == 0:
            back = 7
        return published - dt.timedelta(days=back), "day"
    if part["near"]:
        back = 1 if part["near"].lower() in ("yesterday", "last night") else 0
        return published - dt.timedelta(days=back), "day"
    words = part["rel"].lower()
    if words.endswith("month"):
        first = published.replace(day=1)
        if words.startswith("last"):
            first = (first - dt.timedelta(days=1)).replace(day=1)
        return first, "month"
    year_number = published.year - (1 if words.startswith("last") else 0)
    return dt.date(year_number, 1, 1), "year"


def _in_year(year: str | None, month: int, day: int, published: dt.date | None) -> dt.date | None:
    """A date without a year is the last such day before the report."""
    if year:
        return _date_or_none(int(year), month, day)
    if published is None:
        return None
    found = _date_or_none(published.year, month, day)
    if found is not None and found > published:
        found = _date_or_none(published.year - 1, month, day)
    return found


def _date_or_none(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
