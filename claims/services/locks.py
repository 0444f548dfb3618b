"""Locking a row before its state is read, and telling the second to save what changed.

The order is the same everywhere, so that nobody waits for whom they keep waiting: documents, watches, speakers, claims
by their row numbers, then statements and whatever else belongs to a claim, and at last the counter of public changes.
Rows that are edited are locked without their keys (`no_key`), for a row that names one, such as evidence naming its
document, is written in no order at all, and holds the key of what it names.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from claims.models import Claim
from factcheck.base import ConflictError, DomainError, refusal

Row = TypeVar("Row", bound=models.Model)
Answer = TypeVar("Answer")


class _GrownError(Exception):
    """A claim has come in since they were asked for."""


def locked(row: Row) -> Row:
    """Return the row as it is now, locked until the transaction ends."""
    rows: models.QuerySet[Row] = type(row).objects  # type: ignore[attr-defined]
    fresh = rows.select_for_update(no_key=True, of=("self",)).filter(pk=row.pk).first()
    if fresh is None:
        raise DomainError("This is no longer in the record.")
    return fresh


def claims_locked(asked: Callable[[], models.QuerySet[Any]], then: Callable[[], Answer]) -> tuple[list[Claim], Answer]:
    """Lock the claims whose row numbers `asked` gives, then what `then` locks; return both.

    A claim that comes in between is not missed: all is let go, and locked anew in order.
    """
    while True:
        try:
            with transaction.atomic():
                rows = Claim.objects.filter(pk__in=asked()).order_by("pk")
                claims = list(rows.select_for_update(no_key=True, of=("self",)))
                rest = then()
                if set(asked()) - {claim.pk for claim in claims}:
                    raise _GrownError
                return claims, rest
        except _GrownError:
            continue


def require_version(row: Any, version: int | None, fields: tuple[str, ...]) -> None:
    """Raise ConflictError, with what `fields` hold now, when `row` is not at `version`.

    None means that the caller has not shown the row to anyone, so nobody's work can be lost.
    """
    if version is not None and row.version != version:
        raise ConflictError(
            "Somebody else saved this while you were working on it.",
            current={"version": row.version, **{field: getattr(row, field) for field in fields}},
        )


def save_checked(row: models.Model) -> None:
    """Validate and save; a field that is not valid raises DomainError naming the field."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise refusal(error) from error
    if row.pk is not None:
        row.save()
        return
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        # Somebody else stored its like since it was looked at: what is not valid now is told as it always is.
        try:
            row.full_clean()
        except ValidationError as refused:
            raise refusal(refused) from error
        raise
