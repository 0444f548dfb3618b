"""`manage.py sample_data`: an invented record of any size, for measuring."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from claims.sample.load import analyse, fill

MOST = 5_000_000


class Command(BaseCommand):
    help = (
        "Fill the record with invented claims: so many public ones, a twentieth as many stories still at work, and"
        " their speakers, outlets, documents, statements, evidence, verdicts, histories and publications. The same seed"
        " gives the same record; what is there already stays, so an interrupted run goes on where it stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--claims", type=int, required=True, metavar="N", help="how many public claims")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="another number, another record")

    def handle(self, *args: Any, **options: Any) -> None:
        claims = options["claims"]
        if not 1 <= claims <= MOST:
            raise CommandError(f"--claims goes from 1 to {MOST:,}.", returncode=2)
        added = 0
        with tqdm(total=claims, desc="Claims", unit="claim", unit_scale=True, disable=None, leave=False) as bar:
            for told, new in fill(claims=claims, seed=options["seed"]):
                added += new
                bar.update(told)
        if added:
            analyse()
        self.stdout.write(f"{claims:,} claims of seed {options['seed']} are public; {added:,} of them are new.")
