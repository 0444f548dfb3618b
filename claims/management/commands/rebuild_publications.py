"""`manage.py rebuild_publications [--check]`: every public row equals what would be written now, in every column.

The words by which it is found are compared, too. Progress is a bar on a terminal, otherwise a line every ten seconds.
"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from claims.publishing import rebuild

# Seconds between two lines of progress where there is no terminal to draw a bar on.
SAID_EVERY = 10


class Command(BaseCommand):
    help = "Write every publication anew, or with --check only tell which differ (exit status 1)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        seen = 0
        said = time.monotonic()
        for kind, public_id, is_right in tqdm(rebuild(check=options["check"]), unit="row", disable=None, leave=False):
            seen += 1
            if not self.stderr.isatty() and time.monotonic() - said >= SAID_EVERY:
                said = time.monotonic()
                self.stderr.write(f"{seen} rows looked at, {wrong} {'differ' if options['check'] else 'written'}.")
            if not is_right:
                wrong += 1
                if options["check"]:
                    self.stderr.write(f"{kind} {public_id} differs from the record")
        if options["check"] and wrong:
            raise CommandError(f"{wrong} of {seen} publications differ.", returncode=1)
        done = "agree with the record" if options["check"] else f"looked at, {wrong} written"
        self.stdout.write(f"{seen} rows {done}.")
