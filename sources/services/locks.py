"""Locks on what has no row yet."""

import hashlib
from collections.abc import Iterable

from django.db import connection


def locks_take(keys: Iterable[str]) -> None:
    """Let nobody else do what takes these keys until the transaction ends."""
    numbers = [int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], signed=True) for key in keys]
    with connection.cursor() as cursor:
        # Always in one order: two that want the same must not wait for each other.
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [sorted(numbers)])
