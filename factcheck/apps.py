from django.apps import AppConfig

# Imported for its effect: shared tasks are bound to this app in every process.
from factcheck.celery import app as celery_app

__all__ = ["FactcheckConfig", "celery_app"]


class FactcheckConfig(AppConfig):
    name = "factcheck"
    verbose_name = "On Record"
