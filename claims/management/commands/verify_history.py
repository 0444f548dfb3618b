"""`manage.py verify_history`: re-computes every chain of the ledger."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from claims.models import Checkpoint, Event
from claims.services.history import history_verify
from factcheck.triggers import can_be_ignored


class Command(BaseCommand):
    help = (
        "Check every line of every history, the ends of all histories and all checkpoints, and that no session can put"
        " the rules of the database to sleep. Exit status 1 and the first bad line when one is wrong."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(total=Event.objects.count(), unit="line", unit_scale=True, disable=None, leave=False) as bar:
            found = history_verify(bar.update)
        if found.fault:
            raise CommandError(f"{found.fault}.", returncode=1)
        if can_be_ignored(using=connection.alias):
            raise CommandError(
                "The histories are as they were written, but a setting of a session can put the rules of the database"
                " to sleep: a migration broke off. Run `manage.py migrate` to its end.",
                returncode=1,
            )
        checkpoints = Checkpoint.objects.count()
        fit = "1 checkpoint fits them" if checkpoints == 1 else f"{checkpoints} checkpoints fit them"
        self.stdout.write(f"{found.lines} lines in {found.chains} histories are as they were written; {fit}.")
