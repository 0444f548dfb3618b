"""What both apps build on: random public ids, timestamps, the error a rule raises."""

import datetime as dt
import re
import secrets
from functools import lru_cache

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.http import http_date
from django.utils.text import slugify

# Crockford's base 32: no i, l, o or u, so an id can be read out over a telephone.
ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 10
# The code of a language, BCP 47.
LANGUAGE = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
# Each letter stands for eight bytes of the 256, so that none comes more often than another.
_LETTERS = (ID_ALPHABET * 8).encode()


def new_public_id() -> str:
    """Return a random id of ten characters (50 bits); says nothing about order or number."""
    return new_public_ids(1)[0]


def new_public_ids(count: int) -> list[str]:
    """Return so many random ids; many at once cost a fifth."""
    letters = secrets.token_bytes(ID_LENGTH * count).translate(_LETTERS).decode()
    return [letters[start : start + ID_LENGTH] for start in range(0, len(letters), ID_LENGTH)]


@lru_cache(maxsize=4_096)
def last_modified(moment: dt.datetime) -> str:
    """Return a moment as the header of that name has it."""
    return http_date(moment.timestamp())


_IN_NUMBER = re.compile(r"(?<=\d)[.,](?=\d)")


def slug_of(text: str) -> str:
    """Return `text`, folded already, as the readable end of an address; may be empty.

    Figures keep their parts: "4.2 million" is `4-2-million`, never `42-million`.
    """
    return slugify(_IN_NUMBER.sub("-", text))


class DomainError(Exception):
    """A rule of the house refused an act. The message is one sentence an editor understands."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def refusal(error: ValidationError) -> DomainError:
    """Return what Django found not to be valid as a refusal: the first sentence, and the field that it is about."""
    field = next(iter(error.message_dict)) if hasattr(error, "error_dict") else ""
    return DomainError(error.messages[0], field="" if field == NON_FIELD_ERRORS else field)


class OversizedError(DomainError):
    """More was sent at once than the house takes."""


class ConflictError(DomainError):
    """Somebody else saved first; `current` is what the record holds now."""

    def __init__(self, message: str, *, current: dict[str, object]) -> None:
        super().__init__(message)
        self.current = current


class PublicIdModel(models.Model):
    """A row with an address: `public_id` stands in URLs and the API, the row number never does."""

    public_id = models.CharField(
        "id",
        max_length=ID_LENGTH,
        unique=True,
        editable=False,
        default=new_public_id,
        help_text="The id in addresses and in the API.",
    )

    class Meta:
        abstract = True


class TimestampedModel(models.Model):
    created_at = models.DateTimeField(auto_now_add=True, help_text="When this row was made.")
    updated_at = models.DateTimeField(auto_now=True, help_text="When this row last changed.")

    class Meta:
        abstract = True
