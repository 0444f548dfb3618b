"""`manage.py extract`: text in, one JSON line a document out. Opens no database."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.extraction import BrokenPromiseError, Quote
from claims.management.calls import BAD_CALL, day_given
from claims.readers import read_text


def quote_as_json(quote: Quote) -> dict[str, Any]:
    """The shape that design.md section 6 promises."""
    return {
        "start": quote.start,
        "end": quote.end,
        "text": quote.text,
        "kind": quote.kind,
        "speaker": quote.speaker,
        "speaker_start": quote.speaker_start,
        "speaker_end": quote.speaker_end,
        "cue_start": quote.cue_start,
        "cue_end": quote.cue_end,
        "attributions": [
            {"kind": step.kind, "name": step.name, "start": step.start, "end": step.end} for step in quote.attributions
        ],
        "said_on": quote.said_on.isoformat() if quote.said_on else None,
        "confidence": quote.confidence,
    }


class Command(BaseCommand):
    help = "Find the statements in articles; one JSON line a document on standard output."
    requires_system_checks: list[str] = []  # works without a database
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, or - for stdin")
        parser.add_argument("--format", choices=["text", "jsonl"], default="text")
        parser.add_argument("--published", metavar="DATE", help="the day of the report, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        default = day_given(options["published"])
        found_nothing_to_read = True
        for path in options["paths"]:
            for key, text, published in self._documents(path, options["format"]):
                found_nothing_to_read = False
                try:
                    reading = read_text(text, published=published or default)
                except BrokenPromiseError as error:
                    raise CommandError(f"{key}: {error}") from None
                line = {"id": key, "quotes": [quote_as_json(quote) for quote in reading.quotes]}
                self.stdout.write(json.dumps(line, ensure_ascii=False))
        if found_nothing_to_read:
            raise CommandError("There was no document to read.")

    @staticmethod
    def _date(value: Any) -> dt.date | None:
        if value in (None, ""):
            return None
        try:
            # A moment in the records of a file gives its day.
            return dt.datetime.fromisoformat(str(value)).date()
        except ValueError:
            raise CommandError(f"Not a date (YYYY-MM-DD): {value}") from None

    def _documents(self, path: str, kind: str) -> Iterator[tuple[str, str, dt.date | None]]:
        try:
            if path == "-":
                sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
                yield from self._split(sys.stdin, "-", kind)
            else:
                with Path(path).open(encoding="utf-8", newline="") as handle:
                    yield from self._split(handle, Path(path).name, kind)
        except UnicodeDecodeError:
            raise CommandError(f"{path}: not UTF-8 text.") from None
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}", returncode=BAD_CALL) from None

    def _split(self, handle: TextIO, name: str, kind: str) -> Iterator[tuple[str, str, dt.date | None]]:
        if kind == "text":
            yield name, handle.read(), None
            return
        for number, line in enumerate(handle, start=1):
            if not line.strip():
                continue
            try:
                item = json.loads(line)
                key, text = str(item["id"]), item["text"]
            except (ValueError, KeyError, TypeError):
                raise CommandError(f'{name}: line {number} is not JSON of the form {{"id", "text"}}.') from None
            if not isinstance(text, str):
                raise CommandError(f'{name}: line {number}: "text" is not a string.')
            yield key, text, self._date(item.get("published"))
