"""`manage.py verify_history`: re-computes every chain of the ledger."""

from collections.abc import Generator
from contextlib import closing
from itertools import groupby
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from claims.ledger import first_fault
from claims.models import Event
from claims.services.events import event_line


class Command(BaseCommand):
    help = "Check every line of every history. Exit status 1 and the first bad line when one is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        events = Event.objects.order_by("subject", "subject_id", "number")
        lines = chains = 0
        # Closed here and now when a fault ends the walk: left to the garbage collector, the server's
        # cursor would be closed in the middle of some later transaction.
        with closing(cast("Generator[Event]", events.iterator(chunk_size=2000))) as stream:
            bar = tqdm(stream, unit="line", disable=None, leave=False)
            for (subject, subject_id), chain in groupby(bar, key=lambda event: (event.subject, event.subject_id)):
                chains += 1
                rows = [event_line(event) for event in chain]
                lines += len(rows)
                if fault := first_fault(rows):
                    raise CommandError(f"History of {subject} {subject_id}: {fault}.", returncode=1)
        self.stdout.write(f"{lines} lines in {chains} histories are as they were written.")
