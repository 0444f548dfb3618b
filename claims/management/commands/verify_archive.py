"""`manage.py verify_archive`: every kept copy of what was online is as it was stored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from claims.services.archive import capture_faults
from sources.models import Capture


class Command(BaseCommand):
    help = "Check every archived copy against its digests. Names each that is not as it was stored; exit status 1 then."

    def handle(self, *args: Any, **options: Any) -> None:
        stored = Capture.objects.filter(state=Capture.State.STORED).order_by("pk")
        total = stored.count()
        wrong = 0
        rows = stored.select_related("fetch__original").iterator(chunk_size=20)
        for capture in tqdm(rows, total=total, unit="copy", disable=None, leave=False):
            for fault in capture_faults(capture):
                wrong += 1
                self.stderr.write(f"{capture.public_id} {capture.url}: {fault}")
        if wrong:
            raise CommandError(f"{wrong} of {total} copies are not as they were stored.", returncode=1)
        self.stdout.write("1 copy is as it was stored." if total == 1 else f"{total} copies are as they were stored.")
