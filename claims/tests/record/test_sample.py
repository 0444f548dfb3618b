"""`manage.py sample_data`: an invented record that the services could have written."""

import io
import re

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count

from claims.models import Claim, Event, Verdict
from claims.public.models import ChangeCounter, Publication
from claims.publishing import rebuild
from claims.sample import load

CLAIMS = 150


@pytest.fixture
def filled(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # Several batches, as at size.
    monkeypatch.setattr(load, "STORIES", 12)
    call_command("sample_data", "--claims", str(CLAIMS), stdout=io.StringIO())


def published() -> dict[tuple[str, str], str]:
    rows = Publication.objects.exclude(kind="scale").values_list("kind", "public_id", "digest")
    return {(kind, public_id): digest for kind, public_id, digest in rows}


def told() -> dict[tuple[str, str], str]:
    """What publications say, but for hashes of events: those cover row numbers, which go on after a rollback."""
    rows = Publication.objects.exclude(kind="scale").values_list("kind", "public_id", "body")
    return {(kind, public_id): re.sub(r'"(previous_)?hash":"[0-9a-f]{64}"', "", body) for kind, public_id, body in rows}


def test_is_what_the_services_would_have_written(filled):
    assert Publication.objects.filter(kind="claim", is_gone=False).count() == CLAIMS
    assert Claim.objects.filter(published_at=None).exists(), "some are still at work"
    assert {*Claim.objects.values_list("status", flat=True)} == {"verified", "disputed", "unverified"}
    disputed = Verdict.objects.filter(rating__status="disputed", override_reason="")
    assert not disputed.exclude(evidence__stance="contradicts").exists()
    counted = Verdict.objects.annotate(pieces=Count("evidence")).in_bulk()
    corrections = [verdict for verdict in counted.values() if verdict.replaces_id]
    assert any(counted[verdict.replaces_id].pieces < verdict.pieces for verdict in corrections), (
        "a correction rests on more than was there before"
    )
    said = io.StringIO()
    call_command("verify_history", stdout=said)
    assert "as they were written" in said.getvalue()
    with transaction.atomic():
        assert [row for row in rebuild(check=True) if not row[2]] == []
    # By COPY and one by one they are made alike.
    vectors = "SELECT kind, public_id, search::text FROM claims_publication ORDER BY 1, 2"
    with connection.cursor() as cursor:
        stored = cursor.execute(vectors).fetchall()
    Publication.objects.update(digest="of another day")
    assert sum(not was_right for _, _, was_right in rebuild()) == len(stored)
    with connection.cursor() as cursor:
        assert cursor.execute(vectors).fetchall() == stored


def test_bodies_are_kept_as_they_are_sent(filled):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM claims_publication WHERE pg_column_compression(body) IS NOT NULL")
        assert cursor.fetchone() == (0,)


def test_change_numbers_have_no_gap(filled):
    rows = Publication.objects.order_by("change_number")
    numbers = list(rows.values_list("change_number", flat=True))
    missing = set(range(numbers[0], numbers[-1])) - set(numbers)
    # A topic is told of again when a later batch brings an earlier claim of it.
    assert len(missing) <= rows.filter(kind="topic").count()
    assert numbers[-1] == ChangeCounter.objects.get().value


def test_goes_on_where_it_stopped(filled):
    before = published()
    lines = Event.objects.count()
    said = io.StringIO()
    call_command("sample_data", "--claims", str(CLAIMS), stdout=said)
    assert "0 of them are new" in said.getvalue()
    assert published() == before
    assert Event.objects.count() == lines
    call_command("sample_data", "--claims", str(CLAIMS * 2), stdout=io.StringIO())
    after = published()
    assert before.items() <= after.items()
    with transaction.atomic():
        assert [row for row in rebuild(check=True) if not row[2]] == []


def test_same_seed_same_data_and_another_seed_other(db):
    seen = []
    for seed in (3, 3, 4):
        with transaction.atomic():
            for _ in load.fill(claims=20, seed=seed):
                pass
            seen.append(told())
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert not seen[0].items() & seen[2].items()


def test_keeps_every_rule(filled):
    for verdict in Verdict.objects.filter(state="approved").select_related("rating"):
        assert verdict.approved_by_id != verdict.proposed_by_id
        assert verdict.evidence.exists()


@pytest.mark.parametrize("claims", ["0", "-1", "9000000"])
def test_refuses_a_number_that_makes_no_sense(claims):
    with pytest.raises(CommandError, match="--claims goes from 1 to"):
        call_command("sample_data", "--claims", claims)


def test_two_runs_at_once_do_not_spoil_each_other(db):
    target = connection.get_connection_params()
    target = {key: target[key] for key in ("dbname", "host", "port", "user", "password") if key in target}
    with psycopg.connect(**target) as other:
        other.execute("SELECT pg_advisory_lock(%s, 0)", [load.LOCK_SPACE])
        with pytest.raises(CommandError, match="Another run"):
            call_command("sample_data", "--claims", "3", stdout=io.StringIO())
    assert not Claim.objects.exists()
