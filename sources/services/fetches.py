"""Asking an address under the house's name and limits, and keeping what it answered."""

from typing import Any

from django.conf import settings
from django.db import transaction

from factcheck.base import DomainError
from sources.fetch import Fetched, FetchError, Limits, fetch, require_outside
from sources.models import Fetch
from sources.names import fold
from sources.services.originals import originals_store


def user_agent() -> str:
    """Return by what name the house asks for pages and brings messages: in ASCII, which is all that a header holds."""
    name = "".join(fold(settings.SITE_NAME).title().split()).encode("ascii", "ignore").decode()
    return f"{name or 'OnRecord'}/1.0 (+{settings.SITE_URL})"


def address_fetch(url: str, **options: Any) -> Fetched:
    """Fetch an address under the house's limits and name; `options` are those of `fetch`. Raises DomainError."""
    options.setdefault("limits", Limits(size=settings.INGEST_MAX_BYTES))
    try:
        return fetch(url, user_agent=user_agent(), **options)
    except FetchError as error:
        raise DomainError(str(error)) from error


def address_require_outside(url: str) -> None:
    """Refuse an address that leads into the house by what is written in it. Raises DomainError."""
    try:
        require_outside(url)
    except FetchError as error:
        raise DomainError(str(error), field="url") from error


@transaction.atomic
def fetch_store(fetched: Fetched) -> Fetch:
    """Keep an answer: its bytes by their digest, its headers and its time."""
    originals = originals_store([fetched.body])
    return Fetch.objects.create(
        url=fetched.url,
        final_url=fetched.final_url[:2000],
        status=fetched.status,
        headers=[[name[:200], value[:4000].replace("\0", "")] for name, value in fetched.headers[:100]],
        original_id=next(iter(originals.values())),
        fetched_at=fetched.fetched_at,
    )
