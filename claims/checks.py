"""What must hold before the product starts, and `manage.py check` tells."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

CONTACTS = ("mailto:", "https://", "tel:")


@register
def statement_reader_is_there(**_: Any) -> list[CheckMessage]:
    """The setting names a function that can be imported; what it answers is checked at each reading."""
    try:
        reader = import_string(settings.STATEMENT_READER)
    except ImportError as error:
        return [Error(f"STATEMENT_READER: {error}", id="claims.E001")]
    if not callable(reader):
        return [Error(f"STATEMENT_READER: {settings.STATEMENT_READER} is not a function.", id="claims.E002")]
    return []


@register
def security_contact_is_an_address(**_: Any) -> list[CheckMessage]:
    """RFC 9116 takes addresses alone: of a page only one that is encrypted."""
    return [
        Error(f"SECURITY_CONTACT: {contact!r} begins with none of {', '.join(CONTACTS)}.", id="claims.E003")
        for contact in settings.SECURITY_CONTACT
        if not contact.startswith(CONTACTS) or len(contact.split()) != 1
    ]
