"""`manage.py export`: the record as files, for researchers what is public, for the house everything."""

import csv
import hashlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from claims.public import dictionary, parquet
from claims.public.exports import (
    TABLES,
    newest_change,
    publication_bodies,
    publication_lines,
    publication_table,
    publications_count,
    snapshot,
)
from claims.services import house_export

WRITERS: dict[str, Callable[[str], Iterator[bytes]]] = {"jsonl": publication_lines, "csv": publication_table}
SUMS = "SHA256SUMS"
DICTIONARY = "data-dictionary.csv"
PACKAGE = "datapackage.json"


class Command(BaseCommand):
    help = (
        "Write everything that is public: a file for each type of document, of one and the same moment, a dictionary of"
        " the columns, a description to cite, and checksums. The same record gives the same bytes. With --all the house"
        " gets its tables, drafts and all. An export that was cut off is begun anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="where to write; - writes one type to standard output")
        parser.add_argument("--format", choices=[*sorted(WRITERS), "parquet"], default="jsonl")
        parser.add_argument(
            "--type", choices=sorted(TABLES.values()), action="append", dest="types", help="only this; may be repeated"
        )
        parser.add_argument(
            "--all",
            action="store_true",
            dest="is_all",
            help="every table of the record as the house holds it, as JSONL",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kinds = [kind for kind, name in TABLES.items() if name in (options["types"] or TABLES.values())]
        kind_of_file = options["format"]
        if options["is_all"] and (options["types"] or kind_of_file != "jsonl" or options["folder"] == "-"):
            raise CommandError("--all goes into a folder, whole and as JSONL.", returncode=2)
        if options["folder"] == "-":
            self._to_standard_output(kinds, kind_of_file)
            return
        if kind_of_file == "parquet":
            try:
                parquet.library()
            except parquet.MissingLibraryError as error:
                raise CommandError(str(error), returncode=2) from error
        self.folder = Path(options["folder"])
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._clear()
            with snapshot():
                self.sums: dict[str, str] = {}
                rows = self._house() if options["is_all"] else self._public(kinds, kind_of_file)
                self._describe(rows)
            lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.sums.items()))
            (self.folder / SUMS).write_text(lines, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"The export stopped: {error.strerror} ({error.filename}).") from error
        self.stdout.write(f"Wrote {', '.join(sorted(self.sums))} and {SUMS} to {self.folder}.")

    @staticmethod
    def _to_standard_output(kinds: list[str], kind_of_file: str) -> None:
        if len(kinds) != 1 or kind_of_file not in WRITERS:
            raise CommandError("Name one --type to write to standard output, as JSONL or CSV.")
        try:
            with snapshot():
                for block in WRITERS[kind_of_file](kinds[0]):
                    sys.stdout.buffer.write(block)
            sys.stdout.buffer.flush()
        except BrokenPipeError as error:
            # Or Python would try once more to write what is left, and complain of it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise CommandError("The export was cut off: whoever read it stopped.") from error

    def _clear(self) -> None:
        """Take away what a killed export left: without checksums nobody takes its files for whole."""
        left = list(self.folder.glob("*.part"))
        for path in left:
            path.unlink()
        (self.folder / SUMS).unlink(missing_ok=True)
        if left:
            self.stderr.write("An earlier export into this folder was cut off; all of it is written anew.")

    def _public(self, kinds: list[str], kind_of_file: str) -> list[tuple[str, ...]]:
        for kind in kinds:
            table = TABLES[kind]
            name = f"{table}.{kind_of_file}"
            if kind_of_file == "parquet":
                with self._bar(name, publications_count(kind)) as bar, self._part(name) as path:
                    parquet.write(path, kind, table, publication_bodies(kind), bar.update)
                self.sums[name] = self._digest(self.folder / name)
            else:
                self._file(name, publications_count(kind), WRITERS[kind_of_file](kind))
        return [column.line() for kind in kinds for column in dictionary.columns(kind, TABLES[kind])]

    def _house(self) -> list[tuple[str, ...]]:
        for table in house_export.TABLES:
            self._file(f"{table}.jsonl", house_export.count(table), house_export.lines(table))
        return [column for table in house_export.TABLES for column in house_export.columns(table)]

    def _describe(self, rows: list[tuple[str, ...]]) -> None:
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
            "resources": [
                {"name": name.rpartition(".")[0], "path": name, "hash": f"sha256:{digest}"}
                for name, digest in sorted(self.sums.items())
            ],
        }
        text = orjson.dumps(package, option=orjson.OPT_INDENT_2) + b"\n"
        self._file(PACKAGE, 1, iter([text]))

    @staticmethod
    def _bar(name: str, total: int) -> Any:
        return tqdm(total=total, desc=name, unit=" rows", disable=None, leave=False)

    def _file(self, name: str, total: int, blocks: Iterator[bytes]) -> None:
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
