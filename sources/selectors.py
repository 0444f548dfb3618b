"""Composed reads over speakers."""

import datetime as dt

from sources.models import Role, Speaker


def role_held(speaker: Speaker, day: dt.date | None) -> Role | None:
    """Return the role a speaker held on a day; None when the record does not tell, or names several."""
    if day is None:
        return None
    dated = [role for role in speaker.roles.all() if role.from_on or role.until_on]
    held = [
        role
        for role in dated
        if (role.from_on is None or role.from_on <= day) and (role.until_on is None or day <= role.until_on)
    ]
    return held[0] if len(held) == 1 else None
