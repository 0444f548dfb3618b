"""What must hold before the product starts, and `manage.py check` tells."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string


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
