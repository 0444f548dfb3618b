"""Copies of what was online: made by the worker, tried again, never replaced, and verified."""

import datetime as dt
import hashlib
import ipaddress
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from warcio.archiveiterator import ArchiveIterator

from claims.models import Event, Evidence
from claims.public.models import Publication
from claims.publishing.references import document_ref
from claims.services.archive import capture_faults, capture_make, capture_request, capture_retry, captures_sweep
from claims.services.evidence import evidence_add, evidence_keep
from claims.services.ingestion import ingestion_submit, ingestions_process
from claims.tests.factories import make_claim, make_evidence, make_user, publish
from factcheck.base import DomainError
from sources.fetch import fetch, require_outside
from sources.models import Capture, Document
from sources.services import fetches
from sources.services.ingestions import ingestion_fetch

PAGE = (
    b"<html><head><title>A report</title></head><body><article><p>The ministry counted 5,937 dead soldiers, it said on"
    b" Wednesday in a statement.</p></article></body></html>"
)


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        status, body = self.server.pages.get(self.path, (404, b""))
        self.server.asked += 1
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if status == 302:
            self.send_header("Location", body.decode())
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def site(monkeypatch):
    """A site on this machine that, for this test, counts as public."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.pages, server.asked, server.url = {}, 0, f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    here = ipaddress.ip_address("127.0.0.1")
    monkeypatch.setattr(fetches, "fetch", partial(fetch, allows=lambda address: address == here))
    outside = partial(require_outside, allows=lambda address: address == here)
    monkeypatch.setattr(fetches, "require_outside", outside)
    yield server
    server.shutdown()
    server.server_close()


def kept(site, body=PAGE):
    site.pages["/a"] = (200, body)
    return capture_make(pk=capture_request(url=f"{site.url}/a").pk)


def test_evidence_at_an_address_is_kept_as_a_warc_file(db, site):
    site.pages["/a"] = (200, PAGE)
    evidence = make_evidence(make_claim(), url=f"{site.url}/a")
    assert evidence.capture.state == "waiting"
    capture = capture_make(pk=evidence.capture_id)
    assert (capture.state, capture.reason) == ("stored", "")
    assert "5,937 dead soldiers" in capture.text
    assert "<p>" not in capture.text
    evidence.refresh_from_db()
    assert evidence.archived_digest == hashlib.sha256(PAGE).hexdigest()
    with default_storage.open(capture.file) as file:
        data = file.read()
    records = {record.rec_type: record.content_stream().read() for record in ArchiveIterator(BytesIO(data))}
    assert records["response"] == PAGE
    assert records["conversion"].decode() == capture.text
    assert {"warcinfo", "request", "response", "conversion"} == set(records)
    assert capture_faults(capture) == []
    assert Event.objects.filter(subject="claim", action="evidence.kept").count() == 1


def test_a_published_claim_shows_the_digest_of_the_copy(db, site):
    site.pages["/a"] = (200, PAGE)
    claim = make_claim()
    evidence = make_evidence(claim, url=f"{site.url}/a")
    make_evidence(claim)
    publish(claim)
    capture_make(pk=evidence.capture_id)
    body = Publication.objects.get(kind="claim", public_id=claim.public_id).body
    assert hashlib.sha256(PAGE).hexdigest() in str(body)


def test_a_fetched_document_is_kept_with_the_very_answer_it_was_read_from(db, site):
    site.pages["/a"] = (200, PAGE)
    row = ingestion_submit(way="url", url=f"{site.url}/a", name="a")
    ingestions_process([row.pk])
    capture = Capture.objects.get()
    assert capture.state == "waiting"
    asked = site.asked
    capture_make(pk=capture.pk)
    row.refresh_from_db()
    capture.refresh_from_db()
    assert (capture.state, capture.fetch) == ("stored", row.fetch)
    # The answer is at hand; nobody is asked twice.
    assert site.asked == asked


@pytest.mark.parametrize("is_read_first", [True, False])
def test_a_document_tells_of_the_copy_of_its_page_whichever_was_stored_first(db, site, is_read_first):
    site.pages["/a"] = (200, PAGE)
    row = ingestion_submit(way="url", url=f"{site.url}/a", name="a")
    if is_read_first:
        ingestions_process([row.pk])
        assert Document.objects.get().archived_at is None
        capture_make(pk=Capture.objects.get().pk)
    else:
        ingestion_fetch(row)
        capture_make(pk=capture_request(url=row.url, fetch=row.fetch).pk)
        ingestions_process([row.pk])
    document, capture = Document.objects.get(), Capture.objects.get()
    assert document.archived_at == capture.stored_at
    assert document.archived_digest == hashlib.sha256(PAGE).hexdigest()
    assert [event.action for event in Event.objects.filter(subject="document")] == ["document.kept"]
    statement = document.statements.first()
    assert document_ref(statement.document)["archived_digest"] == document.archived_digest


def test_a_failure_is_seen_and_tried_again_later_and_later(db, site):
    site.pages["/a"] = (503, b"")
    capture = capture_request(url=f"{site.url}/a")
    waits = []
    for _ in range(5):
        before = timezone.now()
        capture = capture_make(pk=capture.pk)
        assert (capture.state, capture.reason) == ("waiting", "127.0.0.1 answered 503 Service Unavailable.")
        waits.append(round((capture.due_at - before).total_seconds() / 60))
        # Not due yet: neither the sweep nor a message that came twice makes it.
        assert capture_make(pk=capture.pk) is None
        assert captures_sweep() == 0
        Capture.objects.filter(pk=capture.pk).update(due_at=timezone.now())
        assert captures_sweep() == 1
    assert waits == [1, 10, 60, 360, 1440]
    capture = capture_make(pk=capture.pk)
    assert capture.state == "failed"
    site.pages["/a"] = (200, PAGE)
    capture = capture_retry(capture=capture, actor=make_user("Reporter"))
    assert capture_make(pk=capture.pk).state == "stored"


def test_what_is_gone_has_failed_at_once(db, site):
    capture = capture_make(pk=capture_request(url=f"{site.url}/none").pk)
    assert (capture.state, capture.reason) == ("failed", "127.0.0.1 answered 404 Not Found.")


def test_an_inner_address_is_never_fetched(db):
    capture = capture_make(pk=capture_request(url="http://169.254.169.254/latest/").pk)
    assert "not on the public internet" in capture.reason
    assert capture.fetch is None


def test_a_capture_whose_worker_died_is_made_by_the_next(db, site):
    site.pages["/a"] = (200, PAGE)
    capture = capture_request(url=f"{site.url}/a")
    # As the first worker left it: taken, and never heard of again.
    Capture.objects.filter(pk=capture.pk).update(due_at=timezone.now() - dt.timedelta(seconds=1), attempts=1)
    assert captures_sweep() == 1
    assert capture_make(pk=capture.pk).state == "stored"
    assert capture_make(pk=capture.pk) is None


def test_half_a_file_that_a_dead_worker_left_is_written_anew(db, site, monkeypatch):
    site.pages["/a"] = (200, PAGE)
    capture = capture_request(url=f"{site.url}/a")
    left = []

    def die(name, content):
        left.append(save(name, ContentFile(content.read()[:100])))
        raise KeyboardInterrupt

    save = default_storage.save
    monkeypatch.setattr(default_storage, "save", die)
    with pytest.raises(KeyboardInterrupt):
        capture_make(pk=capture.pk)
    monkeypatch.undo()
    Capture.objects.filter(pk=capture.pk).update(due_at=timezone.now())
    capture = capture_make(pk=capture.pk)
    assert [capture.file] == left
    assert capture_faults(capture) == []


def test_a_kept_copy_is_never_replaced(db, site):
    capture = kept(site)
    for change in ({"digest": "0" * 64}, {"state": "waiting"}, {"text": "Other words"}, {"file": "elsewhere"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Capture.objects.filter(pk=capture.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        capture.delete()


def test_the_copy_of_evidence_is_never_exchanged(db, site):
    site.pages["/a"] = (200, PAGE)
    evidence = make_evidence(make_claim(), url=f"{site.url}/a")
    capture_make(pk=evidence.capture_id)
    site.pages["/a"] = (200, PAGE.replace(b"5,937", b"80,000"))
    other = capture_make(pk=capture_request(url=f"{site.url}/a").pk)
    assert other.pk != evidence.capture_id
    for change in ({"capture": other}, {"capture": None}, {"archived_digest": "0" * 64}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.filter(pk=evidence.pk).update(**change)


def test_a_protected_source_is_not_asked(db):
    evidence = make_evidence(make_claim(), is_protected=True)
    assert evidence.capture is None
    with pytest.raises(DomainError, match="open evidence"):
        evidence_keep(evidence=evidence, actor=make_user("Reporter"))


def test_older_evidence_gets_its_copy_when_somebody_asks(db, site):
    actor = make_user("Reporter")
    evidence = evidence_add(
        claim=make_claim(), actor=actor, stance="context", title="A page", url=f"{site.url}/a", keep_copy=False
    )
    assert evidence.capture is None
    evidence = evidence_keep(evidence=evidence, actor=actor)
    assert evidence.capture.state == "waiting"
    with pytest.raises(DomainError, match="already"):
        evidence_keep(evidence=evidence, actor=actor)


def verify(*args):
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_archive", *args, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), err.getvalue() + str(error)
    return 0, out.getvalue(), err.getvalue()


def test_verify_archive_finds_every_kind_of_damage(db, site):
    capture = kept(site)
    assert verify() == (0, "1 copy is as it was stored.\n", "")
    with default_storage.open(capture.file) as file:
        data = file.read()
    path = Path(default_storage.path(capture.file))

    def damaged(content):
        path.write_bytes(content)
        return verify()

    for at in range(0, len(data), max(1, len(data) // 40)):
        changed = bytearray(data)
        changed[at] ^= 1
        status, _, said = damaged(bytes(changed))
        assert status == 1, at
        assert capture.public_id in said
    assert damaged(data[:-1])[0] == 1
    assert damaged(b"")[0] == 1
    assert damaged(data) == (0, "1 copy is as it was stored.\n", "")
    default_storage.delete(capture.file)
    status, _, said = verify()
    assert status == 1
    assert "its file is missing" in said
