"""Triggers that nobody can talk out of their work."""

from typing import Any

from django.db import connections

#: What every trigger asks whether it should step aside.
ASKED = "public._pgtrigger_should_ignore"


def never_ignored(*, using: str, **kwargs: Any) -> None:
    """Put the function that every trigger asks whether to step aside beyond persuasion: it answers no.

    django-pgtrigger's own lets any session switch rules off by a setting, and opens a subtransaction for each row to
    look for that setting: most of the time of a write. Its migrations put it back, so this follows every `migrate`.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {ASKED}(trigger_name name) RETURNS boolean"
            " LANGUAGE sql IMMUTABLE AS 'SELECT false'"
        )


def can_be_ignored(*, using: str) -> bool:
    """Return whether a session could switch rules off: a `migrate` that broke off leaves the library's own function."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT prosrc <> 'SELECT false' FROM pg_proc WHERE oid = %s::regproc", [ASKED])
        return bool(cursor.fetchone()[0])
