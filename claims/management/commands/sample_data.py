"""`manage.py sample_data`: an invented record of any size, for measuring."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from claims.management.calls import BAD_CALL
from claims.sample.load import alone, analyse, fill

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
            raise CommandError(f"--claims goes from 1 to {MOST:,}.", returncode=BAD_CALL)
        with alone() as is_alone:
            if not is_alone:
                raise CommandError("Another run of this command fills the record; wait until it is done.", returncode=1)
            added = self.fill(claims, options["seed"])
        if added:
            analyse()
        self.stdout.write(f"{claims:,} claims of seed {options['seed']} are public; {added:,} of them are new.")

    def fill(self, claims: int, seed: int) -> int:
        """Add what is missing, with a progress bar. Returns how many claims are new."""
        added = 0
        with tqdm(total=claims, desc="Claims", unit="claim", unit_scale=True, disable=None, leave=False) as bar:
            for told, new in fill(claims=claims, seed=seed):
                added += new
                bar.update(told)
        return added
