"""Days that people enter, held to what can be."""

import datetime as dt

from django.utils import timezone

from factcheck.base import DomainError


def refuse_ahead(day: dt.date | None, field: str, what: str) -> None:
    """Refuse a day on which something is said to have happened, where it is still to come anywhere on earth."""
    if day is not None and day > timezone.localdate() + dt.timedelta(days=1):
        raise DomainError(f"{what} lies ahead: {day.isoformat()}.", field=field)
