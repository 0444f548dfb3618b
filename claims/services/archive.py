"""Copies of what was online: asked for with the act that needs them, made by the worker, tried again when they fail.

A capture is a row before anything is fetched. Its file is named by its content, and the same answer always gives the
same file, so that a worker that dies at any point leaves nothing half-done and nothing twice.
"""

import datetime as dt
import hashlib

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from claims import tasks
from claims.models import Evidence
from claims.publishing import mark_stale, publish_claim
from claims.services.events import event_record
from claims.services.locks import claims_locked, locked
from factcheck.base import DomainError
from sources import warc
from sources.fetch import FetchError, charset_of
from sources.models import Capture, Document, Fetch, Ingestion
from sources.readers import ReadError, read_items
from sources.services.fetches import address_fetch, fetch_store, user_agent
from sources.workflow import CAPTURE_MOVES, is_allowed

log = structlog.get_logger(__name__)

# How long to wait after each attempt that failed; after the last the capture has failed.
PATIENCE = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 10, 60, 6 * 60, 24 * 60))
# A worker that has not come back after so long is dead, and the capture is anybody's again.
LEASE = dt.timedelta(minutes=10)
# Answers that say that trying again is no use; others may be the host's bad day.
FINAL = frozenset({401, 402, 403, 404, 405, 406, 410, 451})


@transaction.atomic
def capture_request(*, url: str, actor: User | None = None, fetch: Fetch | None = None) -> Capture:
    """Ask for a copy of what an address answers, or of the answer `fetch`, and queue the making of it.

    An address that waits for its copy already gets no second one.
    """
    waiting = Capture.objects.filter(url=url, state=Capture.State.WAITING)
    known = Capture.objects.filter(fetch=fetch).first() if fetch else waiting.filter(fetch__isnull=True).first()
    capture = known or Capture.objects.create(url=url, fetch=fetch, due_at=timezone.now(), requested_by=actor)
    tasks.queue_capture(capture.pk)
    return capture


def capture_make(*, pk: int) -> Capture | None:
    """Make the copy if it is due: fetch, write, store. None where it is not due or another worker makes it."""
    now = timezone.now()
    taken = Capture.objects.filter(pk=pk, state=Capture.State.WAITING, due_at__lte=now).update(
        due_at=now + LEASE, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    capture = Capture.objects.select_related("fetch__original").get(pk=pk)
    try:
        if capture.fetch is None:
            fetched = address_fetch(capture.url)
            with transaction.atomic():
                capture.fetch = fetch_store(fetched)
                capture.save(update_fields=["fetch", "updated_at"])
    except DomainError as error:
        return _put_off(capture, error)
    return _store(capture)


def _put_off(capture: Capture, error: DomainError) -> Capture:
    """Note why an attempt failed and when the next is due, or that there is none."""
    cause = error.__cause__
    is_final = isinstance(cause, FetchError) and cause.status in FINAL
    capture.reason = error.message
    if is_final or capture.attempts > len(PATIENCE):
        capture.state = Capture.State.FAILED
    else:
        capture.due_at = timezone.now() + PATIENCE[capture.attempts - 1]
    capture.save(update_fields=["reason", "state", "due_at", "updated_at"])
    return capture


def _store(capture: Capture) -> Capture:
    fetch = capture.fetch
    assert fetch is not None
    body = bytes(fetch.original.data)
    text = page_text(fetch)
    answer = warc.Answer(
        url=fetch.url,
        final_url=fetch.final_url,
        status=fetch.status,
        headers=tuple((name, value) for name, value in fetch.headers),
        body=body,
        fetched_at=fetch.fetched_at,
        text=text,
    )
    data = warc.write(answer, software=settings.SITE_NAME, user_agent=user_agent())
    digest = hashlib.sha256(data).hexdigest()
    name = f"archive/{digest[:2]}/{digest}.warc.gz"
    if not default_storage.exists(name) or default_storage.size(name) != len(data):
        # What a worker that died left is no whole file.
        default_storage.delete(name)
        name = default_storage.save(name, ContentFile(data))
    waiting = Evidence.objects.filter(capture=capture, archived_digest="")
    with transaction.atomic():
        claims, capture = claims_locked(lambda: waiting.values_list("claim", flat=True), lambda: locked(capture))
        if not is_allowed(CAPTURE_MOVES, capture.state, Capture.State.STORED):
            return capture
        capture.state = Capture.State.STORED
        capture.file, capture.size, capture.digest, capture.text = name, len(data), digest, text
        capture.stored_at = timezone.now()
        capture.reason = ""
        capture.save()
        for claim in claims:
            for evidence in waiting.filter(claim=claim):
                evidence.archived_digest = fetch.original.digest
                evidence.save(update_fields=["archived_digest", "updated_at"])
                event_record(
                    subject=claim,
                    action="evidence.kept",
                    actor=None,
                    after={"evidence": evidence.public_id, "archived_digest": evidence.archived_digest},
                )
        for claim in claims:
            publish_claim(claim)
    documents_archived(fetch.pk)
    return capture


@transaction.atomic
def documents_archived(fetch_id: int) -> None:
    """Let the documents that were read from an answer tell of the copy that is kept of it.

    Asked for when a copy is stored, and when a document is: whichever is committed last finds the other.
    """
    stored = Capture.objects.filter(fetch=fetch_id, state=Capture.State.STORED)
    copy = stored.values_list("stored_at", "fetch__original__digest").first()
    if copy is None:
        return
    read_from_it = Ingestion.objects.filter(fetch=fetch_id, parent=None, document__isnull=False).values("document")
    for document in Document.objects.select_for_update(no_key=True).filter(pk__in=read_from_it, archived_at=None):
        document.archived_at, document.archived_digest = copy
        document.save(update_fields=["archived_at", "archived_digest", "updated_at"])
        event_record(
            subject=document,
            action="document.kept",
            actor=None,
            after={"archived_digest": document.archived_digest},
        )
        mark_stale(f"document:{document.public_id}")


def page_text(fetch: Fetch) -> str:
    """Return what a reader reads on a page that was fetched; nothing where the answer is no page."""
    kind = next((value for name, value in fetch.headers if name.lower() == "content-type"), "")
    if not kind.lower().lstrip().startswith(("text/html", "application/xhtml+xml")):
        return ""
    try:
        items = read_items(bytes(fetch.original.data), url=fetch.final_url, charset=charset_of(fetch.headers))
    except ReadError:
        return ""
    return items[0].text if len(items) == 1 else ""


@transaction.atomic
def capture_retry(*, capture: Capture, actor: User) -> Capture:
    """Try a capture that failed again, from the first attempt on."""
    capture = locked(capture)
    if capture.state != Capture.State.FAILED:
        raise DomainError("Only a copy that failed can be tried again.")
    capture.state, capture.attempts, capture.due_at = Capture.State.WAITING, 0, timezone.now()
    capture.requested_by = capture.requested_by or actor
    capture.save(update_fields=["state", "attempts", "due_at", "requested_by", "updated_at"])
    tasks.queue_capture(capture.pk)
    return capture


def captures_sweep() -> int:
    """Queue every capture that is due: those put off, and those whose worker died. Returns how many."""
    due = Capture.objects.filter(state=Capture.State.WAITING, due_at__lte=timezone.now()).order_by("due_at")
    count = 0
    for pk in due.values_list("pk", flat=True)[:1000]:
        tasks.queue_capture(pk)
        count += 1
    return count


def capture_faults(capture: Capture) -> list[str]:
    """Return what is wrong with a kept copy, in words; nothing where it is as it was stored."""
    assert capture.fetch is not None
    try:
        with default_storage.open(capture.file) as file:
            data = file.read()
    except FileNotFoundError:
        return ["its file is missing"]
    except OSError as error:
        return [f"its file cannot be read: {error.strerror or error}"]
    if hashlib.sha256(data).hexdigest() != capture.digest:
        return ["its file is not the one that was stored: its digest differs"]
    if faults := warc.check(data):
        return faults
    answer = warc.read(data)
    original = capture.fetch.original
    if hashlib.sha256(answer.body).hexdigest() != original.digest:
        return ["the answer in it is not the one that the record names"]
    if hashlib.sha256(bytes(original.data)).hexdigest() != original.digest:
        return ["the bytes in the record are not those that were received"]
    return []
