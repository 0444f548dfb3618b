"""Deliveries: taken in, handed to workers, and brought to their end whatever dies on the way."""

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.contrib.auth.models import User
from django.db import DataError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims import tasks
from claims.extraction.collector import uncollected
from claims.services.reading import deliveries_read
from factcheck.base import DomainError
from sources.bulk import batched
from sources.models import Ingestion, IntakePause
from sources.services.ingestions import (
    ingestion_create,
    ingestion_fail,
    ingestions_create,
    ingestions_ready,
    ingestions_retry,
    ingestions_unfinished,
)
from sources.workflow import INGESTION_UNFINISHED

log = structlog.get_logger(__name__)

# First half of the key of the advisory locks that workers hold; the second is the ingestion.
LOCK_SPACE = 0x0C1A
# After so many workers died over one text, the text is to blame.
MAX_ATTEMPTS = 5
# How long a message may be on its way before the sweep hands the row out again.
PATIENCE = dt.timedelta(seconds=15)
# The same while workers are busy, which take messages in their order.
LONG_PATIENCE = dt.timedelta(minutes=10)
# What is read and stored together: some hundred articles of ordinary length, a second's work.
PIECE_BYTES = 2048 * 1024
# Handed in at once at most: so many deliveries, and none more once they have so many bytes together.
HANDED_IN, HANDED_IN_BYTES = 200, 8 * 1024 * 1024
# A task that has run so long leaves the rest to others, well before its time limit.
TASK_SECONDS = 60


def may_withdraw(actor: User | None) -> bool:
    """Whether a kill that somebody hands in withdraws claims; what no person hands in, such as a feed, does.

    Asked when it is handed in, of whoever stands there: the worker that reads it knows no token, and may come after
    the person has left.
    """
    return actor is None or actor.has_perm("claims.withdraw_claim")


def _with_rights(delivery: Mapping[str, Any]) -> dict[str, Any]:
    return {"may_withdraw": may_withdraw(delivery.get("actor")), **delivery}


def ingestion_submit(**delivery: Any) -> Ingestion:
    """Take in one delivery (see `ingestion_create`) and queue its reading after commit."""
    with transaction.atomic():
        ingestion = ingestion_create(**_with_rights(delivery))
        tasks.queue_ingestions([ingestion.pk])
    return ingestion


def ingestions_submit(deliveries: Iterable[Mapping[str, Any]]) -> list[Ingestion | DomainError]:
    """Take in several deliveries and queue their reading; one that is refused comes back as its error."""
    with transaction.atomic():
        made = ingestions_create(map(_with_rights, deliveries))
        tasks.queue_ingestions([row.pk for row in made if isinstance(row, Ingestion)])
    return made


def handed_in(deliveries: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Cut deliveries, however many, into lists for `ingestions_submit`; no more than one is in memory at a time."""
    piece: list[dict[str, Any]] = []
    size = 0
    for delivery in deliveries:
        piece.append(delivery)
        size += len(delivery.get("data", b""))
        if len(piece) == HANDED_IN or size > HANDED_IN_BYTES:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def ingestion_resubmit(*, ingestion: Ingestion, actor: User | None = None, withdraws: bool | None = None) -> Ingestion:
    """Hand a failed ingestion in again and queue it. Raises DomainError where it did not fail."""
    again = ingestions_resubmit(Ingestion.objects.filter(pk=ingestion.pk), actor=actor, withdraws=withdraws)
    if not again:
        raise DomainError("Only a failed ingestion can be tried again.")
    return again[0]


def ingestions_resubmit(
    rows: QuerySet[Ingestion], *, actor: User | None = None, withdraws: bool | None = None
) -> list[Ingestion]:
    """Hand in again those of several ingestions that failed, and queue them.

    A kill among them withdraws claims where `withdraws` says so, or else where whoever hands it in again may.
    """
    if withdraws is None and actor is not None:
        withdraws = may_withdraw(actor)
    with transaction.atomic():
        again = ingestions_retry(rows, actor=actor, may_withdraw=withdraws)
        tasks.queue_ingestions([row.pk for row in again])
    return again


def intake_pause(*, batch: str = "", actor: User | None = None) -> None:
    """Let no worker take up deliveries of a batch, or any where none is named, until `intake_resume`.

    What is under way is finished. Pausing twice is pausing once.
    """
    IntakePause.objects.get_or_create(batch=batch, defaults={"paused_by": actor})


def is_paused(*, batch: str) -> bool:
    """Whether somebody holds back the deliveries of a batch, or all."""
    return IntakePause.objects.filter(batch__in=("", batch)).exists()


def intake_resume(*, batch: str = "") -> None:
    """Go on with what was paused."""
    with transaction.atomic():
        IntakePause.objects.filter(batch=batch).delete()
        rows = ingestions_ready().filter(batch=batch) if batch else ingestions_ready()
        tasks.queue_ingestions(list(rows.values_list("pk", flat=True)))


@contextmanager
def _held(pks: Sequence[int]) -> Iterator[list[int]]:
    """Hold the advisory locks of ingestions; yields those that no other worker holds.

    PostgreSQL frees the locks when the worker's connection ends, however the worker died, so an
    unlocked row in progress is known to be abandoned without waiting for any time to pass.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pk FROM unnest(%s::int[]) AS pk WHERE pg_try_advisory_lock(%s, pk)", [list(pks), LOCK_SPACE]
            )
            held = [pk for (pk,) in cursor.fetchall()]
        yield held
    finally:
        if not connection.closed_in_transaction and connection.connection is not None:
            _let_go()


def _let_go() -> None:
    """Free the locks of `_held`; by closing the connection, which outlives the task, where they cannot be freed."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    except BaseException:
        connection.close()
        raise


def ingestions_process(pks: Sequence[int]) -> None:
    """Bring ingestions to their end. Safe to call twice: what is done is not done again.

    One that is left over, because time ran out, is queued again; one that another worker holds is left to that.
    """
    until = time.monotonic() + TASK_SECONDS
    pieces = _pieces(pks)
    for number, piece in enumerate(pieces):
        if time.monotonic() > until:
            for later in pieces[number:]:
                tasks.queue_ingestions(later)
            return
        _process(piece)


def _pieces(pks: Sequence[int]) -> list[list[int]]:
    """Cut unfinished ingestions into what may be done together.

    What must be fetched, what is long, and what a worker died over, is done alone: it costs no other anything.
    """
    rows = ingestions_ready().filter(pk__in=pks).order_by("pk")
    together: list[int] = []
    pieces: list[list[int]] = []
    filled = 0
    for pk, attempts, size in rows.values_list("pk", "attempts", "original__size"):
        if attempts or not size or size > PIECE_BYTES:
            pieces.append([pk])
            continue
        if together and filled + size > PIECE_BYTES:
            pieces.append(together)
            together, filled = [], 0
        together.append(pk)
        filled += size
    # What is quick comes first.
    return [together, *pieces] if together else pieces


def _process(pks: Sequence[int]) -> None:
    with _held(pks) as held:
        rows = (
            ingestions_unfinished()
            .filter(pk__in=held)
            .order_by("pk")
            .select_related("original", "outlet", "fetch", "parent", "document", "created_by")
        )
        fresh = []
        for row in rows:
            if row.attempts >= MAX_ATTEMPTS:
                ingestion_fail(ingestion=row, reason=f"The worker stopped {MAX_ATTEMPTS} times while reading this.")
            else:
                fresh.append(row)
        if not fresh:
            return
        try:
            # Nearly all that is made of them is in use until they are stored.
            with uncollected():
                deliveries_read(fresh)
        except DataError as error:
            if len(fresh) > 1:
                tasks.queue_ingestions([row.pk for row in fresh])
                return
            log.warning("ingestion not storable", ingestion=fresh[0].public_id, error=str(error))
            ingestion_fail(
                ingestion=fresh[0], reason="What was read of this cannot be stored: the database refused a value in it."
            )
        except SoftTimeLimitExceeded:
            if len(fresh) > 1:
                # Whichever it was, alone it will show.
                tasks.queue_ingestions([row.pk for row in fresh])
                return
            fresh[0].refresh_from_db()
            if fresh[0].state in INGESTION_UNFINISHED:
                ingestion_fail(
                    ingestion=fresh[0],
                    reason=f"Reading this took more than {settings.CELERY_TASK_SOFT_TIME_LIMIT} seconds;"
                    " it was given up.",
                )


def ingestions_sweep() -> int:
    """Queue again what stands though nobody works on it. Returns how many."""
    now = timezone.now()
    standing = ingestions_ready().filter(updated_at__lt=now - PATIENCE)
    if _is_busy():
        # Messages are being taken, so those behind them are likely to be there.
        standing = standing.exclude(state=Ingestion.State.QUEUED, updated_at__gte=now - LONG_PATIENCE)
    count = 0
    for pks in batched(list(standing.values_list("pk", flat=True)), tasks.BATCH):
        with _held(pks) as held:
            # Not again at the next sweep.
            Ingestion.objects.filter(pk__in=held).update(updated_at=now)
        tasks.queue_ingestions(held)
        count += len(held)
    if count:
        log.info("ingestions handed out again", count=count)
    return count


def _is_busy() -> bool:
    """Whether any worker holds an ingestion."""
    with connection.cursor() as cursor:
        # pg_locks shows the whole cluster: another database's workers say nothing about this queue.
        cursor.execute(
            """SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
            WHERE datname = current_database() AND locktype = 'advisory' AND classid = %s LIMIT 1""",
            [LOCK_SPACE],
        )
        return cursor.fetchone() is not None
