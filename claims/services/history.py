"""Verifying the ledger, and sealing it day by day."""

import datetime as dt
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from functools import partial
from itertools import chain, islice

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from psycopg import Cursor

from claims.ledger import (
    COLUMNS,
    FIRST_HASH,
    LAST_ROW,
    Seal,
    Verified,
    checkpoint_hash,
    head_line,
    heads_digest,
    verify,
)
from claims.models import ChainHead, Checkpoint, Claim, Event
from claims.publishing import public_lines_digest, publish_checkpoint
from claims.services.events import iso

# Rows that are checked at a time: few enough to stay in the processor's own memory, and fewer than the socket holds, so
# that PostgreSQL sends the next ones meanwhile: of a thousand each side waits for the other, a third longer in all.
BLOCK = 200
HEADS_CHUNK = 10_000
# Before its first row COPY sends its name, flags and the length of what else it might say: nothing.
COPY_HEADER = 19
COPY_END = b"\xff\xff"

_COLUMNS = ", ".join({"last_number": "number - 1", "actor_id": "actor_id::bigint"}.get(name, name) for name in COLUMNS)


def _copied(query: str) -> Generator[list[bytes]]:
    """Yield the rows of a query as binary COPY sends them, a block at a time."""
    raw = connection.connection
    with Cursor(raw) as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)") as copy:
        first = bytes(copy.read())[COPY_HEADER:]
        if first != COPY_END:
            # What psycopg does around each row takes longer than to check it.
            get = partial(raw.pgconn.get_copy_data, 0)
            rows = chain([(len(first), first)], iter(get, (len(COPY_END), COPY_END)))
            try:
                while block := [bytes(row) for _, row in islice(rows, BLOCK)]:
                    yield block
            finally:
                # Whoever found a fault reads no further; to cancel would undo the transaction.
                deque(rows, maxlen=0)
                copy.read()
        else:
            copy.read()


def ledger_rows(after: int = 0, until: int = LAST_ROW) -> Generator[list[bytes]]:
    """Yield the rows of the ledger after one and up to another for `verify`, in the order they were written in."""
    return _copied(
        f"SELECT {_COLUMNS} FROM claims_event WHERE id > {after} AND id <= {until} ORDER BY id"  # noqa: S608 - integers
    )


def _heads() -> Iterator[bytes]:
    query = "SELECT event_id, number, hash, subject, subject_id FROM claims_chainhead ORDER BY subject, subject_id"
    return chain.from_iterable(_copied(query))


def history_verify(progress: Callable[[int], object] = lambda count: None) -> Verified:
    """Check every line of every history, the ends of all chains and all checkpoints. Stops at the first fault.

    `progress` is told how many lines were read. Nothing is written; whoever writes meanwhile is not kept waiting.
    """
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        checkpoints = list(Checkpoint.objects.order_by("number"))
        if fault := _checkpoint_fault(checkpoints):
            return Verified(0, 0, fault)

        def read(after: int, until: int) -> Generator[list[bytes]]:
            with closing(ledger_rows(after, until)) as blocks:
                for block in blocks:
                    yield block
                    progress(len(block))

        seals = [Seal(str(row), row.last_event_id, row.heads) for row in checkpoints]
        found = verify(read, _heads(), seals)
        return found if found.fault else Verified(found.lines, found.chains, _orphan_fault())


def _checkpoint_fault(checkpoints: list[Checkpoint]) -> str:
    """Return what is wrong with the chain of checkpoints itself, in words."""
    previous = FIRST_HASH
    for number, row in enumerate(checkpoints, 1):
        if row.number != number:
            return f"Checkpoint {number} is missing"
        if row.previous_hash != previous:
            return f"{row} does not follow the checkpoint before it"
        if row.hash != _hash_of(row):
            return f"{row} was changed: its hash does not fit it"
        previous = row.hash
    return ""


def _hash_of(row: Checkpoint) -> str:
    return checkpoint_hash(
        number=row.number, at=iso(row.at), heads=row.heads, lines=row.lines, previous_hash=row.previous_hash
    )


def _orphan_fault() -> str:
    """Every claim was drafted by somebody: one without any line lost its whole history."""
    lost = Claim.objects.exclude(public_id__in=ChainHead.objects.filter(subject="claim").values("subject_id"))
    claim = lost.order_by("pk").first()
    return f"History of claim {claim.public_id}: line 1 is missing, and all that followed it" if claim else ""


# --- checkpoints ---------------------------------------------------------------------------


def checkpoint_take(*, now: dt.datetime | None = None) -> Checkpoint | None:
    """Take and publish today's checkpoint. None where today has one already, so it may be asked for again.

    Raises OperationalError where a writer holds the ledger for longer than CHECKPOINT_PATIENCE_MS; ask again later.
    """
    now = now or timezone.now()
    day = now.astimezone(dt.UTC).date()
    if Checkpoint.objects.filter(day=day).exists():
        return None
    last = _last_row()
    with transaction.atomic():
        # Who takes one at the same time waits here, and then finds it taken.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE claims_checkpoint IN SHARE ROW EXCLUSIVE MODE")
        before = Checkpoint.objects.order_by("-number").first()
        if before is not None and (before.day >= day or before.last_event_id > last):
            return None
        since = before.last_event_id if before else 0
        made = Checkpoint(
            number=before.number + 1 if before else 1,
            day=day,
            at=now,
            last_event_id=last,
            heads=heads_digest(_heads_between(since, last)),
            lines=public_lines_digest(since, last),
            previous_hash=before.hash if before else FIRST_HASH,
        )
        made.hash = _hash_of(made)
        made.save(force_insert=True)
        publish_checkpoint(made)
    return made


def _last_row() -> int:
    """Return a row of the ledger after which no writer still at work can commit a lower one."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Writers are waited for, and kept waiting for the length of one small query; but never for long.
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{settings.CHECKPOINT_PATIENCE_MS}ms"])
        cursor.execute("LOCK TABLE claims_event IN SHARE MODE")
        last = Event.objects.aggregate(last=Max("id"))["last"] or 0
        cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    return last


def _heads_between(since: int, last: int) -> Iterator[str]:
    """Yield the newest line of each chain that grew after row `since`, as it stood at row `last`."""
    rows = (
        Event.objects.filter(id__gt=since, id__lte=last)
        .order_by("subject", "subject_id", "-number")
        .distinct("subject", "subject_id")
        .values_list("subject", "subject_id", "number", "hash")
    )
    for subject, subject_id, number, line in rows.iterator(chunk_size=HEADS_CHUNK):
        yield head_line(f"{subject} {subject_id}", number, line)
