"""Composed reads over speakers, outlets and documents."""

import datetime as dt
from collections.abc import Sequence
from difflib import get_close_matches

from django.db import connection

from sources.models import Document, Outlet, Role, Speaker
from sources.names import fold

# So many names are suggested for one that nobody has.
NAMES_NEAR = 3


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


def outlet_names_near(name: str) -> list[str]:
    """Return the names of outlets that are written most like `name`, the likest first."""
    names = {fold(one): one for one in Outlet.objects.order_by("pk").values_list("name", flat=True)}
    return [names[found] for found in get_close_matches(fold(name.strip()), names, n=NAMES_NEAR)]


def versions_of(document: Document) -> list[Document]:
    """Return all versions of a document, oldest first, without texts."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS, {"id": document.pk})
        keys = [key for key, _ in cursor.fetchall()]
    others = Document.objects.defer("text", "bands", "sketch").in_bulk([key for key in keys if key != document.pk])
    return [others.get(key, document) for key in keys]


def republished(document: Document, versions: Sequence[Document]) -> Document | None:
    """Return what a document is a copy of: of its own earlier self it is none. `versions` are all of its own."""
    return document.origin if document.origin not in versions else None


_VERSIONS = """
WITH RECURSIVE before AS (
    SELECT id, replaces_id, 0 AS step FROM sources_document WHERE id = %(id)s
    UNION ALL
    SELECT d.id, d.replaces_id, before.step - 1 FROM sources_document d JOIN before ON d.id = before.replaces_id
), after AS (
    SELECT id, 0 AS step FROM sources_document WHERE id = %(id)s
    UNION ALL
    SELECT d.id, after.step + 1 FROM sources_document d JOIN after ON d.replaces_id = after.id
)
SELECT id, step FROM before UNION SELECT id, step FROM after ORDER BY step
"""
