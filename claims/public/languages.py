"""The languages of the public pages: which there are, and how addresses name them.

The language of the house has no prefix in addresses, every other one its code: `/claims/`, `/fr/claims/`. The address
alone decides; no cookie and no header does, so that a page is the same for everyone who asks for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.html import format_html

from sources.readers.language import UNDETERMINED


@dataclass(frozen=True)
class Alternate:
    """One page in one language."""

    code: str
    name: str
    path: str
    is_current: bool


def language_of(path: str) -> str:
    """Return the language that a path asks for."""
    prefix = path[1:].partition("/")[0]
    return prefix if prefix in dict(settings.LANGUAGES) and prefix != settings.LANGUAGE_CODE else settings.LANGUAGE_CODE


def current() -> str:
    """Return the language of the page that is being made."""
    return translation.get_language() or settings.LANGUAGE_CODE


def desk_language() -> str:
    """Return the language in which the desk writes, whatever that of the page."""
    return settings.LANGUAGE_CODE


def known_language(code: str | None) -> str:
    """Return the code of a language; nothing of one that could not be told, which machines have no use for."""
    return "" if code == UNDETERMINED else code or ""


def desk_lang() -> str:
    """Return the attribute for what the desk wrote, where its language is not that of the page."""
    return "" if current() == desk_language() else format_html(' lang="{}"', desk_language())


def localised(path: str, language: str = "") -> str:
    """Return a path of the house's language in another one; by default that of the page being made."""
    code = language or current()
    return path if code == settings.LANGUAGE_CODE else f"/{code}{path}"


def localised_url(url: str) -> str:
    """Return one of our own addresses, in the house's language as publications have it, in that of the page."""
    parts = urlsplit(url)
    return parts._replace(path=localised(parts.path)).geturl()


def alternates(path: str) -> list[Alternate]:
    """Return the page at a path of the house's language in every language."""
    now = current()
    return [Alternate(code, str(name), localised(path, code), code == now) for code, name in settings.LANGUAGES]


class LanguageMiddleware:
    """Answers each request in the language of its address.

    Django's own middleware would ask the reader's cookies and browser as well, and let answers vary by them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language of the address."""
        with translation.override(language_of(request.path_info)):
            return self.get_response(request)
