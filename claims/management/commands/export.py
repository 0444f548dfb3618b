"""`manage.py export`: everything that is public, as files."""

import hashlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from claims.public.addresses import FOLDERS
from claims.public.exports import publication_lines, publication_table, publications_count, snapshot

WRITERS: dict[str, Callable[[str], Iterator[bytes]]] = {"jsonl": publication_lines, "csv": publication_table}
SUMS = "SHA256SUMS"


class Command(BaseCommand):
    help = (
        "Write everything that is public: a file for each type of document, of one and the same moment, and their"
        " checksums. The same record gives the same bytes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="where to write; - writes one type to standard output")
        parser.add_argument("--format", choices=sorted(WRITERS), default="jsonl")
        parser.add_argument(
            "--type", choices=sorted(FOLDERS.values()), action="append", dest="types", help="only this; may be repeated"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kinds = [kind for kind, name in FOLDERS.items() if name in (options["types"] or FOLDERS.values())]
        write = WRITERS[options["format"]]
        if options["folder"] == "-":
            if len(kinds) != 1:
                raise CommandError("Name one --type to write to standard output.")
            with snapshot():
                for block in write(kinds[0]):
                    sys.stdout.buffer.write(block)
            sys.stdout.buffer.flush()
            return
        folder = Path(options["folder"])
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with snapshot():
                sums = {
                    name: self._file(folder / name, kind, write)
                    for kind in kinds
                    for name in [f"{FOLDERS[kind]}.{options['format']}"]
                }
            lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
            (folder / SUMS).write_text(lines, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"The export stopped: {error.strerror} ({error.filename}).") from error
        self.stdout.write(f"Wrote {', '.join(sorted(sums))} and {SUMS} to {folder}.")

    def _file(self, path: Path, kind: str, write: Callable[[str], Iterator[bytes]]) -> str:
        """Write a file whole or not at all; return its digest."""
        part = path.with_suffix(path.suffix + ".part")
        digest = hashlib.sha256()
        try:
            with (
                part.open("wb") as file,
                tqdm(total=publications_count(kind), desc=path.name, unit=f" {FOLDERS[kind]}", disable=None) as bar,
            ):
                for block in write(kind):
                    file.write(block)
                    digest.update(block)
                    bar.update(block.count(b"\n"))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return digest.hexdigest()
