from django.apps import AppConfig
from django.db.models.signals import post_migrate

from factcheck.triggers import never_ignored


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims"

    def ready(self) -> None:
        # Imported for its effect: it registers the checks.
        from claims import checks  # noqa: F401, PLC0415

        post_migrate.connect(never_ignored, sender=self)
