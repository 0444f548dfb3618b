"""Background work: the Celery app. Its settings are the ``CELERY_…`` ones in ``settings.py``.

Start a worker without the chatter between workers, of which nothing here makes use:
``celery -A factcheck worker --without-gossip --without-mingle --without-heartbeat``.
"""

import os
import warnings
from functools import partial
from typing import Any

import structlog
from amqp.exceptions import AMQPError
from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.exceptions import SecurityWarning
from celery.signals import setup_logging
from django.db import transaction
from kombu.exceptions import KombuError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

# It warns root of pickled messages; here only JSON is accepted, and the worker of a container runs as root as a rule.
warnings.filterwarnings("ignore", category=SecurityWarning)

log = structlog.get_logger(__name__)


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
