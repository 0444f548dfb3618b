"""Composed reads over speakers and documents."""

import datetime as dt

from sources.models import Document, Role, Speaker


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


def versions_of(document: Document) -> list[Document]:
    """Return all versions of a document, oldest first, without texts."""
    rows = Document.objects.defer("text", "bands", "sketch")
    found = [document]
    while (before := found[0].replaces_id) is not None:
        found.insert(0, rows.get(pk=before))
    while (after := rows.filter(replaces=found[-1]).first()) is not None:
        found.append(after)
    return found
