"""Locking a row before its state is read, and telling the second to save what changed."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from factcheck.base import ConflictError, DomainError

Row = TypeVar("Row", bound=models.Model)


def locked(row: Row) -> Row:
    """Return the row as it is now, locked until the transaction ends."""
    rows: models.QuerySet[Row] = type(row).objects  # type: ignore[attr-defined]
    fresh = rows.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if fresh is None:
        raise DomainError("This is no longer in the record.")
    return fresh


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
        if hasattr(error, "message_dict"):
            field, messages = next(iter(error.message_dict.items()))
            raise DomainError(messages[0], field="" if field == "__all__" else field) from error
        raise DomainError(error.messages[0]) from error
    row.save()
