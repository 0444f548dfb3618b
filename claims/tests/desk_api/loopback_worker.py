"""The product's worker, let at receivers on this machine and made impatient; for `RealWorker(application=…)`.

All else is the product's: the tasks, the queue, the rows, the signatures.
"""

import datetime as dt
import ipaddress
from functools import partial
from typing import Any

from celery.signals import worker_process_init

from factcheck.celery import app
from sources.fetch import Limits

__all__ = ["app"]

HERE = ipaddress.ip_address("127.0.0.1")


@worker_process_init.connect
def _let_in(**_sent: Any) -> None:
    # Known only once the apps are loaded.
    from claims.services import webhooks  # noqa: PLC0415

    webhooks.post = partial(webhooks.post, allows=lambda address: address == HERE)
    webhooks.LIMITS = Limits(seconds=0.5, connect_seconds=0.5)
    webhooks.PAUSES = tuple(dt.timedelta(milliseconds=50 * number) for number in range(1, len(webhooks.PAUSES) + 1))
    webhooks.JITTER = 0
