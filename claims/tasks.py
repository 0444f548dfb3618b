"""What the worker does. Arguments are ids, each task may run twice, and what came of it stands on a row."""

from contextlib import suppress

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError


def queue_ingestion(pk: int) -> None:
    """Queue the reading of an ingestion once its row is committed.

    A broker that is down loses nothing: the row stands as queued and the sweep hands it out later.
    """

    def send() -> None:
        with suppress(OperationalError, OSError):
            process_ingestion.delay(pk)

    transaction.on_commit(send, robust=True)


# A worker that dies is no fault of the task: the sweep starts it again. A text may take long, and
# the time limits of the settings end what never would.
@shared_task(name="claims.tasks.process_ingestion")
def process_ingestion(pk: int) -> None:
    from claims.services.ingestion import ingestion_process

    ingestion_process(pk=pk)


@shared_task(name="claims.tasks.sweep_ingestions", ignore_result=True)
def sweep_ingestions() -> None:
    from claims.services.ingestion import ingestions_sweep

    ingestions_sweep()


@shared_task(name="claims.tasks.refresh_publications", ignore_result=True)
def refresh_publications() -> None:
    from claims.publishing import refresh_stale

    while refresh_stale():
        pass


@shared_task(name="claims.tasks.recheck_due", ignore_result=True)
def recheck_due() -> None:
    from claims.services.verdicts import verdicts_recheck_due

    verdicts_recheck_due()
