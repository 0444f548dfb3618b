"""`manage.py ingest`: articles in; prints what was found in each."""

import datetime as dt
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Never, TypeVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, connection
from tqdm import tqdm

from claims.management.calls import BAD_CALL, day_given
from claims.services.ingestion import handed_in, ingestions_process, ingestions_submit, is_paused
from claims.tasks import BATCH
from factcheck.base import DomainError, new_public_id
from sources.models import Ingestion, Outlet
from sources.selectors import outlet_names_near
from sources.services.documents import publication_day_require
from sources.services.originals import file_read
from sources.services.outlets import outlet_for_name, outlet_get_or_create
from sources.workflow import INGESTION_UNFINISHED

Answer = TypeVar("Answer")
# A name, and what reads its bytes; none for an address.
Source = tuple[str, Callable[[], bytes] | None]
# When no worker takes anything up for so long, none is running and this process does the work.
# Should one come after all, the two cannot meet over one row.
WORKER_SECONDS = 3
# A database that restarts is back within this time.
DATABASE_SECONDS = 120


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
        parser.add_argument(
            "--no-wait", action="store_true", help="hand them in and leave the rest to the worker; see the desk"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        published_on = self._date(options["published"])
        sources = list(self._sources(options["paths"]))
        if not sources:
            self.stdout.write("There is nothing to take in: no file in what was named.")
            return
        outlet = self._outlet(options["outlet"])
        batch = new_public_id()
        failed = self._hand_in(sources, batch=batch, outlet=outlet, published_on=published_on)
        if options["no_wait"]:
            total = len(sources)
            self.stdout.write(f"{total - failed} handed in as batch {batch}.")
        else:
            self._wait(batch)
            told, not_taken = self._report(batch)
            total, failed = told + failed, not_taken + failed
        if failed:
            raise CommandError(f"{failed} of {total} could not be taken in.", returncode=1)

    def _outlet(self, name: str) -> Outlet | None:
        """Return the outlet of that name, entered where there is none: that is said, as it may be a slip."""
        if not name:
            return None
        if not name.strip():
            raise CommandError("Name the outlet with --outlet.", returncode=BAD_CALL)
        known = outlet_for_name(name)
        near = [] if known else outlet_names_near(name)
        try:
            outlet = known or outlet_get_or_create(name=name)
        except DomainError as error:
            raise CommandError(error.message, returncode=BAD_CALL) from error
        if not known:
            others = f" Near to it: {', '.join(f'“{one}”' for one in near)}." if near else ""
            self.stderr.write(f"“{outlet.name}” is new: it was entered as an outlet.{others}")
        return outlet

    @staticmethod
    def _date(value: str | None) -> dt.date | None:
        day = day_given(value)
        if day is not None:
            try:
                publication_day_require(day)
            except DomainError as error:
                raise CommandError(error.message, returncode=BAD_CALL) from error
        return day

    @staticmethod
    def _sources(paths: list[str]) -> Iterator[Source]:
        for given in paths:
            if given == "-":
                # One byte more than is taken says that it is too much.
                yield "standard input", partial(sys.stdin.buffer.read, settings.INGEST_MAX_BYTES + 1)
                continue
            if given.startswith(("http://", "https://")):
                yield given, None
                continue
            if not given:
                raise CommandError("One of the paths is empty.", returncode=BAD_CALL)
            path = Path(given)
            if path.is_dir():
                for name in sorted(_files(str(path))):
                    yield _printable(os.path.relpath(name, path)), partial(file_read, Path(name))
            elif path.is_file():
                yield _printable(path.name), partial(file_read, path)
            else:
                what = "Only http and https are fetched" if "://" in given else "There is no file"
                raise CommandError(f"{what}: {_printable(given)}.", returncode=BAD_CALL)

    def _hand_in(
        self, sources: list[Source], *, batch: str, outlet: Outlet | None, published_on: dt.date | None
    ) -> int:
        """Hand in all sources. Returns how many were refused, having said why."""
        failed = 0
        facts = {"outlet": outlet, "published_on": published_on, "batch": batch}

        def deliveries() -> Iterator[dict[str, Any]]:
            nonlocal failed
            for name, read in sources:
                if read is None:
                    yield {"way": Ingestion.Way.URL, "name": name, "url": name, **facts}
                    continue
                try:
                    yield {"way": Ingestion.Way.COMMAND, "name": name, "data": read(), **facts}
                except (OSError, DomainError) as error:
                    failed += 1
                    self.stderr.write(f"{name}: {error}")

        with tqdm(total=len(sources), desc="Handing in", unit="text", disable=None, leave=False) as bar:
            for piece in handed_in(deliveries()):
                failed += self._submit(piece, batch)
                bar.update(len(piece))
        return failed

    def _submit(self, piece: list[dict[str, Any]], batch: str) -> int:
        before = _patiently(Ingestion.objects.filter(batch=batch).count)

        def submit() -> list[Ingestion | DomainError]:
            # It may have been committed by a server that went away before it could say so.
            is_in = Ingestion.objects.filter(batch=batch, parent__isnull=True).count() > before
            return [] if is_in else ingestions_submit(piece)

        refused = 0
        for one, made in zip(piece, _patiently(submit), strict=False):
            if isinstance(made, DomainError):
                refused += 1
                self.stderr.write(f"{one['name']}: {made.message}")
        return refused

    def _wait(self, batch: str) -> None:
        """Watch the batch until all of it is done or failed; do the work where no worker does."""
        rows = Ingestion.objects.filter(batch=batch)
        waiting = rows.filter(state__in=INGESTION_UNFINISHED)
        moved_at, left = time.monotonic(), -1
        with tqdm(total=_patiently(rows.count), desc="Reading", unit="text", disable=None, leave=False) as bar:
            while (now := _patiently(waiting.count)) != 0:
                if now != left:
                    moved_at, left = time.monotonic(), now
                    # A delivery of several items becomes more while it is read.
                    bar.total = _patiently(rows.count)
                    bar.update(bar.total - now - bar.n)
                if time.monotonic() - moved_at > WORKER_SECONDS:
                    if _patiently(partial(is_paused, batch=batch)):
                        self._pause(batch, bar)
                        moved_at = time.monotonic()
                        continue
                    pks = _patiently(lambda: list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH]))
                    _patiently(partial(ingestions_process, pks))
                    # While this goes on nobody else does.
                    continue
                time.sleep(0.1)

    def _pause(self, batch: str, bar: "tqdm[Never]") -> None:
        """Say that the desk holds the batch back, and wait until it goes on."""
        bar.set_description(f"Paused (batch {batch}; the desk resumes it)")
        if bar.disable:
            self.stderr.write(f"Batch {batch} is paused; it goes on when the desk resumes it.")
        while _patiently(partial(is_paused, batch=batch)):
            time.sleep(0.5)
        bar.set_description("Reading")

    def _report(self, batch: str) -> tuple[int, int]:
        """Say of each delivery what came of it. Returns how many items there were, and how many of them failed."""
        told = failed = 0
        for row in Ingestion.objects.filter(batch=batch).select_related("document").order_by("pk").iterator():
            if row.items_found:
                self.stdout.write(f"{row.name}: {row.items_found} item{'s' if row.items_found != 1 else ''}")
                continue
            told += 1
            if row.kill_id:
                what = f"document {row.document.public_id} is withdrawn" if row.document else "nothing to withdraw"
                self.stdout.write(f"{row.name}: taken back by its sender, {what}")
            elif row.state == Ingestion.State.DONE and row.document:
                said = "in the record already" if row.is_duplicate else "new"
                found = f"{row.statements_found} statement{'s' if row.statements_found != 1 else ''}"
                self.stdout.write(f"{row.name}: {found}, document {row.document.public_id} ({said})")
            else:
                failed += 1
                self.stderr.write(f"{row.name}: {row.reason or row.state}")
        return told, failed


def _printable(name: str) -> str:
    """Return a file's name without bytes that are no characters."""
    return name.encode("utf-8", "replace").decode()


def _files(folder: str) -> Iterator[str]:
    """Yield the files in a folder and in those inside, and folders that cannot be read: whoever reads them says why.

    `pathlib` takes several times as long for thousands.
    """
    closed: list[OSError] = []
    for place, _folders, names in os.walk(folder, onerror=closed.append):
        yield from filter(os.path.isfile, (f"{place}{os.sep}{name}" for name in names))
    yield from (str(error.filename) for error in closed)


def _patiently(ask: Callable[[], Answer]) -> Answer:
    """Ask the database again while it is away, for a restart."""
    until = time.monotonic() + DATABASE_SECONDS
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            if time.monotonic() > until or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(0.5)
