"""From a delivery to suggested statements: the work that the worker does."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from claims import tasks
from claims.extraction import read_copy
from claims.services.statements import statements_extract
from factcheck.base import DomainError
from sources.models import Document, Ingestion, Outlet
from sources.services import (
    decode_text,
    document_store,
    ingestion_create,
    ingestion_fail,
    ingestion_move,
    ingestion_retry,
    ingestions_unfinished,
    outlet_get_or_create,
)
from sources.workflow import INGESTION_UNFINISHED

log = structlog.get_logger(__name__)

# First half of the key of the advisory locks that workers hold; the second is the ingestion.
LOCK_SPACE = 0x0C1A
# After so many workers died over one text, the text is to blame.
MAX_ATTEMPTS = 5
# How long a message may be on its way before the sweep hands the row out again.
PATIENCE = dt.timedelta(seconds=15)


def ingestion_submit(**delivery: object) -> Ingestion:
    """Take in one delivery (see `ingestion_create`) and queue its reading after commit."""
    with transaction.atomic():
        ingestion = ingestion_create(**delivery)
        tasks.queue_ingestion(ingestion.pk)
    return ingestion


def ingestion_resubmit(*, ingestion: Ingestion, actor: User | None = None) -> Ingestion:
    """Hand a failed ingestion in again and queue it."""
    with transaction.atomic():
        again = ingestion_retry(ingestion=ingestion, actor=actor)
        tasks.queue_ingestion(again.pk)
    return again


@contextmanager
def _held(pk: int) -> Iterator[bool]:
    """Hold the advisory lock of an ingestion; yields False where another worker holds it.

    PostgreSQL frees the lock when the worker's connection ends, however the worker died, so an
    unlocked row in progress is known to be abandoned without waiting for any time to pass.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, pk])
        is_held = bool(cursor.fetchone()[0])
    try:
        yield is_held
    finally:
        if is_held and not connection.closed_in_transaction and connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, pk])


def ingestion_process(*, pk: int) -> Ingestion | None:
    """Bring one ingestion to its end. Safe to call twice: what is done is not done again."""
    with _held(pk) as is_held:
        if not is_held:
            return None
        ingestion = Ingestion.objects.select_related("original", "outlet").filter(pk=pk).first()
        if ingestion is None or ingestion.state not in INGESTION_UNFINISHED:
            return ingestion
        return _process(ingestion)


def _process(ingestion: Ingestion) -> Ingestion:
    if ingestion.attempts >= MAX_ATTEMPTS:
        return ingestion_fail(
            ingestion=ingestion,
            reason=f"The worker stopped {MAX_ATTEMPTS} times while reading this.",
        )
    if ingestion.state != Ingestion.State.QUEUED:
        ingestion_move(ingestion=ingestion, state=Ingestion.State.QUEUED)
    ingestion_move(
        ingestion=ingestion,
        state=Ingestion.State.READING,
        attempts=ingestion.attempts + 1,
        claimed_at=timezone.now(),
    )
    try:
        document, is_new = _read(ingestion)
        ingestion_move(
            ingestion=ingestion,
            state=Ingestion.State.EXTRACTING,
            document=document,
            # A second attempt finds the document of the first, which is no duplicate.
            is_duplicate=not is_new and not _is_own(ingestion, document),
        )
        with transaction.atomic():
            found = statements_extract(document=document)
            ingestion_move(
                ingestion=ingestion,
                state=Ingestion.State.DONE,
                statements_found=found,
                finished_at=timezone.now(),
            )
    except DomainError as error:
        ingestion_fail(ingestion=ingestion, reason=error.message)
    return ingestion


def _is_own(ingestion: Ingestion, document: Document) -> bool:
    others = document.ingestions.exclude(pk=ingestion.pk)
    return not others.exists()


def _read(ingestion: Ingestion) -> tuple[Document, bool]:
    text = decode_text(bytes(ingestion.original.data))
    facts = read_copy(text)
    place = facts.dateline_place or facts.dateline
    outlet = ingestion.outlet
    named: Outlet | None = outlet_get_or_create(name=facts.outlet.text) if facts.outlet else None
    published_at, precision = ingestion.published_at, ingestion.published_precision
    if published_at is None and facts.published_on is not None:
        published_at = dt.datetime.combine(facts.published_on, dt.time(), tzinfo=dt.UTC)
        precision = Document.Precision.DAY
    return document_store(
        text=text,
        original=ingestion.original,
        outlet=outlet or named,
        dispatch=named,
        title=ingestion.title or (facts.headline.text if facts.headline else ""),
        byline=facts.byline.text if facts.byline else "",
        dateline=place.text if place else "",
        url=ingestion.url,
        published_at=published_at,
        published_precision=precision,
    )


def ingestions_sweep() -> int:
    """Queue again what stands though nobody works on it. Returns how many."""
    count = 0
    waiting = ingestions_unfinished().filter(updated_at__lt=timezone.now() - PATIENCE)
    for pk in waiting.values_list("pk", flat=True).iterator():
        with _held(pk) as is_held:
            if not is_held:
                continue
        tasks.queue_ingestion(pk)
        count += 1
    if count:
        log.info("ingestions handed out again", count=count)
    return count
