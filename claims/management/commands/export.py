"""`manage.py export`: the record as files, for researchers what is public, for the house everything."""

import csv
import hashlib
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from claims.management.calls import BAD_CALL
from claims.public import dictionary, parquet
from claims.public.exports import (
    KINDS,
    TABLES,
    newest_change,
    publication_lines,
    publication_rows,
    publication_table,
    publications_count,
    snapshot,
)
from claims.public.releases import DICTIONARY, FORMS, MEDIA_TYPES, PACKAGE, SUMS, ids_listed, release_name
from claims.services import house_export
from claims.services.withdrawals import releases_sweep

WRITERS: dict[str, Callable[[str], Iterator[bytes]]] = {
    "jsonl": lambda table: publication_lines(KINDS[table]),
    "csv": publication_table,
}


class Command(BaseCommand):
    help = (
        "Write everything that is public: a file for each type of document, and as tables one for each type of what is"
        " inside them, such as evidence; all of one and the same moment, with a dictionary of the columns,"
        " a description to cite, and checksums. The same record gives the same bytes. With --all the house gets its"
        " tables, drafts and all. With --release all of it in every form goes where readers find it, under its day. An"
        " export that was cut off is begun anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", help="where to write; - writes one type to standard output")
        parser.add_argument("--format", choices=[*sorted(WRITERS), "parquet"], default="jsonl")
        parser.add_argument(
            "--type",
            choices=sorted(KINDS),
            action="append",
            dest="types",
            help="only this; may be repeated. What is inside documents, such as evidence, is written as tables only",
        )
        parser.add_argument(
            "--all",
            action="store_true",
            dest="is_all",
            help="every table of the record as the house holds it, as JSONL",
        )
        parser.add_argument(
            "--release",
            action="store_true",
            dest="is_release",
            help="a dated release for readers to download and cite, in RELEASES_ROOT; names no folder",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kind_of_file = options["format"]
        if options["is_release"] == bool(options["folder"]):
            raise CommandError(
                "Name a folder to write to, or ask for a --release, which has its own.", returncode=BAD_CALL
            )
        if options["is_release"]:
            if options["types"] or options["is_all"] or kind_of_file != "jsonl":
                raise CommandError("A release holds all that is public, in every form.", returncode=BAD_CALL)
            self._release()
            return
        # JSONL holds whole documents, with all that is inside them.
        there = list(TABLES.values()) if kind_of_file == "jsonl" else list(KINDS)
        if options["types"] and (inside := [name for name in options["types"] if name not in there]):
            raise CommandError(
                f"As JSONL, {inside[0]} stand in {TABLES[KINDS[inside[0]]]}: write those, or a table of them with"
                " --format csv.",
                returncode=BAD_CALL,
            )
        tables = [name for name in there if name in (options["types"] or there)]
        if options["is_all"] and (options["types"] or kind_of_file != "jsonl" or options["folder"] == "-"):
            raise CommandError("--all goes into a folder, whole and as JSONL.", returncode=BAD_CALL)
        if options["folder"] == "-":
            self._to_standard_output(tables, kind_of_file)
            return
        if kind_of_file == "parquet":
            try:
                parquet.library()
            except parquet.MissingLibraryError as error:
                raise CommandError(str(error), returncode=BAD_CALL) from error
        self.folder = Path(options["folder"])
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._clear()
            with snapshot():
                self.sums: dict[str, str] = {}
                rows = self._house() if options["is_all"] else self._public(tables, kind_of_file)
                self._describe(rows, is_all=options["is_all"])
            self._seal()
        except OSError as error:
            raise CommandError(f"The export stopped: {error.strerror} ({error.filename}).") from error
        self.stdout.write(f"Wrote {', '.join(sorted(self.sums))} and {SUMS} to {self.folder}.")

    def _release(self) -> None:
        """Write everything public in every form, beside its place until it is whole."""
        root = Path(settings.RELEASES_ROOT)
        forms = list(FORMS)
        try:
            parquet.library()
        except parquet.MissingLibraryError as error:
            self.stderr.write(f"The release has no Parquet. {error}")
            forms.remove("parquet")
        try:
            root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".", dir=root) as beside, snapshot():
                number, at = newest_change()
                if not number:
                    raise CommandError("Nothing is public yet, so there is nothing to release.")
                place = root / release_name(at[:10], number)
                if (place / SUMS).exists():
                    self.stdout.write(f"Nothing has changed since the release {place.name}.")
                    return
                self.folder, self.sums = Path(beside) / place.name, {}
                self.folder.mkdir()
                rows = [self._public(list(TABLES.values()) if form == "jsonl" else list(KINDS), form) for form in forms]
                # Of CSV, which has all tables.
                self._describe(rows[0], is_all=False)
                ids_listed(self.folder)
                self._seal()
                try:
                    self.folder.replace(place)
                except OSError:
                    # Somebody else released the same state meanwhile.
                    if not (place / SUMS).exists():
                        raise
            # Removed by law while this was written: the snapshot does not know of it.
            if place.name in releases_sweep():
                raise CommandError("Something in this release was removed meanwhile, so it is withheld. Run it again.")
        except OSError as error:
            raise CommandError(f"The release stopped: {error.strerror} ({error.filename}).") from error
        self.stdout.write(f"Released {place.name}: {len(self.sums)} files and {SUMS} in {place}.")

    def _seal(self) -> None:
        """Write the checksums, last: what has them is whole."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.sums.items()))
        (self.folder / SUMS).write_text(lines, encoding="utf-8")

    @staticmethod
    def _to_standard_output(tables: list[str], kind_of_file: str) -> None:
        if len(tables) != 1 or kind_of_file not in WRITERS:
            raise CommandError("Name one --type to write to standard output, as JSONL or CSV.", returncode=BAD_CALL)
        try:
            with snapshot():
                for block in WRITERS[kind_of_file](tables[0]):
                    sys.stdout.buffer.write(block)
            sys.stdout.buffer.flush()
        except BrokenPipeError as error:
            # Or Python would try once more to write what is left, and complain of it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise CommandError("The export was cut off: whoever read it stopped.") from error

    def _clear(self) -> None:
        """Take away what an earlier export left: without checksums nobody takes its files for whole."""
        sums = self.folder / SUMS
        for line in sums.read_text().splitlines() if sums.exists() else ():
            # Only what that export wrote, and no file of anybody else's.
            (self.folder / Path(line.split("  ", 1)[-1]).name).unlink(missing_ok=True)
        left = list(self.folder.glob("*.part"))
        for path in left:
            path.unlink()
        sums.unlink(missing_ok=True)
        if left:
            self.stderr.write("An earlier export into this folder was cut off; all of it is written anew.")

    def _public(self, tables: list[str], kind_of_file: str) -> list[tuple[str, ...]]:
        for table in tables:
            name, kind = f"{table}.{kind_of_file}", KINDS[table]
            # How many parts there are inside documents nobody has counted.
            total = publications_count(kind) if TABLES[kind] == table else None
            if kind_of_file == "parquet":
                with self._bar(name, total) as bar, self._part(name) as path:
                    parquet.write(path, kind, table, publication_rows(table), bar.update)
                self.sums[name] = self._digest(self.folder / name)
            else:
                self._file(name, total, WRITERS[kind_of_file](table))
        return [column.line() for table in tables for column in dictionary.columns(KINDS[table], table)]

    def _house(self) -> list[tuple[str, ...]]:
        for table in house_export.TABLES:
            self._file(f"{table}.jsonl", house_export.count(table), house_export.lines(table))
        return [column for table in house_export.TABLES for column in house_export.columns(table)]

    def _describe(self, rows: list[tuple[str, ...]], *, is_all: bool) -> None:
        """Write the dictionary, and what a researcher cites: which state of which record these files are."""
        out = io.StringIO()
        csv.writer(out).writerows([dictionary.HEADER, *rows])
        self._file(DICTIONARY, len(rows), iter([out.getvalue().encode()]))
        number, at = newest_change()
        title = f"{settings.SITE_NAME}: the record as of {at[:10] or 'its beginning'}"
        package = {
            "name": f"on-record-{at[:10] or 'empty'}",
            "title": title,
            "version": str(number),
            "created": at,
            "homepage": settings.SITE_URL,
            "citation": f"{title}, change {number}. {settings.SITE_URL}",
            # The licence is that of what is public; the house's own tables are for nobody else.
            **({"licenses": [{"path": licence}]} if (licence := settings.DATA_LICENSE) and not is_all else {}),
            "resources": [_resource(name, digest, rows) for name, digest in sorted(self.sums.items())],
        }
        text = orjson.dumps(package, option=orjson.OPT_INDENT_2) + b"\n"
        self._file(PACKAGE, 1, iter([text]))

    @staticmethod
    def _bar(name: str, total: int | None) -> Any:
        return tqdm(total=total, desc=name, unit=" rows", disable=None, leave=False)

    def _file(self, name: str, total: int | None, blocks: Iterator[bytes]) -> None:
        """Write a file whole or not at all."""
        with self._bar(name, total) as bar, self._part(name) as path, path.open("wb") as file:
            for block in blocks:
                file.write(block)
                bar.update(block.count(b"\n"))
        self.sums[name] = self._digest(self.folder / name)

    def _part(self, name: str) -> "Part":
        return Part(self.folder / name)

    @staticmethod
    def _digest(path: Path) -> str:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


class Part:
    """A file under another name until it is whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_suffix(f"{path.suffix}.part")

    def __enter__(self) -> Path:
        return self.part

    def __exit__(self, error: object, *_rest: object) -> None:
        if error is None:
            self.part.replace(self.path)
        else:
            self.part.unlink(missing_ok=True)


def _resource(name: str, digest: str, rows: list[tuple[str, ...]]) -> dict[str, Any]:
    """Return a file as a data package describes it, a table with its columns."""
    stem, _, form = name.rpartition(".")
    resource = {
        "name": stem,
        "path": name,
        "hash": f"sha256:{digest}",
        "format": form,
        "mediatype": MEDIA_TYPES[form],
    }
    if name == DICTIONARY:
        fields = [{"name": column, "type": "string"} for column in dictionary.HEADER]
    elif form == "jsonl":
        # Whole documents: the description of the API says what they hold.
        return resource
    else:
        # A cell of CSV holds several values as one text.
        several = "string" if form == "csv" else "array"
        fields = [
            {"name": column, "type": several if kind.startswith("list") else kind, "description": words}
            for table, column, kind, _values, words in rows
            if table == stem
        ]
    return {**resource, "schema": {"fields": fields}}
