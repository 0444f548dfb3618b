from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factcheck.demo import RoleMissing, describe, ensure_demo_logins


class Command(BaseCommand):
    """Make one login for each role and print names and passwords."""

    help = "Makes one demo login for each role and prints names and passwords. Refused when TRIAL is off."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse outside a trial, else make what is missing and print all."""
        if not settings.TRIAL:
            raise CommandError("Demo logins are for trying the product out; with TRIAL off they are refused.")
        try:
            logins = ensure_demo_logins(settings.VAR_DIR / "demo_logins.json")
        except RoleMissing as missing:
            raise CommandError(str(missing)) from missing
        for line in describe(logins):
            self.stdout.write(line)
