"""Verifying the ledger, and sealing it day by day."""

import datetime as dt
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import chain

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from psycopg import Cursor

from claims.ledger import (
    FIRST_HASH,
    FIRST_MEMBERS,
    MEMBERS,
    SEPARATOR,
    Head,
    Row,
    Seal,
    Verified,
    checkpoint_hash,
    heads_digest,
    line_chain,
    verify,
)
from claims.models import ChainHead, Checkpoint, Claim, Event
from claims.publishing import public_lines_digest, publish_checkpoint
from claims.services.events import iso

# Lines that are fetched at a time, a megabyte or two: hashed while PostgreSQL prepares the next.
CHUNK = 4_000
HEADS_CHUNK = 10_000


def _text() -> str:
    """Return SQL for the text that a line's hash was made from."""
    first = ", ".join(
        """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') AS at""" if name == "at" else name
        for name in FIRST_MEMBERS
    )
    members = ", ".join(f"COALESCE({name}::text, '')" if name.endswith("_id") else name for name in MEMBERS)
    return (
        f"CASE format WHEN 1 THEN row_to_json((SELECT line FROM (SELECT {first}) AS line))::text"  # noqa: S608 - constants
        f" ELSE concat_ws(E'\\x{ord(SEPARATOR):x}', {members}) END"
    )


_LINES = f"""
    SELECT id, number, previous_hash, hash, convert_to({_text()}, 'UTF8')
    FROM claims_event WHERE (subject, subject_id, number) > (%s, %s, %s)
    ORDER BY subject, subject_id, number LIMIT {CHUNK}
"""  # noqa: S608 - constants are all that is put in


def ledger_chunks() -> Generator[list[Row]]:
    """Yield the ledger in chunks of rows for `verify`.

    The next chunk is made while the last is hashed: by a thread, but on this connection and in this transaction, so
    that all of them show one state of the ledger.
    """

    def fetch(subject: str, subject_id: str, number: int) -> list[Row]:
        # Django's own cursors bind in the client and then cannot take bytes as they are.
        with Cursor(raw) as cursor:
            return cursor.execute(_LINES, (subject, subject_id, number), binary=True).fetchall()

    with connection.cursor() as cursor:
        # How times are written depends on these.
        cursor.execute("SET LOCAL TIME ZONE 'UTC'; SET LOCAL datestyle = 'ISO, YMD'")
    raw = connection.connection
    with ThreadPoolExecutor(1, thread_name_prefix="ledger") as thread:
        coming: Future[list[Row]] = thread.submit(fetch, "", "", 0)
        while rows := coming.result():
            _, number, *_, text = rows[-1]
            subject, _, subject_id = line_chain(text).partition(" ")
            coming = thread.submit(fetch, subject, subject_id, number)
            yield rows


def _heads() -> Generator[Head]:
    rows = ChainHead.objects.order_by("subject", "subject_id")
    fields = ("subject", "subject_id", "number", "hash", "event_id")
    for subject, subject_id, number, line, row in rows.values_list(*fields).iterator(chunk_size=HEADS_CHUNK):
        yield Head(f"{subject} {subject_id}", number, line, row)


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

        def counted() -> Generator[list[Row]]:
            with closing(ledger_chunks()) as chunks:
                for chunk in chunks:
                    yield chunk
                    progress(len(chunk))

        seals = [Seal(str(row), row.last_event_id, row.heads) for row in checkpoints]
        with closing(counted()) as chunks, closing(_heads()) as heads:
            found = verify(chain.from_iterable(chunks), heads, seals)
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


def _heads_between(since: int, last: int) -> Iterator[tuple[str, int, str]]:
    """Yield the newest line of each chain that grew after row `since`, as it stood at row `last`."""
    rows = (
        Event.objects.filter(id__gt=since, id__lte=last)
        .order_by("subject", "subject_id", "-number")
        .distinct("subject", "subject_id")
        .values_list("subject", "subject_id", "number", "hash")
    )
    for subject, subject_id, number, line in rows.iterator(chunk_size=HEADS_CHUNK):
        yield f"{subject} {subject_id}", number, line
