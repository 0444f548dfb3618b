"""What stands in addresses."""

from django.urls import register_converter
from django.urls.converters import get_converters

from factcheck.base import ID_ALPHABET, ID_LENGTH


class PublicIdConverter:
    """An id as it stands in addresses; anything else is no address of ours."""

    regex = f"[{ID_ALPHABET}]{{{ID_LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def register() -> None:
    """Let addresses name ids as `<publicid:name>`."""
    if "publicid" not in get_converters():
        register_converter(PublicIdConverter, "publicid")
