"""How fast a ledger is verified, as a ratio to hashing the same bytes alone, in one run on one machine.

    python benchmarks/ledger.py [--lines 1000000] [--rounds 3]

Uses the database of the settings. The lines are written in a transaction that is rolled back: nothing stays.
"""

import argparse
import hashlib
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from tqdm import tqdm  # noqa: E402

from claims.ledger import FIRST_HASH, FORMAT, LINE, canonical, line_hash  # noqa: E402
from claims.services.history import checkpoint_take, history_verify, ledger_rows  # noqa: E402

# Lines of one history; a claim that was worked on has about so many.
CHAIN = 8
COLUMNS = ("subject", "subject_id", "number", "action", "actor_name", "at", "reason", "before", "after", "is_public",
           "format", "previous_hash", "hash")  # fmt: skip


def lines(count: int) -> Iterator[tuple]:
    """Make histories of statements as editors leave them, the histories begun in no order."""
    dice = random.Random(1)  # noqa: S311 - the same lines each time
    for chain in range(-(-count // CHAIN)):
        previous = FIRST_HASH
        subject_id = f"{dice.getrandbits(30):06x}{chain:x}".zfill(10)[-10:]
        for number in range(1, min(CHAIN, count - chain * CHAIN) + 1):
            line = {
                "subject": "statement", "subject_id": subject_id, "number": number,
                "action": "statement.reattributed", "actor_id": None, "actor_name": "Anna Editor",
                "at": "2026-11-26T12:00:00.000000+00:00", "claim_id": None, "format": FORMAT,
                "reason": "The second report names the spokesman, not the minister.",
                "before": {"speaker": "0123456789"}, "after": {"speaker": "abcdefghjk", "place": number},
                "is_public": False, "previous_hash": previous,
            }  # fmt: skip
            previous = line_hash(line)
            stored = {**line, "before": canonical(line["before"]), "after": canonical(line["after"]), "hash": previous}
            yield tuple(stored[name] for name in COLUMNS)


def fill(count: int) -> None:
    with connection.cursor() as cursor:
        # Triggers would write the same heads a line at a time.
        cursor.execute("SET LOCAL session_replication_role = replica")
        with cursor.copy(f"COPY claims_event ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in tqdm(lines(count), total=count, unit="line", unit_scale=True, desc="writing", disable=None):
                copy.write_row(row)
        cursor.execute(
            "INSERT INTO claims_chainhead (subject, subject_id, number, hash, event_id) SELECT DISTINCT ON"
            " (subject, subject_id) subject, subject_id, number, hash, id FROM claims_event"
            " ORDER BY subject, subject_id, number DESC ON CONFLICT DO NOTHING"
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE claims_event, claims_chainhead")
    checkpoint_take()


def timed(act) -> tuple[float, float, object]:
    """Return seconds, those of this process's own work, and the result."""
    started, begun = time.perf_counter(), time.process_time()
    result = act()
    return time.perf_counter() - started, time.process_time() - begun, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        fill(options.lines)
        texts = [row[LINE:] for rows in ledger_rows() for row in rows]

        def hash_alone() -> None:
            for text in texts:
                hashlib.sha256(text).hexdigest()

        ratios = []
        for _ in range(options.rounds):
            alone, own_alone, _ = timed(hash_alone)
            took, own, found = timed(history_verify)
            assert not found.fault, found.fault
            assert found.lines == len(texts)
            ratios.append(took / alone)
            print(
                f"{found.lines:,} lines, {sum(map(len, texts)) / 1e6:.0f} MB:"
                f" hashing alone {alone:.2f} s, verifying {took:.2f} s, ratio {took / alone:.2f};"
                # On a machine that is busy with other work, clocks say little.
                f" own processor time {own_alone:.2f} s and {own:.2f} s, ratio {own / own_alone:.2f}"
            )
        print(f"median ratio {statistics.median(ratios):.2f}")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
