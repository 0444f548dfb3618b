"""Reusable filters over the tables of sources."""

from typing import Self

import psycopg
from django.db import connection, models, transaction
from django.db.models import Q

from sources.names import name_key


class SpeakerQuerySet(models.QuerySet):
    def named(self, name: str) -> Self:
        """Speakers one of whose spellings is `name`, in whatever script or transliteration."""
        return self.filter(names__key=name_key(name)).distinct()

    def standing(self) -> Self:
        """Speakers that were not merged into another."""
        return self.filter(merged_into__isnull=True)

    def name_starts(self, words: str) -> Self:
        """Speakers one of whose spellings has words that begin like `words`; for autocompletes."""
        key = name_key(words)
        return self.filter(Q(names__key__startswith=key) | Q(names__key__contains=f" {key}")).distinct()


def documents_sharing(pks: list[int], *, limit: int) -> dict[int, list[tuple[int, bytes]]]:
    """Return, for each of several documents, the newest that share a band with it: their keys and sketches.

    One search of the index for each document, as the ORM cannot say in one query.
    """
    found: dict[int, list[tuple[int, bytes]]] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        # While there are few documents, or many that nobody has counted, the planner would rather read all of them.
        cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")
        cursor.execute(
            """
            SELECT own.id, other.id, other.sketch
            FROM sources_document AS own
            CROSS JOIN LATERAL (
                SELECT id, sketch FROM (
                    -- Or it walks them backwards, hoping for the limit.
                    SELECT id, sketch FROM sources_document WHERE bands && own.bands AND id <> own.id OFFSET 0
                ) AS any_other ORDER BY id DESC LIMIT %s
            ) AS other
            WHERE own.id = ANY(%s)
            """,
            [limit, pks],
        )
        for own, other, sketch in cursor.fetchall():
            found.setdefault(own, []).append((other, sketch))
        cursor.execute("SELECT set_config('enable_seqscan', 'on', true)")
    return found


def originals_add(found: list[tuple[str, bytes]]) -> None:
    """Store bytes by their digests, but for those that are there. Call it in a transaction.

    They go to the server as they are, which neither the ORM nor its cursors do.
    """
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(
            """
            INSERT INTO sources_original (digest, data, size, created_at)
            SELECT digest, data, octet_length(data), now() FROM unnest(%s::text[], %b::bytea[]) AS given (digest, data)
            ON CONFLICT DO NOTHING
            """,
            [[digest for digest, _ in found], [data for _, data in found]],
        )
