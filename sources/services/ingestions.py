"""Deliveries: taking them in, bringing them from state to state, splitting them into their items."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from factcheck.base import DomainError, new_public_id, refusal
from sources.bulk import batched, insert_rows, update_rows
from sources.models import Document, Ingestion, IntakePause, Outlet
from sources.readers import Item
from sources.readers.packed import pack
from sources.services.documents import publication_day_require
from sources.services.fetches import address_fetch, fetch_store
from sources.services.originals import BATCH, bytes_require, originals_store
from sources.workflow import INGESTION_MOVES, INGESTION_UNFINISHED, is_allowed


def ingestion_create(**delivery: Any) -> Ingestion:
    """Take in one delivery: a row that says so, before any work begins. Without `data`, `url` will be fetched.

    Takes `way` and, where known, `data`, `name`, `outlet`, `url`, `title`, `published_on`, `batch` and `actor`; and
    `may_withdraw` where a kill in it withdraws the claims that rest on what is cancelled.
    Raises DomainError when it is larger than the house takes or has no bytes at all.
    """
    (made,) = ingestions_create([delivery])
    if isinstance(made, DomainError):
        raise made
    return made


@transaction.atomic
def ingestions_create(deliveries: Iterable[Mapping[str, Any]]) -> list[Ingestion | DomainError]:
    """Take in several deliveries at once, each as `ingestion_create` does; one that is refused comes as its error."""
    taken: list[tuple[Ingestion | DomainError, bytes | None]] = []
    for delivery in deliveries:
        try:
            taken.append((_delivered(**delivery), delivery.get("data")))
        except DomainError as error:
            taken.append((error, None))
    originals = originals_store(data for _, data in taken if data is not None)
    for made, data in taken:
        if isinstance(made, Ingestion) and data is not None:
            made.original_id = originals[hashlib.sha256(data).hexdigest()]
    insert_rows([made for made, _ in taken if isinstance(made, Ingestion)])
    return [made for made, _ in taken]


def _delivered(
    *,
    data: bytes | None = None,
    way: str,
    name: str = "",
    outlet: Outlet | None = None,
    url: str = "",
    title: str = "",
    published_on: dt.date | None = None,
    batch: str = "",
    actor: User | None = None,
    may_withdraw: bool = False,
) -> Ingestion:
    """The row of a delivery, without its bytes and not yet stored. Raises DomainError."""
    if data is not None:
        bytes_require(data)
    elif not url:
        raise DomainError("The text is empty.")
    if url:
        try:
            Ingestion.url.field.run_validators(url)
        except ValidationError as error:
            raise refusal(error) from error
    published_at = None
    if published_on is not None:
        publication_day_require(published_on)
        published_at = dt.datetime.combine(published_on, dt.time(), tzinfo=dt.UTC)
    return Ingestion(
        way=way,
        # A file's name may hold bytes that are no characters.
        name=name.replace("\0", "").encode("utf-8", "replace").decode()[:300],
        batch=batch or new_public_id(),
        outlet=outlet,
        url=url,
        title=title.strip()[:500],
        published_at=published_at,
        published_precision=Document.Precision.DAY if published_at else Document.Precision.UNKNOWN,
        created_by=actor,
        may_withdraw=may_withdraw,
    )


def ingestion_move(*, ingestion: Ingestion, state: str, **changes: object) -> Ingestion:
    """Bring an ingestion into `state` and store `changes` with it."""
    if not is_allowed(INGESTION_MOVES, ingestion.state, state):
        raise DomainError(f"An ingestion that is {ingestion.state} cannot become {state}.")
    ingestion.state = state
    for field, value in changes.items():
        setattr(ingestion, field, value)
    ingestion.save(update_fields=["state", "updated_at", *changes])
    return ingestion


def ingestions_move(rows: Sequence[Ingestion], state: str, *changed: str) -> None:
    """Bring several ingestions, which the caller holds, into `state`; `changed` names other fields to be stored."""
    now = timezone.now()
    for row in rows:
        if not is_allowed(INGESTION_MOVES, row.state, state) and row.state != state:
            raise DomainError(f"An ingestion that is {row.state} cannot become {state}.")
        row.state, row.updated_at = state, now
    update_rows(rows, "state", "updated_at", *changed)


def ingestion_fail(*, ingestion: Ingestion, reason: str) -> Ingestion:
    """Mark an ingestion failed, with the reason in words."""
    return ingestion_move(
        ingestion=ingestion,
        state=Ingestion.State.FAILED,
        reason=reason,
        finished_at=timezone.now(),
    )


def ingestion_fetch(ingestion: Ingestion) -> None:
    """Fetch the address of an ingestion that came without bytes. Raises DomainError."""
    fetched = address_fetch(ingestion.url)
    bytes_require(fetched.body)
    with transaction.atomic():
        ingestion.fetch = fetch_store(fetched)
        ingestion.original = ingestion.fetch.original
        ingestion.save(update_fields=["fetch", "original", "updated_at"])


def _is_fetched(row: Ingestion) -> bool:
    return row.way == Ingestion.Way.URL and row.parent_id is None


@transaction.atomic
def ingestions_retry(
    rows: QuerySet[Ingestion], *, actor: User | None = None, may_withdraw: bool | None = None
) -> list[Ingestion]:
    """Hand failed ingestions in again, each as a new row; the failed ones stay to be read. Others are left alone.

    `may_withdraw` as for `ingestion_create`; None leaves it as it was.
    """
    failed = list(rows.filter(state=Ingestion.State.FAILED).order_by("pk").select_for_update(of=("self",)))
    ingestions_move(failed, Ingestion.State.RETRIED)
    again = [
        Ingestion(
            way=old.way,
            name=old.name,
            batch=old.batch,
            # What was wrong may have been the answer, so an address is asked again.
            original_id=None if _is_fetched(old) else old.original_id,
            fetch_id=None if _is_fetched(old) else old.fetch_id,
            parent_id=old.parent_id,
            position=old.position,
            outlet_id=old.outlet_id,
            url=old.url,
            title=old.title,
            published_at=old.published_at,
            published_precision=old.published_precision,
            retry_of_id=old.pk,
            created_by_id=actor.pk if actor else old.created_by_id,
            may_withdraw=old.may_withdraw if may_withdraw is None else may_withdraw,
        )
        for old in failed
    ]
    insert_rows(again)
    return again


@transaction.atomic
def ingestion_split(*, ingestion: Ingestion, items: Sequence[Item]) -> list[int]:
    """Make one ingestion of each item that a delivery held. Returns the rows still to be worked on.

    Safe to repeat: an item that has its row already gets no other. What no item holds is told of the delivery.
    """
    for batch in batched(enumerate(items), BATCH):
        packed = {position: pack(item) for position, item in batch}
        originals = originals_store(packed.values())
        Ingestion.objects.bulk_create(
            (
                Ingestion(
                    parent=ingestion,
                    position=position,
                    way=ingestion.way,
                    name=f"{ingestion.name} {position + 1}".strip()[-300:],
                    batch=ingestion.batch,
                    original_id=originals[hashlib.sha256(data).hexdigest()],
                    outlet=ingestion.outlet,
                    published_at=ingestion.published_at,
                    published_precision=ingestion.published_precision,
                    created_by=ingestion.created_by,
                    may_withdraw=ingestion.may_withdraw,
                )
                for position, data in packed.items()
            ),
            ignore_conflicts=True,
        )
    ingestion_move(
        ingestion=ingestion,
        state=Ingestion.State.DONE,
        items_found=len(items),
        note=items[0].left_out if items else "",
        finished_at=timezone.now(),
    )
    return list(
        ingestion.parts.filter(state__in=INGESTION_UNFINISHED).order_by("position").values_list("pk", flat=True)
    )


def ingestions_unfinished() -> QuerySet[Ingestion]:
    """Ingestions that a worker has still to bring to an end, oldest first."""
    return Ingestion.objects.filter(state__in=INGESTION_UNFINISHED).order_by("created_at", "pk")


def ingestions_ready() -> QuerySet[Ingestion]:
    """Unfinished ingestions that nobody holds back."""
    paused = set(IntakePause.objects.values_list("batch", flat=True))
    rows = ingestions_unfinished()
    return rows.none() if "" in paused else rows.exclude(batch__in=paused) if paused else rows
