from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims"

    def ready(self) -> None:
        # Imported for its effect: it registers the checks.
        from claims import checks  # noqa: F401, PLC0415
