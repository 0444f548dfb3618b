"""`manage.py ingest`: articles in; prints what was found in each."""

import datetime as dt
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from claims.services.ingestion import ingestion_process, ingestion_submit
from factcheck.base import DomainError, new_public_id
from sources.models import Ingestion
from sources.services import outlet_get_or_create
from sources.workflow import INGESTION_UNFINISHED

# When no worker takes anything up for so long, none is running and this process does the work.
# Should one come after all, the two cannot meet over one row.
WORKER_SECONDS = 3


class Command(BaseCommand):
    help = (
        "Take in articles from files, folders, addresses or - for standard input. The same text twice changes nothing."
        " Exit status: 0 all are in the record, 1 some failed, 2 the call was wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths",
            nargs="+",
            metavar="PATH|URL",
            help="a file of any format, a folder of them, an address to fetch, or -",
        )
        parser.add_argument("--outlet", default="", help="who published them, where the copy does not say")
        parser.add_argument("--published", metavar="DATE", help="the day they were published, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        published_on = self._date(options["published"])
        try:
            outlet = outlet_get_or_create(name=options["outlet"]) if options["outlet"] else None
        except DomainError as error:
            raise CommandError(error.message, returncode=2) from error
        sources = list(self._sources(options["paths"]))
        batch = new_public_id()
        failed = 0
        for name, data in tqdm(sources, desc="Handing in", unit="text", disable=None, leave=False):
            try:
                ingestion_submit(
                    data=data() if callable(data) else data,
                    way=Ingestion.Way.COMMAND if data is not None else Ingestion.Way.URL,
                    name=name,
                    url="" if data is not None else name,
                    outlet=outlet,
                    published_on=published_on,
                    batch=batch,
                )
            except (DomainError, OSError) as error:
                failed += 1
                self.stderr.write(f"{name}: {error}")
        self._wait(batch)
        for ingestion in Ingestion.objects.filter(batch=batch).select_related("document").order_by("pk").iterator():
            if ingestion.items_found:
                self.stdout.write(f"{ingestion.name}: {ingestion.items_found} items")
            elif ingestion.state == Ingestion.State.DONE and ingestion.document:
                said = "in the record already" if ingestion.is_duplicate else "new"
                self.stdout.write(
                    f"{ingestion.name}: {ingestion.statements_found} statements,"
                    f" document {ingestion.document.public_id} ({said})"
                )
            else:
                failed += 1
                self.stderr.write(f"{ingestion.name}: {ingestion.reason or ingestion.state}")
        if failed:
            raise CommandError(f"{failed} of {len(sources)} could not be taken in.", returncode=1)

    @staticmethod
    def _date(value: str | None) -> dt.date | None:
        if not value:
            return None
        try:
            return dt.date.fromisoformat(value)
        except ValueError as error:
            raise CommandError(f"“{value}” is not a date of the form YYYY-MM-DD.", returncode=2) from error

    @staticmethod
    def _sources(paths: list[str]) -> Iterator[tuple[str, Any]]:
        for given in paths:
            if given == "-":
                yield "standard input", sys.stdin.buffer.read()
                continue
            if given.startswith(("http://", "https://")):
                yield given, None
                continue
            path = Path(given)
            if path.is_dir():
                for file in sorted(found for found in path.rglob("*") if found.is_file()):
                    yield str(file.relative_to(path)), file.read_bytes
            elif path.is_file():
                yield path.name, path.read_bytes
            else:
                raise CommandError(f"There is no file {given}.", returncode=2)

    @staticmethod
    def _wait(batch: str) -> None:
        """Watch the batch until all of it is done or failed; do the work where no worker does."""
        rows = Ingestion.objects.filter(batch=batch)
        total = rows.count()
        moved_at, left = time.monotonic(), -1
        with tqdm(total=total, desc="Reading", unit="text", disable=None, leave=False) as bar:
            while (now := rows.filter(state__in=INGESTION_UNFINISHED).count()) != 0:
                if now != left:
                    moved_at, left = time.monotonic(), now
                    # A delivery of several items becomes more while it is read.
                    bar.total = rows.count()
                    bar.update(bar.total - now - bar.n)
                if time.monotonic() - moved_at > WORKER_SECONDS:
                    for pk in rows.filter(state__in=INGESTION_UNFINISHED).values_list("pk", flat=True):
                        ingestion_process(pk=pk)
                        bar.update(1)
                    moved_at = time.monotonic()
                time.sleep(0.1)
