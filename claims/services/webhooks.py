"""Telling other programs of public changes: signed as Standard Webhooks has it, tried again with growing pauses.

A message names what changed and where to read it, not what it holds: whoever reads it late reads what is public then.
"""

import base64
import datetime as dt
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any

import orjson
import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims import tasks
from claims.models import Webhook, WebhookDelivery
from claims.public.addresses import FOLDERS
from claims.public.queries import Change, changes_counted, publications_changed
from claims.services.locks import locked, save_checked
from claims.workflow import DELIVERY_MOVES
from factcheck.base import DomainError
from sources.fetch import Address, FetchError, Limits, is_public, post, require_outside
from sources.services.fetches import user_agent
from sources.workflow import is_allowed

log = structlog.get_logger(__name__)

SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret begins with
SECRET_BYTES = 32
# Pauses between attempts, those that Standard Webhooks advises: three days in all.
PAUSES = tuple(dt.timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
MAX_ATTEMPTS = len(PAUSES) + 1
# So that receivers that failed together are not all tried at one moment.
JITTER = 0.2
LIMITS = Limits(seconds=15, connect_seconds=5)
# A worker that took a message and died leaves it to others after this long.
LEASE = dt.timedelta(seconds=60)
# Changes told at a time.
BATCH = 500
# Of one webhook, handed to workers at a time; a message that no worker took meanwhile is handed out again.
AT_ONCE = 100
QUEUED_SECONDS = 30
# After a failure what was not tried yet waits this long, so that a webhook that hangs does not hold the workers.
REST = dt.timedelta(seconds=60)
PING = "msg_ping_"
GONE = 410
KEPT = dt.timedelta(days=30)


@transaction.atomic
def webhook_create(
    *, actor: User, name: str, url: str, kinds: Iterable[str], allows: Callable[[Address], bool] = is_public
) -> Webhook:
    """Have an address told of public changes from now on. Its secret is on the row, to be shown once.

    `allows` is for tests, whose receivers are on this machine.
    """
    _require_outside(url, allows)
    webhook = Webhook(
        name=name.strip(),
        url=url.strip(),
        kinds=sorted(set(kinds)),
        secret=_new_secret(),
        told_until=changes_counted(),
        created_by=actor,
    )
    save_checked(webhook)
    return webhook


@transaction.atomic
def webhook_edit(*, webhook: Webhook, **changes: Any) -> Webhook:
    """Change name, address, kinds or whether it is active."""
    webhook = locked(webhook)
    # One that leads inside can still be switched off.
    if (url := changes.get("url", webhook.url)) != webhook.url:
        _require_outside(url, is_public)
        webhook.rests_until = None
    for field, value in changes.items():
        setattr(webhook, field, value)
    save_checked(webhook)
    return webhook


def _require_outside(url: str, allows: Callable[[Address], bool]) -> None:
    """Refuse what every delivery would be refused for, while whoever typed it is there to read why."""
    try:
        require_outside(url, allows=allows)
    except FetchError as error:
        raise DomainError(f"{error} Messages go to the public internet only.", field="url") from error


@transaction.atomic
def webhook_secret_renew(*, webhook: Webhook) -> Webhook:
    """Give a webhook a new secret; the old one signs nothing more."""
    webhook = locked(webhook)
    webhook.secret = _new_secret()
    webhook.save(update_fields=["secret", "updated_at"])
    return webhook


def _new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


# --- what is told -----------------------------------------------------------------------------------------------------


def webhooks_tell() -> int:
    """Make a message of each public change that a webhook was not told yet, and queue what is due. Returns how many.

    Safe to repeat: the number of the newest change told moves in the transaction that stores the messages.
    """
    made = 0
    for pk in Webhook.objects.filter(is_active=True).values_list("pk", flat=True):
        while count := _tell(pk):
            made += count
    queue_due()
    return made


@transaction.atomic
def _tell(pk: int) -> int:
    webhook = Webhook.objects.select_for_update(skip_locked=True).filter(pk=pk, is_active=True).first()
    if webhook is None:
        return 0
    changes = publications_changed(webhook.told_until, BATCH)
    if not changes:
        return 0
    now = timezone.now()
    WebhookDelivery.objects.bulk_create(
        (
            WebhookDelivery(
                webhook=webhook,
                # The same for all webhooks, the same each time it is sent.
                message_id=f"msg_change_{change.number}",
                payload=_payload(change).decode(),
                next_attempt_at=now,
            )
            for change in changes
            if change.kind in webhook.kinds
        ),
        ignore_conflicts=True,
    )
    webhook.told_until = changes[-1].number
    webhook.save(update_fields=["told_until"])
    return len(changes)


def _payload(change: Change) -> bytes:
    folder = FOLDERS[change.kind]
    data = {
        "number": change.number,
        "type": change.kind,
        "id": change.public_id,
        "is_gone": change.is_gone,
        "merged_into": change.redirect_to or None,
        "url": f"{settings.SITE_URL}/api/v1/{folder}/{change.public_id}/",
    }
    kind = f"{change.kind}.{'removed' if change.is_gone else 'changed'}"
    return _message(kind, change.changed_at, data)


def _message(kind: str, at: dt.datetime, data: dict[str, object]) -> bytes:
    moment = at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return orjson.dumps({"type": kind, "timestamp": moment, "data": data})


def _require_active(webhook: Webhook) -> None:
    if not webhook.is_active:
        raise DomainError("This webhook is off, so nothing is sent. Switch it on first.")


@transaction.atomic
def webhook_ping(*, webhook: Webhook) -> WebhookDelivery:
    """Send a message that tells of nothing, to see whether the address takes any."""
    _require_active(webhook)
    now = timezone.now()
    delivery = WebhookDelivery.objects.create(
        webhook=webhook,
        message_id=f"{PING}{secrets.token_hex(8)}",
        payload=_message("ping", now, {"webhook": webhook.public_id}).decode(),
        next_attempt_at=now,
    )
    tasks.queue_delivery(delivery.pk, seconds=QUEUED_SECONDS)
    return delivery


@transaction.atomic
def delivery_replay(*, delivery: WebhookDelivery) -> WebhookDelivery:
    """Send a message again that was delivered or given up, as a new row; the old one stays to be read."""
    delivery = locked(delivery)
    _require_active(delivery.webhook)
    if delivery.state == WebhookDelivery.State.WAITING:
        raise DomainError("This message is still being tried.")
    again = WebhookDelivery.objects.create(
        webhook_id=delivery.webhook_id,
        message_id=delivery.message_id,
        payload=delivery.payload,
        next_attempt_at=timezone.now(),
        replay_of=delivery,
    )
    tasks.queue_delivery(again.pk, seconds=QUEUED_SECONDS)
    return again


# --- sending ----------------------------------------------------------------------------------------------------------


def queue_due() -> int:
    """Queue the deliveries whose time has come; of a webhook that is down, one. Returns how many."""
    count = 0
    now = timezone.now()
    for webhook in Webhook.objects.filter(is_active=True):
        due = webhook.deliveries.filter(state=WebhookDelivery.State.WAITING, next_attempt_at__lte=now)
        at_once = AT_ONCE
        if webhook.rests_until is not None:
            at_once = 1
            if webhook.rests_until > now:
                # Each that failed has its own pauses.
                due = due.exclude(attempts=[])
        for pk in due.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:at_once]:
            tasks.queue_delivery(pk, seconds=QUEUED_SECONDS)
            count += 1
    return count


def signed(*, secret: str, message_id: str, at: int, payload: bytes) -> dict[str, str]:
    """Return the headers of Standard Webhooks for a message sent at the Unix time `at`."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signature = hmac.new(key, f"{message_id}.{at}.".encode() + payload, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }


def delivery_attempt(*, pk: int, **options: Any) -> WebhookDelivery | None:
    """Try once to bring a message to its webhook. None where it is not due, or another worker has it.

    `options` are those of `sources.fetch.post`, for tests whose receivers are on this machine.
    """
    delivery = _take(pk)
    if delivery is None:
        return None
    webhook, payload = delivery.webhook, delivery.payload.encode()
    began, at = time.monotonic(), timezone.now()
    headers = {
        "User-Agent": user_agent(),
        "Content-Type": "application/json",
        **signed(secret=webhook.secret, message_id=delivery.message_id, at=int(at.timestamp()), payload=payload),
    }
    status, fault = 0, ""
    try:
        status = post(webhook.url, payload, headers=headers, **{"limits": LIMITS, **options})
        if not 200 <= status < 300:
            fault = f"It answered {status}."
            if 300 <= status < 400:
                fault = f"It answered {status}; redirects are not followed."
    except FetchError as error:
        fault = str(error)
    return _note(delivery, at, time.monotonic() - began, status, fault)


@transaction.atomic
def _take(pk: int) -> WebhookDelivery | None:
    """Take a message that is due, for as long as one attempt lasts."""
    now = timezone.now()
    delivery = (
        WebhookDelivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("webhook")
        .filter(pk=pk, state=WebhookDelivery.State.WAITING, next_attempt_at__lte=now, webhook__is_active=True)
        .first()
    )
    if delivery is None or _rests(delivery, now):
        return None
    delivery.next_attempt_at = now + LEASE
    delivery.save(update_fields=["next_attempt_at", "updated_at"])
    return delivery


def _rests(delivery: WebhookDelivery, now: dt.datetime) -> bool:
    """Whether a message waits with its webhook: one that was tried has its own pauses, one asked for goes at once."""
    is_asked_for = delivery.replay_of_id is not None or delivery.message_id.startswith(PING)
    rests_until = delivery.webhook.rests_until
    return rests_until is not None and rests_until > now and not delivery.attempts and not is_asked_for


@transaction.atomic
def _note(delivery: WebhookDelivery, at: dt.datetime, took: float, status: int, fault: str) -> WebhookDelivery:
    delivery = locked(delivery)
    delivery.attempts = [
        *delivery.attempts,
        {"at": at.isoformat(), "seconds": round(took, 3), "status": status, "fault": fault},
    ]
    if not fault:
        _end(delivery, WebhookDelivery.State.DELIVERED)
    elif len(delivery.attempts) >= MAX_ATTEMPTS or status == GONE:
        _end(delivery, WebhookDelivery.State.FAILED)
        log.warning("webhook.given_up", webhook=delivery.webhook.public_id, message=delivery.message_id, fault=fault)
    else:
        pause = PAUSES[len(delivery.attempts) - 1]
        delivery.next_attempt_at = timezone.now() + pause * (1 + JITTER * secrets.SystemRandom().random())
    delivery.save(update_fields=["attempts", "state", "next_attempt_at", "updated_at"])
    _let_rest(delivery.webhook_id, is_down=bool(fault))
    if status == GONE:
        # The receiver asks to be told nothing more.
        Webhook.objects.filter(pk=delivery.webhook_id).update(is_active=False)
    return delivery


def _let_rest(webhook_id: int, *, is_down: bool) -> None:
    """Leave a webhook alone for a while, or go on with all that waits for it; one row, however many wait."""
    webhook = Webhook.objects.filter(pk=webhook_id)
    if is_down:
        webhook.update(rests_until=timezone.now() + REST)
    else:
        webhook.filter(rests_until__isnull=False).update(rests_until=None)


def _end(delivery: WebhookDelivery, state: str) -> None:
    if not is_allowed(DELIVERY_MOVES, delivery.state, state):
        raise DomainError(f"A delivery that is {delivery.state} cannot become {state}.")
    delivery.state = state
    delivery.next_attempt_at = None


def deliveries_forget() -> int:
    """Forget deliveries that ended longer ago than anybody asks. Returns how many."""
    old = WebhookDelivery.objects.exclude(state=WebhookDelivery.State.WAITING)
    return old.filter(updated_at__lt=timezone.now() - KEPT).delete()[0]
