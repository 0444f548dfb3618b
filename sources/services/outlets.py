"""Outlets, and which one a name or an address means."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from factcheck.base import DomainError, refusal
from sources.models import Outlet
from sources.readers.agencies import agency


def outlet_for_name(name: str) -> Outlet | None:
    """Return the outlet of that name, ignoring case; None if there is none."""
    return Outlet.objects.filter(name__iexact=name.strip()).first() if name.strip() else None


def outlet_for_address(url: str) -> Outlet | None:
    """Return the outlet in the record that publishes at the host of `url`."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return None
    return Outlet.objects.filter(domain__iexact=host).first() if host else None


def outlet_get_or_create(*, name: str) -> Outlet:
    """Return the outlet of that name, made if need be. Raises DomainError on an empty name.

    Of which kind a new one is nobody said: only the agencies that copy names are known for what they are.
    """
    if found := outlet_for_name(name):
        return found
    name = name.strip()
    try:
        Outlet(name=name).clean_fields()
    except ValidationError as error:
        raise DomainError(refusal(error).message) from error
    kind = Outlet.Kind.WIRE if agency(name) else Outlet.Kind.UNKNOWN
    # Another worker may make it at the same moment.
    outlet, _ = Outlet.objects.get_or_create(name=name, defaults={"kind": kind})
    return outlet
