"""The queue: what waits can be held and let go, what failed can be tried again, and nothing is lost meanwhile."""

import datetime as dt
import time
from io import StringIO

import psycopg
import pytest
from celery.signals import worker_process_init
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from claims.desk.selectors import progress
from claims.management.commands import ingest
from claims.services import ingestion
from claims.services.ingestion import (
    LOCK_SPACE,
    ingestions_process,
    ingestions_resubmit,
    ingestions_submit,
    ingestions_sweep,
    intake_pause,
    intake_resume,
)
from claims.tests.articles import article
from claims.tests.factories import make_user
from factcheck import celery
from sources.models import Document, Ingestion, IntakePause


def hand_in(*texts, batch="batch00001"):
    return ingestions_submit([{"data": text.encode(), "way": "file", "name": text, "batch": batch} for text in texts])


def process(*, batch="batch00001"):
    ingestions_process(list(Ingestion.objects.filter(batch=batch).values_list("pk", flat=True)))


def states(batch="batch00001"):
    return sorted(Ingestion.objects.filter(batch=batch).values_list("state", flat=True))


def test_several_are_stored_together_each_with_its_statements(db):
    ingestions_submit([{"data": article(n).encode(), "way": "file", "batch": "batch00001"} for n in range(20)])
    process()
    assert states() == ["done"] * 20
    assert Document.objects.count() == 20
    for document in Document.objects.prefetch_related("statements"):
        found = document.statements.all()
        assert len(found) > 5
        assert all(document.text[row.start : row.end] == row.exact for row in found)


def test_a_bad_one_costs_no_other_and_the_same_twice_is_one(db):
    hand_in("It rained, officials said.", "\0\0", "It rained, officials said.", "It snowed, officials said.")
    process()
    rows = list(Ingestion.objects.order_by("pk").values_list("state", "is_duplicate"))
    assert rows == [("done", False), ("failed", False), ("done", True), ("done", False)]
    assert Document.objects.count() == 2


def test_what_a_worker_died_over_is_finished_by_the_next_and_is_no_duplicate(db):
    (row,) = hand_in("It rained, officials said.")
    process()
    # As a worker leaves it that dies between storing and looking for copies.
    Ingestion.objects.filter(pk=row.pk).delete()
    left = Ingestion.objects.create(
        way="file", batch="batch00001", original=row.original, state="extracting", attempts=1,
        document=Document.objects.get(), statements_found=1,
    )  # fmt: skip
    process()
    left.refresh_from_db()
    assert (left.state, left.is_duplicate, left.attempts) == ("done", False, 2)
    assert Document.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_hard", [False, True])
def test_a_worker_that_goes_on_holds_nothing_of_a_task_that_broke_off(monkeypatch, is_hard):
    hand_in("It rained, officials said.")

    def broken(_):
        if is_hard:
            # The connection that held the locks is gone with the rest.
            connection.connection.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(ingestion, "deliveries_read", broken)
    with pytest.raises((KeyboardInterrupt, InterfaceError, OperationalError)):
        process()
    monkeypatch.undo()
    # A server lets go of a closed connection's locks a moment after it is closed.
    deadline = time.monotonic() + (10 if is_hard else 0)
    while ingestion._is_busy():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process()
    assert states() == ["done"]


def test_workers_keep_their_connection_but_ask_whether_it_stands(monkeypatch):
    kept = {"default": {"OPTIONS": {}}, "pooled": {"OPTIONS": {"pool": {"min_size": 2}}}}
    monkeypatch.setattr(celery, "connections", type("Connections", (), {"settings": kept}))
    frozen = []
    monkeypatch.setattr(celery.gc, "freeze", lambda: frozen.append(True))
    worker_process_init.send(sender=None)
    assert (kept["default"]["CONN_MAX_AGE"], kept["default"]["CONN_HEALTH_CHECKS"]) == (60, True)
    # A pool refuses to be told so.
    assert "CONN_MAX_AGE" not in kept["pooled"]
    assert frozen


def test_a_paused_batch_waits_and_others_do_not(db):
    hand_in("It rained, officials said.")
    hand_in("It snowed, officials said.", batch="batch00002")
    intake_pause(batch="batch00001")
    intake_pause(batch="batch00001")
    process()
    process(batch="batch00002")
    assert (states(), states("batch00002")) == (["queued"], ["done"])
    Ingestion.objects.update(updated_at=timezone.now() - dt.timedelta(hours=1))
    assert ingestions_sweep() == 0
    intake_resume(batch="batch00001")
    process()
    assert states() == ["done"]


def test_the_terminal_says_that_a_batch_is_paused_and_goes_on_with_it(transactional_db, tmp_path, monkeypatch):
    (tmp_path / "one.txt").write_text("It rained, officials said.")
    monkeypatch.setattr(ingest, "WORKER_SECONDS", 0)
    monkeypatch.setattr(ingest, "new_public_id", lambda: "batch00001")
    worked = []

    def process_and_count(pks):
        worked.append(pks)
        ingestions_process(pks)

    def wait(_):
        # An editor resumes it while the command waits.
        assert (states(), worked) == (["queued"], [])
        assert "Batch batch00001 is paused; it goes on when the desk resumes it." in said.getvalue()
        intake_resume(batch="batch00001")

    monkeypatch.setattr(ingest, "ingestions_process", process_and_count)
    monkeypatch.setattr(ingest.time, "sleep", wait)
    intake_pause(batch="batch00001")
    said = StringIO()
    call_command("ingest", str(tmp_path), stdout=StringIO(), stderr=said)
    assert (states(), len(worked)) == (["done"], 1)


def test_everything_can_be_paused(db):
    hand_in("It rained, officials said.")
    intake_pause()
    process()
    assert states() == ["queued"]
    intake_resume()
    process()
    assert states() == ["done"]
    assert not IntakePause.objects.exists()


def test_all_that_failed_is_tried_again_at_once(db, settings):
    settings.DOCUMENT_MAX_CHARACTERS = 10
    hand_in(*(f"It rained {n} days, officials said." for n in range(5)))
    process()
    assert states() == ["failed"] * 5
    settings.DOCUMENT_MAX_CHARACTERS = 1000
    actor = make_user()
    again = ingestions_resubmit(Ingestion.objects.filter(batch="batch00001"), actor=actor)
    assert len(again) == 5
    assert ingestions_resubmit(Ingestion.objects.filter(batch="batch00001"), actor=actor) == []
    process()
    assert states() == ["done"] * 5 + ["retried"] * 5
    assert Ingestion.objects.filter(retry_of__isnull=False, created_by=actor).count() == 5


def test_queued_rows_are_not_handed_out_twice_in_a_row(db):
    hand_in("It rained, officials said.", "It snowed, officials said.")
    assert ingestions_sweep() == 0
    Ingestion.objects.update(updated_at=timezone.now() - dt.timedelta(minutes=1))
    assert ingestions_sweep() == 2
    assert ingestions_sweep() == 0


def test_only_workers_of_this_database_count_as_busy(db):
    hand_in("It rained, officials said.")
    Ingestion.objects.update(updated_at=timezone.now() - dt.timedelta(minutes=1))
    target = connection.get_connection_params() | {"dbname": "postgres"}
    with psycopg.connect(
        **{key: target[key] for key in ("dbname", "host", "port", "user", "password") if key in target}
    ) as other:
        other.execute("SELECT pg_advisory_lock(%s, 1)", [LOCK_SPACE])
        assert ingestions_sweep() == 1


@pytest.fixture
def desk(db, client):
    client.force_login(make_user("Reporter"))
    return client


def test_the_desk_shows_how_far_a_batch_is(desk):
    hand_in("It rained, officials said.", "\0\0", "It snowed, officials said.")
    page = desk.get(reverse("desk:ingestions"), {"batch": "batch00001"}).content.decode()
    assert "0 of 3 read" in " ".join(page.split())
    process()
    page = desk.get(reverse("desk:ingestions"), {"batch": "batch00001"}).content.decode()
    assert "3 of 3 read, <strong>1 failed</strong>" in " ".join(page.split())
    assert (progress("batch00001").done, progress().failed, progress().waiting) == (2, 1, 0)


def test_the_desk_pauses_goes_on_and_tries_again(desk):
    hand_in("\0\0")
    post = {"batch": "batch00001"}
    page = desk.post(reverse("desk:ingestions-pause"), post, follow=True).content.decode()
    assert "Paused by" in page
    process()
    assert states() == ["queued"]
    desk.post(reverse("desk:ingestions-resume"), post)
    process()
    assert states() == ["failed"]
    page = desk.post(reverse("desk:ingestions-retry"), post, follow=True).content.decode()
    assert "1 handed in again." in page
    assert states() == ["queued", "retried"]
    desk.post(reverse("desk:ingestions-pause"))
    assert not IntakePause.objects.exists(), "holding back everybody's deliveries is for editors"
    desk.force_login(make_user("Editor"))
    desk.post(reverse("desk:ingestions-pause"))
    assert IntakePause.objects.get().batch == ""
