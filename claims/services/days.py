"""Days that people enter, held to what can be."""

import datetime as dt

from django.utils import timezone

from factcheck.base import DomainError

# Before these a year has lost digits: nobody read evidence then, and nobody's words were first said.
FIRST_READ, FIRST_SAID = dt.date(1900, 1, 1), dt.date(1000, 1, 1)


def refuse_ahead(day: dt.date | None, field: str, what: str) -> None:
    """Refuse a day on which something is said to have happened, where it is still to come anywhere on earth."""
    if day is not None and day > timezone.localdate() + dt.timedelta(days=1):
        raise DomainError(f"{what} lies ahead: {day.isoformat()}.", field=field)


def refuse_before(first: dt.date, day: dt.date | None, field: str, what: str) -> None:
    """Refuse a day on which something is said to have happened, where it is before `first`, the first day of a year."""
    if day is not None and day < first:
        raise DomainError(f"{what} is {day.isoformat()}, before the year {first.year}. Look at its year.", field=field)
