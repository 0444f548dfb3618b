"""What the worker does. Arguments are ids, each task may run twice, and what came of it stands on a row."""

import time
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.db import OperationalError

# Ingestions that a worker takes at once: one message for so many costs a hundredth of a message for each.
BATCH = 200
# Well within the time limit of a task.
REFRESH_SECONDS = 180


def queue_ingestions(pks: Sequence[int]) -> None:
    """Queue the reading of ingestions once their rows are committed.

    A broker that is down loses nothing: the rows stand as queued and the sweep hands them out later.
    """
    for start in range(0, len(pks), BATCH):
        process_ingestions.delay_on_commit(list(pks[start : start + BATCH]))


def queue_capture(pk: int) -> None:
    """Queue the making of an archived copy once its row is committed; the sweep finds what was not queued."""
    make_capture.delay_on_commit(pk)


def queue_look(pk: int) -> None:
    """Queue a look at a watched document once its row is committed; the sweep finds what was not queued."""
    look_at_document.delay_on_commit(pk)


# A worker that dies is no fault of the task: the sweep starts it again. A text may take long, and
# the time limits of the settings end what never would.
@shared_task(name="claims.tasks.process_ingestions")
def process_ingestions(pks: list[int]) -> None:
    from claims.services.ingestion import ingestions_process

    ingestions_process(pks)


def queue_feed(pk: int) -> None:
    """Queue the reading of a feed; one that is not queued is due again at the next look."""
    read_feed.delay_on_commit(pk)


@shared_task(name="claims.tasks.read_feed")
def read_feed(pk: int) -> None:
    from claims.services.watching import feed_read

    feed_read(pk=pk)


@shared_task(name="claims.tasks.watch_intake")
def watch_intake() -> None:
    from claims.services.watching import feeds_queue_due, folder_take

    feeds_queue_due()
    folder_take()


@shared_task(name="claims.tasks.sweep_ingestions")
def sweep_ingestions() -> None:
    from claims.services.ingestion import ingestions_sweep

    ingestions_sweep()


@shared_task(name="claims.tasks.refresh_publications")
def refresh_publications() -> None:
    from claims.publishing import refresh_stale

    # The rename of a rating is more than one task may take: the next round goes on.
    until = time.monotonic() + REFRESH_SECONDS
    while time.monotonic() < until and refresh_stale():
        pass


@shared_task(name="claims.tasks.send_letters")
def send_letters() -> None:
    from claims.services.notices import digests_send, letters_send

    letters_send()
    digests_send()


@shared_task(name="claims.tasks.take_checkpoint")
def take_checkpoint() -> None:
    from claims.services.history import checkpoint_take

    # A ledger that is written to without a pause is asked again by beat.
    with suppress(OperationalError):
        checkpoint_take()


@shared_task(name="claims.tasks.recheck_due")
def recheck_due() -> None:
    from claims.services.verdicts import verdicts_recheck_due

    verdicts_recheck_due()


@shared_task(name="claims.tasks.make_capture")
def make_capture(pk: int) -> None:
    from claims.services.archive import capture_make

    capture_make(pk=pk)


@shared_task(name="claims.tasks.sweep_captures")
def sweep_captures() -> None:
    from claims.services.archive import captures_sweep

    captures_sweep()


@shared_task(name="claims.tasks.look_at_document")
def look_at_document(pk: int) -> None:
    from claims.services.online import watch_look

    watch_look(pk=pk)


@shared_task(name="claims.tasks.sweep_watches")
def sweep_watches() -> None:
    from claims.services.online import watches_sweep

    watches_sweep()


@shared_task(name="claims.tasks.tell_webhooks")
def tell_webhooks() -> None:
    from claims.services.webhooks import webhooks_tell

    webhooks_tell()


def queue_delivery(pk: int, *, seconds: int) -> None:
    """Queue an attempt to deliver a message once its row is committed; forgotten where no worker takes it in time."""
    deliver_webhook.apply_async_on_commit(args=[pk], expires=seconds)


# One attempt ends within 20 seconds; what comes next stands on the row.
@shared_task(name="claims.tasks.deliver_webhook", time_limit=45, soft_time_limit=40)
def deliver_webhook(pk: int) -> None:
    from claims.services.webhooks import delivery_attempt

    delivery_attempt(pk=pk)


@shared_task(name="claims.tasks.forget_old")
def forget_old() -> None:
    from claims.services.tokens import answers_forget
    from claims.services.webhooks import deliveries_forget

    answers_forget()
    deliveries_forget()
    # Those of colleagues who never log out, with what their forms had typed in them.
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@shared_task(name="claims.tasks.sweep_releases")
def sweep_releases() -> None:
    from claims.services.withdrawals import releases_sweep

    releases_sweep()
