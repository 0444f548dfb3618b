"""How the newest matches of a search are found."""

import itertools
import re

import pytest
from django.db import connection

from claims.public import ranked
from claims.public.queries import publications_page
from claims.public.ranked import _shortest, _Way
from claims.public.sql import Listing

MANY = 20_000


@pytest.fixture
def many_publications(db):
    """Claims of which every thirtieth has a word, of a minute each."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO claims_publication (kind, public_id, slug, title, status, facets, sort_at, first_published_at,
                modified_at, body, digest, search, change_number, is_gone, redirect_to, is_stale)
            SELECT 'claim', lpad(n::text, 10, '0'), '', '', 'verified', '{}', at, at, at, repeat('x', 1500), 'x',
                to_tsvector('english', CASE WHEN n %% 30 = 0 THEN 'a rare bridge' ELSE 'a common road' END),
                n, false, '', false
            FROM generate_series(1, %s) AS n, LATERAL (SELECT now() - n * interval '1 minute' AS at) AS said
            ORDER BY md5(n::text)
            """,
            [MANY],
        )
        # What waits to be sorted into the index would be read through, and is counted as that.
        cursor.execute("SELECT gin_clean_pending_list('publication_claim_gin')")
        cursor.execute("ANALYZE claims_publication")


@pytest.mark.parametrize(
    ("share", "many", "way"),
    [
        (0, 100_000, _Way(0, 0)),
        # Of few rows as of few matches all are read.
        (0.1, 300, _Way(0, 0)),
        (0.0005, 100_000, _Way(0, 0)),
        (0.03, 100_000, _Way(0, 5793)),
        (0.1, 100_000, _Way(4096, 0)),
        (0.5, 10_000_000, _Way(1024, 0)),
    ],
)
def test_the_way_of_least_work_is_gone(share, many, way):
    assert _shortest(share, many) == way


def test_words_are_crossed_with_the_newest_times(many_publications, monkeypatch):
    monkeypatch.setattr(ranked, "_way", lambda kind, asked: _Way(0, 4096))
    searches = []

    def note(execute, sql, values, many, context):
        if "to_tsquery" in sql:
            searches.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        first = publications_page(Listing("claim", q="bridge"), size=100)
        older = publications_page(Listing("claim", q="bridge"), size=100, cursor=first.next)

    assert [row.public_id for row in first.rows + older.rows] == [f"{30 * n:010}" for n in range(1, 201)]
    assert len(searches) == 2, "The index alone was asked, too."
    for number, (sql, values) in enumerate(searches):
        plan = kept_plan(f"searched{number}", sql, values)
        assert "BitmapAnd" in plan, plan


def kept_plan(name, sql, values):
    """Return the plan that PostgreSQL keeps of a question, whatever is asked."""
    numbers = itertools.count(1)
    numbered = re.sub("%s", lambda _: f"${next(numbers)}", sql).replace("%%", "%")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        # Without values nothing is taken for a placeholder.
        cursor.execute(f"PREPARE {name} AS {numbered}")
        cursor.execute(f"EXPLAIN EXECUTE {name} ({', '.join(['%s'] * len(values))})", values)
        return "\n".join(line for (line,) in cursor.fetchall())
