"""Background work: the Celery app. Its settings are the ``CELERY_…`` ones in ``settings.py``.

Start a worker without the chatter between workers, of which nothing here makes use:
``celery -A factcheck worker --without-gossip --without-mingle --without-heartbeat``.
"""

import gc
import os
import warnings
from functools import partial
from typing import Any

import structlog
from amqp.exceptions import AMQPError
from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.exceptions import SecurityWarning
from celery.signals import setup_logging, worker_process_init
from django.db import connections, transaction
from kombu.exceptions import KombuError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

# It warns root of pickled messages; here only JSON is accepted, and the worker of a container runs as root as a rule.
warnings.filterwarnings("ignore", category=SecurityWarning)

log = structlog.get_logger(__name__)

# How long a worker keeps its connection to the database. A server that restarts is noticed at the next task.
CONNECTION_SECONDS = 60


class Task(DjangoTask):
    """A task that, queued on commit, never fails the act that queued it.

    The row that describes the work is committed by then; the sweep of the beat process finds what was not queued.
    """

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        """Queue this task with these arguments once the transaction is committed."""
        self.apply_async_on_commit(args, kwargs)

    def apply_async_on_commit(self, *args: Any, **kwargs: Any) -> None:
        """Queue this task with the options of ``apply_async`` once the transaction is committed."""
        transaction.on_commit(partial(self._publish, *args, **kwargs))

    def _publish(self, *args: Any, **kwargs: Any) -> None:
        try:
            self.apply_async(*args, **kwargs)
        except (KombuError, AMQPError, OSError) as error:
            log.warning("task.not_queued", task=self.name, error=str(error), consequence="the sweep will find it")


app = Celery("factcheck", task_cls=Task)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _keep_logging(**_: Any) -> None:
    """Stop Celery from setting up logging of its own; ``settings.py`` has done it."""


@worker_process_init.connect
def _settle(**_: Any) -> None:
    """Let a worker keep what each task would pay for anew: its connection, and a walk over all that was ever loaded.

    Opening a connection costs as much as storing twenty articles does.
    """
    for settings in connections.settings.values():
        # A pool keeps its connections itself.
        if not settings["OPTIONS"].get("pool"):
            settings |= {"CONN_MAX_AGE": CONNECTION_SECONDS, "CONN_HEALTH_CHECKS": True}
    # The garbage collector need not look again at what stays as long as the process.
    gc.collect()
    gc.freeze()
