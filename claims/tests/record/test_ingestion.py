import datetime as dt
import json
import os
import threading
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from claims.models import Statement
from claims.services.ingestion import ingestion_resubmit, ingestion_submit, ingestions_process, ingestions_sweep
from claims.services.reviews import statement_reject
from claims.services.suggestions import statements_extract
from claims.tests.factories import make_outlet, make_user
from factcheck.base import DomainError
from factcheck.tests.worker import empty_queue
from sources.models import Document, Ingestion, Original, Outlet

ARTICLE = (
    '"We shall vote on Monday," Prime Minister Ana Horvat told reporters in Zagreb on Tuesday.\n\nShe left at noon.'
)


def take(text, **fields):
    data = text if isinstance(text, bytes) else text.encode()
    row = ingestion_submit(data=data, way="paste", **fields)
    ingestions_process([row.pk])
    row.refresh_from_db()
    return row


def test_an_article_becomes_a_document_with_suggested_statements(db):
    row = take(ARTICLE, published_on=dt.date(2022, 9, 21))
    assert (row.state, row.is_duplicate, row.reason) == ("done", False, "")
    statement = row.document.statements.get(kind="direct")
    assert statement.exact == '"We shall vote on Monday,"'
    assert statement.suggested_speaker == "Ana Horvat"
    assert statement.review_state == "suggested"
    assert statement.said_on == dt.date(2022, 9, 20)
    assert row.document.text[statement.start : statement.end] == statement.exact


def test_the_same_text_twice_is_one_document(db):
    first, second = take(ARTICLE), take(ARTICLE)
    assert first.document == second.document
    assert not first.is_duplicate
    assert second.is_duplicate
    assert Document.objects.count() == Original.objects.count() == 1
    assert Statement.objects.filter(kind="direct").count() == 1


def test_the_same_text_from_another_outlet_is_a_copy_with_an_origin(db):
    first = take(ARTICLE, outlet=make_outlet("First"))
    second = take(ARTICLE, outlet=make_outlet("Second"))
    assert second.document.origin == first.document
    assert take(ARTICLE, outlet=make_outlet("Third")).document.origin == first.document


def test_facts_come_from_the_copy_where_it_has_them(db):
    text = "Flags in Saint Petersburg at a concert, 23 September, 2022.AFP\n\nThe vote has begun, officials said."
    document = take(text).document
    assert document.outlet.name == "AFP"
    assert document.published_at == dt.datetime(2022, 9, 23, tzinfo=dt.UTC)
    assert document.published_precision == "day"
    document = take(" date 2022-09-23 KYIV, Ukraine: The call-up has begun, the army said.").document
    assert document.dateline.startswith("KYIV, Ukraine")
    assert document.published_at == dt.datetime(2022, 9, 23, tzinfo=dt.UTC)
    document = take("It began, the army said. Nothing here says when or who printed it.").document
    assert (document.outlet, document.published_at, document.published_precision) == (None, None, "unknown")


def refusal_of(data):
    """What is said of a delivery that is no text: at once, or on its row once a worker has looked."""
    with suppress(DomainError):
        row = take(data)
        assert row.state == "failed"
        return row.reason
    assert not Ingestion.objects.exists()
    with pytest.raises(DomainError) as refused:
        take(data)
    return refused.value.message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"...\n---", "no words"),
        (b"\x89PNG\0\0\0binary", "not a text"),
        (b"a text\0with a NUL", "not a text"),
        (b"x" * (20 * 1024 * 1024 + 1), "This is 20.1 MiB; at most 20 MiB are taken at once."),
    ],
)
def test_what_is_no_text_is_refused_in_words_and_nothing_is_half_made(db, data, said):
    assert said in refusal_of(data)
    assert not Document.objects.exists()
    assert not Statement.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "koi8-r", "cp1251"])
def test_text_in_other_encodings_is_read(db, encoding):
    words = "Президент сказал: «Мы победим в этой войне», — и уехал из города Харькова в столицу."
    if encoding == "koi8-r":
        words = words.replace("«", '"').replace("»", '"').replace("—", "-")
    if encoding == "cp1252":
        words = "“We’ll be here,” Zoë Müller told a café crowd. “It’s naïve,” Zoë Müller said."
    assert take(words.encode(encoding)).document.text == words


@pytest.mark.parametrize(
    "text",
    [
        "Nobody speaks in this report. It rained.",
        '"' * 3000 + " words",
        "“" * 3000 + " words",
        'He said "this never ends and nobody closes it. ' * 40,
        "قال الرئيس: «لن نغادر هذه المدينة»، ثم غادر. \u202eשלום\u202c",
        '"I 😀 am 👩‍👩‍👧 here," Ana Horvat said. "Ça 🇫🇷 va," she added.',
        '"<script>alert(1)</script>," <b>Ana</b> Horvat said.',
        "word " * 20_000,
    ],
)
def test_hard_texts_are_read_with_exact_offsets(db, text):
    row = take(text)
    assert row.state == "done", row.reason
    for statement in row.document.statements.all():
        assert row.document.text[statement.start : statement.end] == statement.exact


def test_reading_again_touches_nothing_that_a_person_decided(db):
    document = take(ARTICLE).document
    statement = document.statements.get(kind="direct")
    statement_reject(statement=statement, actor=make_user(), reason="Not his words.")
    count = statements_extract(document=document)
    assert count == document.statements.count()
    statement.refresh_from_db()
    assert statement.review_state == "rejected"


def test_a_failed_delivery_can_be_tried_again(db, settings):
    settings.DOCUMENT_MAX_CHARACTERS = 50
    row = take(ARTICLE)
    assert row.state == "failed"
    assert "at most 50" in row.reason
    settings.DOCUMENT_MAX_CHARACTERS = 5000
    again = ingestion_resubmit(ingestion=row, actor=make_user())
    ingestions_process([again.pk])
    again.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, again.state, again.retry_of) == ("retried", "done", row)
    with pytest.raises(DomainError, match="Only a failed"):
        ingestion_resubmit(ingestion=row)


def test_two_workers_on_one_delivery_do_it_once(transactional_db):
    row = ingestion_submit(data=ARTICLE.encode(), way="paste")

    def work():
        try:
            ingestions_process([row.pk])
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("done", 1)
    assert Statement.objects.filter(kind="direct").count() == 1


def test_a_text_over_which_workers_keep_dying_is_given_up(db):
    row = ingestion_submit(data=ARTICLE.encode(), way="paste")
    Ingestion.objects.filter(pk=row.pk).update(attempts=5)
    ingestions_process([row.pk])
    row.refresh_from_db()
    assert row.state == "failed"
    assert "stopped 5 times" in row.reason


def test_200_documents_survive_a_killed_worker_and_a_broker_that_forgets(worker_factory):
    """SIGKILL in the middle and all messages gone; in the end every one is done exactly once.

    `benchmarks/soak.py` does it with ten thousand, three times, and with a restart of the database.
    """
    rows = [
        ingestion_submit(
            data=f'"Number {n} is what I say," Ana Horvat told reporters. {ARTICLE * 20}'.encode(),
            way="file",
            name=f"{n}.txt",
        )
        for n in range(200)
    ]
    done = Ingestion.objects.filter(state="done")
    worker = worker_factory()
    worker.start()
    worker.wait_for(lambda: done.count() >= 30, seconds=60)
    worker.kill()
    assert done.count() < 200
    empty_queue()
    worker.start()

    def all_done():
        # The sweep waits a little for messages on their way; beat would call it every half minute.
        with transaction.atomic():
            # What a worker writes at this moment is left alone, or the two would wait for each other.
            held = Ingestion.objects.exclude(state="done").select_for_update(skip_locked=True)
            left = list(held.values_list("pk", flat=True))
            Ingestion.objects.filter(pk__in=left).update(updated_at=dt.datetime(2022, 1, 1, tzinfo=dt.UTC))
        ingestions_sweep()
        return done.count() == 200

    worker.wait_for(all_done, seconds=120)
    worker.stop()
    assert Document.objects.count() == 200
    assert {row.pk for row in done} == {row.pk for row in rows}
    for document in Document.objects.all():
        spans = list(document.statements.values_list("start", "end"))
        assert len(spans) == len(set(spans)) > 0
    assert not Ingestion.objects.filter(is_duplicate=True).exists()


def test_the_worker_takes_up_what_is_handed_in(worker):
    row = ingestion_submit(data=ARTICLE.encode(), way="paste")
    worker.wait_for(lambda: Ingestion.objects.get(pk=row.pk).state == "done")


def test_the_command_takes_files_and_folders(transactional_db, tmp_path, capsys):
    (tmp_path / "one.txt").write_text(ARTICLE)
    (tmp_path / "two.txt").write_text(ARTICLE + " More.")
    call_command("ingest", str(tmp_path), outlet="The Paper", published="2022-09-21")
    out = capsys.readouterr().out
    assert out.count("(new)") == 2
    assert Document.objects.filter(outlet__name="The Paper", published_precision="day").count() == 2
    call_command("ingest", str(tmp_path / "one.txt"), outlet="the paper")
    assert "in the record already" in capsys.readouterr().out
    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    ("call", "said", "status"),
    [
        (["nowhere.txt"], "There is no file", 2),
        (["ftp://a.example/x.txt"], "Only http and https are fetched", 2),
        (["-", "--published", "tomorrow"], "not a date", 2),
        (["-", "--published", "2999-01-01"], "cannot be the day", 2),
        ([""], "is empty", 2),
        (["nowhere.txt", "--outlet", "The Typo"], "There is no file", 2),
        (["-", "--outlet", " "], "Name the outlet", 2),
        (["-", "--outlet", "x" * 201], "at most 200 characters", 2),
    ],
)
def test_the_command_says_what_was_wrong(db, call, said, status):
    with pytest.raises(CommandError, match=said) as error:
        call_command("ingest", *call)
    assert error.value.returncode == status
    assert not Outlet.objects.exists()


def test_the_command_says_that_an_outlet_is_new_and_which_are_near(transactional_db, tmp_path, capsys):
    for name in ("The Daily Example", "The Daily Sample", "Ferry News"):
        make_outlet(name)
    (tmp_path / "one.txt").write_text(ARTICLE)
    call_command("ingest", str(tmp_path), outlet="The Daily Exmaple")
    assert "“The Daily Exmaple” is new" in (said := capsys.readouterr().err)
    assert "Near to it: “The Daily Example”, “The Daily Sample”." in said
    call_command("ingest", str(tmp_path), outlet="the daily example")
    assert "is new" not in capsys.readouterr().err
    assert Outlet.objects.count() == 4


def test_the_command_says_that_a_folder_is_empty(db, tmp_path, capsys):
    call_command("ingest", str(tmp_path))
    assert "nothing to take in" in capsys.readouterr().out


def test_the_command_counts_items_and_says_what_was_taken_back(transactional_db, tmp_path, capsys):
    lines = [{"text": ARTICLE, "guid": "urn:1"}, {"guid": "urn:1", "status": "killed"}, {"guid": "urn:2"}]
    (tmp_path / "wire.jsonl").write_text("\n".join(map(json.dumps, lines)))
    with pytest.raises(CommandError, match="1 of 3"):
        call_command("ingest", str(tmp_path))
    out = capsys.readouterr().out
    assert f"taken back by its sender, document {Document.objects.get().public_id} is withdrawn" in out


def test_the_command_takes_what_it_can_of_a_folder(transactional_db, tmp_path, capsys, monkeypatch):
    (tmp_path / "closed").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "good.txt").write_text(ARTICLE)
    (tmp_path / os.fsdecode(b"name \xff.txt")).write_text(ARTICLE + " More.")
    scandir = os.scandir

    def refuse(path):
        # Whoever runs the tests may be allowed to read everything.
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(CommandError, match="1 of 3") as error:
        call_command("ingest", str(tmp_path))
    assert error.value.returncode == 1
    assert capsys.readouterr().err.startswith("closed: ")
    assert Document.objects.count() == 2
    assert Ingestion.objects.filter(name="name ?.txt").exists()


def test_the_command_fails_for_a_bad_file_and_keeps_the_good(transactional_db, tmp_path, capsys):
    (tmp_path / "bad.txt").write_bytes(b"\x89PNG\0\0")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "good.txt").write_text(ARTICLE)
    with pytest.raises(CommandError, match="2 of 3") as error:
        call_command("ingest", str(tmp_path))
    assert error.value.returncode == 1
    assert "not a text" in capsys.readouterr().err
    assert Document.objects.count() == 1


def test_a_text_longer_than_any_article_is_refused_in_words(db, settings):
    settings.DOCUMENT_MAX_CHARACTERS = 500
    row = take("word " * 200)
    assert row.state == "failed"
    assert "at most 500" in row.reason
    assert not Document.objects.exists()


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(3000, 1, 1)])
def test_a_day_on_which_nothing_can_have_been_published_is_refused(db, day):
    with pytest.raises(DomainError, match="cannot be the day"):
        take(ARTICLE, published_on=day)
    assert not Ingestion.objects.exists()
