"""How commands read what they are called with. Whatever is wrong with a call ends it with BAD_CALL."""

import datetime as dt

from django.core.management.base import CommandError

# As of argparse; 1 is for what went wrong with a call that was right.
BAD_CALL = 2


def day_given(value: str | None) -> dt.date | None:
    """Return the day that was given, if any. Raises CommandError."""
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise CommandError(f"“{value}” is not a date of the form YYYY-MM-DD.", returncode=BAD_CALL) from error
