"""Dates and times as items write them. What is ambiguous or implausible is unknown."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

from .items import UNKNOWN, Moment

# Newspapers are no older; what is earlier is a field that nobody filled.
EARLIEST = 1605
LATEST = 2200
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
# Programs write these where they know no date.
_NULLS = {dt.date(1970, 1, 1), dt.date(1900, 1, 1), dt.date(1899, 12, 30)}

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sep sept", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})$")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$")
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})$")


def moment(value: object) -> Moment:
    """Read one date or time. A time without a zone tells the day only."""
    words = " ".join(str(value or "").split())[:80]
    if not words:
        return UNKNOWN
    for read in (_iso, _compact, _mail):
        try:
            if (found := read(words)) is not None:
                return _plausible(found)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    if (on := day(words)) is not None:
        return day_moment(on)
    return UNKNOWN


def day(words: str) -> dt.date | None:
    """Read a day in words or numbers; None where the year is missing or two readings are possible."""
    words = " ".join(words.split()).strip(" .,")
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
            found = dt.date.fromisoformat(words)
        elif match := _DAY_FIRST.fullmatch(words):
            found = dt.date(int(match[3]), _MONTHS[match[2].lower()], int(match[1]))
        elif match := _MONTH_FIRST.fullmatch(words):
            found = dt.date(int(match[3]), _MONTHS[match[1].lower()], int(match[2]))
        elif match := _NUMBERS.fullmatch(words):
            first, second, year = int(match[1]), int(match[3]), int(match[4])
            if match[2] == "." or first > 12 or first == second:
                found = dt.date(year, second, first)
            elif second > 12:
                found = dt.date(year, first, second)
            else:
                return None
        else:
            return None
    except (ValueError, KeyError):
        return None
    return found if _is_plausible(found) else None


def day_moment(on: dt.date) -> Moment:
    """Return a day without a time."""
    return Moment(dt.datetime.combine(on, dt.time(), tzinfo=dt.UTC), "day")


def embargo(value: object) -> dt.datetime | None:
    """Read until when an item is held; None where it is not. What cannot be read holds for ever."""
    if not str(value or "").strip():
        return None
    found = moment(value)
    if found.at is None:
        return NEVER
    # A day that ends somewhere on earth.
    return found.at if found.precision == "time" else found.at + dt.timedelta(hours=36)


def _iso(words: str) -> dt.datetime | dt.date | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}", words):
        return None
    if len(words) == 10:
        return dt.date.fromisoformat(words)
    words = re.sub(r" (?=[+-]\d{2}:?\d{2}$)", "", words)
    words = re.sub(r" ?(?:UTC|GMT|z)$", "Z", words)
    return dt.datetime.fromisoformat(words)


def _compact(words: str) -> dt.datetime | dt.date | None:
    match = _COMPACT.fullmatch(words)
    if match is None:
        return None
    on = dt.date(int(match[1]), int(match[2]), int(match[3]))
    if not match[4] or not match[7]:
        return on
    zone = "+00:00" if match[7].upper() == "Z" else match[7]
    return dt.datetime.fromisoformat(f"{on}T{match[4]}:{match[5]}:{match[6] or '00'}{zone}")


def _mail(words: str) -> dt.datetime | dt.date | None:
    if not re.search(r"\d{1,2}:\d{2}", words) or re.match(r"\d{4}-", words):
        return None
    found = parsedate_to_datetime(words)
    if found.tzinfo is None and not words.endswith("-0000"):
        return found.date()
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _is_plausible(on: dt.date) -> bool:
    return EARLIEST <= on.year <= LATEST and on not in _NULLS


def _plausible(found: dt.datetime | dt.date) -> Moment:
    if not isinstance(found, dt.datetime):
        return day_moment(found) if _is_plausible(found) else UNKNOWN
    if not _is_plausible(found.date()):
        return UNKNOWN
    if found.tzinfo is None:
        return day_moment(found.date())
    return Moment(found.astimezone(dt.UTC).replace(microsecond=0), "time")
