"""From a delivery to suggested statements: the work that the worker does."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from claims import tasks
from claims.extraction import read_copy
from claims.services.archive import capture_request
from claims.services.statements import statements_extract, statements_given
from claims.services.versions import document_replaced, document_withdraw
from factcheck.base import DomainError
from sources.fetch import charset_of
from sources.models import Document, Ingestion, Outlet
from sources.readers import UNNAMED, Item, Moment, ReadError, agency, read_items
from sources.readers.items import Precision
from sources.readers.language import language_of
from sources.readers.moments import NEVER, day_moment
from sources.readers.packed import unpack
from sources.services import (
    copies_propose,
    document_current,
    document_store,
    ingestion_create,
    ingestion_fail,
    ingestion_fetch,
    ingestion_move,
    ingestion_retry,
    ingestion_split,
    ingestions_unfinished,
    is_older,
    outlet_for_address,
    outlet_for_name,
    outlet_get_or_create,
)
from sources.workflow import INGESTION_UNFINISHED

log = structlog.get_logger(__name__)

# First half of the key of the advisory locks that workers hold; the second is the ingestion.
LOCK_SPACE = 0x0C1A
# After so many workers died over one text, the text is to blame.
MAX_ATTEMPTS = 5
# How long a message may be on its way before the sweep hands the row out again.
PATIENCE = dt.timedelta(seconds=15)


def ingestion_submit(**delivery: Any) -> Ingestion:
    """Take in one delivery (see `ingestion_create`) and queue its reading after commit."""
    with transaction.atomic():
        ingestion = ingestion_create(**delivery)
        tasks.queue_ingestion(ingestion.pk)
    return ingestion


def ingestion_resubmit(*, ingestion: Ingestion, actor: User | None = None) -> Ingestion:
    """Hand a failed ingestion in again and queue it."""
    with transaction.atomic():
        again = ingestion_retry(ingestion=ingestion, actor=actor)
        tasks.queue_ingestion(again.pk)
    return again


@contextmanager
def _held(pk: int) -> Iterator[bool]:
    """Hold the advisory lock of an ingestion; yields False where another worker holds it.

    PostgreSQL frees the lock when the worker's connection ends, however the worker died, so an
    unlocked row in progress is known to be abandoned without waiting for any time to pass.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, pk])
        is_held = bool(cursor.fetchone()[0])
    try:
        yield is_held
    finally:
        if is_held and not connection.closed_in_transaction and connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, pk])


def ingestion_process(*, pk: int) -> Ingestion | None:
    """Bring one ingestion to its end. Safe to call twice: what is done is not done again."""
    with _held(pk) as is_held:
        if not is_held:
            return None
        ingestion = (
            Ingestion.objects.select_related("original", "outlet", "fetch", "parent__original").filter(pk=pk).first()
        )
        if ingestion is None or ingestion.state not in INGESTION_UNFINISHED:
            return ingestion
        return _process(ingestion)


def _process(ingestion: Ingestion) -> Ingestion:
    if ingestion.attempts >= MAX_ATTEMPTS:
        return ingestion_fail(
            ingestion=ingestion,
            reason=f"The worker stopped {MAX_ATTEMPTS} times while reading this.",
        )
    if ingestion.state != Ingestion.State.QUEUED:
        ingestion_move(ingestion=ingestion, state=Ingestion.State.QUEUED)
    ingestion_move(
        ingestion=ingestion,
        state=Ingestion.State.READING,
        attempts=ingestion.attempts + 1,
        claimed_at=timezone.now(),
    )
    try:
        items = _items(ingestion)
        if len(items) > 1:
            for pk in ingestion_split(ingestion=ingestion, items=items):
                tasks.queue_ingestion(pk)
            return ingestion
        if items[0].status == "canceled":
            ingestion_move(
                ingestion=ingestion,
                state=Ingestion.State.DONE,
                document=_withdraw(ingestion, items[0]),
                note=items[0].note or "The sender cancelled this item; what the record had of it is withdrawn.",
                finished_at=timezone.now(),
            )
            return ingestion
        document, is_new = _store(ingestion, items[0])
        ingestion_move(
            ingestion=ingestion,
            state=Ingestion.State.EXTRACTING,
            document=document,
            note=items[0].note,
            # A second attempt finds the document of the first, which is no duplicate.
            is_duplicate=not is_new and not _is_own(ingestion, document),
        )
        with transaction.atomic():
            if items[0].statements:
                found = statements_given(document=document, given=items[0].statements)
            else:
                found = statements_extract(document=document)
            document_replaced(new=document, note=items[0].note)
            if not items[0].statements:
                copies_propose(document)
            ingestion_move(
                ingestion=ingestion,
                state=Ingestion.State.DONE,
                statements_found=found,
                finished_at=timezone.now(),
            )
    except DomainError as error:
        ingestion_fail(ingestion=ingestion, reason=error.message)
    except SoftTimeLimitExceeded:
        ingestion_fail(
            ingestion=ingestion,
            reason=f"Reading this took more than {settings.CELERY_TASK_SOFT_TIME_LIMIT} seconds; it was given up.",
        )
    return ingestion


def _is_own(ingestion: Ingestion, document: Document) -> bool:
    others = document.ingestions.exclude(pk=ingestion.pk)
    return not others.exists()


def _items(ingestion: Ingestion) -> list[Item]:
    if ingestion.original is None:
        ingestion_fetch(ingestion)
    if ingestion.fetch is not None and ingestion.parent_id is None:
        capture_request(url=ingestion.fetch.url, fetch=ingestion.fetch, actor=ingestion.created_by)
    assert ingestion.original is not None
    data = bytes(ingestion.original.data)
    if ingestion.parent_id:
        return [unpack(data)]
    try:
        if ingestion.fetch is not None:
            return read_items(data, url=ingestion.fetch.final_url, charset=charset_of(ingestion.fetch.headers))
        return read_items(data, url=ingestion.url)
    except ReadError as error:
        raise DomainError(str(error)) from error


def _require_usable(item: Item) -> None:
    if item.problem:
        raise DomainError(item.problem)
    if item.status == "withheld":
        raise DomainError("The sender withholds this item; nothing of it was taken in.")
    if item.embargoed_until and item.embargoed_until > timezone.now():
        until = (
            "a time that cannot be read"
            if item.embargoed_until == NEVER
            else f"{item.embargoed_until:%d %B %Y %H:%M} UTC"
        )
        raise DomainError(f"This item is under embargo until {until}; hand it in again then.")


@transaction.atomic
def _withdraw(ingestion: Ingestion, item: Item) -> Document:
    """Act on a kill: what the record has of the item is withdrawn."""
    rows = Document.objects.filter(guid=item.guid) if item.guid else Document.objects.none()
    if outlet := ingestion.outlet or outlet_for_name(item.outlet):
        rows = rows.filter(outlet=outlet)
    document = rows.order_by("-pk").first()
    if document is None:
        raise DomainError("The sender cancelled this item, and the record does not have it.")
    return document_withdraw(document=document, note=item.note, actor=ingestion.created_by)


@transaction.atomic
def _store(ingestion: Ingestion, item: Item) -> tuple[Document, bool]:
    """Store the document of one item. Whoever handed it in knows best, then the item, then the copy itself."""
    _require_usable(item)
    facts = read_copy(item.text)
    place = facts.dateline_place or facts.dateline
    named = agency(facts.outlet.text) or facts.outlet.text if facts.outlet else ""
    dispatch = item.dispatch if item.dispatch != UNNAMED else ""
    dispatch = dispatch or named
    published = _published(ingestion, item, facts.published_on)
    outlet = ingestion.outlet or _outlet(ingestion, item, named)
    url = item.url or (ingestion.url if ingestion.parent_id is None else "")
    # A table's rows are no version of the article that they quote.
    earlier = None if item.statements else document_current(guid=item.guid, url=url, outlet=outlet)
    if earlier is not None and earlier.text == item.text:
        return earlier, False
    if earlier is not None and is_older(item.version, earlier.item_version):
        raise DomainError(
            f"Version {earlier.item_version} of this item is in the record already;"
            f" version {item.version} is older and was not taken in."
        )
    return document_store(
        text=item.text,
        original=(ingestion.parent or ingestion).original,
        outlet=outlet,
        dispatch=outlet_get_or_create(name=dispatch) if dispatch else None,
        title=ingestion.title or item.title or (facts.headline.text if facts.headline else ""),
        byline=item.byline or (facts.byline.text if facts.byline else ""),
        dateline=item.dateline or (place.text if place else ""),
        url=url,
        language=item.language or language_of(item.text),
        published_at=published.at,
        published_precision=published.precision,
        guid=item.guid,
        item_version=item.version,
        replaces=earlier,
    )


def _outlet(ingestion: Ingestion, item: Item, named: str) -> Outlet | None:
    if item.outlet:
        return outlet_get_or_create(name=item.outlet)
    if known := outlet_for_address(item.url or ingestion.url):
        return known
    # Bare copy that names an agency is that agency's; a page or an item is whoever's that sent it.
    is_bare = not (item.url or item.guid or ingestion.url)
    return outlet_get_or_create(name=named) if named and is_bare else None


def _published(ingestion: Ingestion, item: Item, told: dt.date | None) -> Moment:
    """The day that a person gave, with the item's time if that is of this day; else what item or copy say.

    A day given for a whole delivery is for those of its items that have none.
    """
    given = Moment(ingestion.published_at, cast("Precision", ingestion.published_precision))
    if given.at is not None and item.published.at is not None:
        is_same_day = item.published.at.date() == given.at.date()
        return item.published if is_same_day or ingestion.parent_id else given
    if given.at is not None:
        return given
    if item.published.at is None and told is not None:
        return day_moment(told)
    return item.published


def ingestions_sweep() -> int:
    """Queue again what stands though nobody works on it. Returns how many."""
    count = 0
    waiting = ingestions_unfinished().filter(updated_at__lt=timezone.now() - PATIENCE)
    for pk in waiting.values_list("pk", flat=True).iterator():
        with _held(pk) as is_held:
            if not is_held:
                continue
        tasks.queue_ingestion(pk)
        count += 1
    if count:
        log.info("ingestions handed out again", count=count)
    return count
