"""With what pages are made at present: which templates, which style, which settings, in which language."""

import functools
import hashlib
from pathlib import Path

from django.conf import settings
from django.utils import translation

from claims.public.context import site
from claims.public.languages import current, desk_lang
from claims.public.sql import Form


@functools.cache
def pages_version() -> str:
    """Return a digest of what pages are made with, so that a new release invalidates old copies."""
    package = Path(__file__).resolve().parent.parent
    folders = (Path(settings.BASE_DIR) / "templates", package / "static", package / "public", package / "templatetags")
    with translation.override(settings.LANGUAGE_CODE):
        digest = hashlib.sha256(repr(sorted(site(None).items())).encode())
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".html", ".css", ".svg", ".py", ".mo"):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def row_form() -> Form:
    """Return the form of a row in a list, in the language of the page that is being made."""
    return _form("row")


def page_form() -> Form:
    """Return the form of a page of its own, in the language that is asked for."""
    return _form("page")


def _form(name: str) -> Form:
    return Form(name, current(), pages_version())


def surroundings() -> dict[str, object]:
    """Return what every template is given: the house and the language, nothing of the request."""
    language = current()
    return {
        **site(None),
        "language": language,
        "is_right_to_left": translation.get_language_bidi(),
        # What the desk wrote is in its language, whatever that of the page.
        "desk_lang": desk_lang(),
    }
