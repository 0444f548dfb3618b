"""How large a form may be at which address; a larger one is refused before anything of it is read.

A form is parsed as a whole, into many times its size. Who may send how much is known from the address, the header and
the session alone.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from claims.public.responses import rendered

# What anybody may send, signed in or not: a reader's letter, a name and a password.
OPEN_TO_ALL = frozenset({"admin:login", "letters:report", "letters:report-claim", "letters:suggest"})
LETTER_LIMIT = 64 * 1024
# Everywhere else: more than any form of the desk holds in words.
FORM_LIMIT = 2_500_000
# Where whole articles are pasted and a day's files handed in: as much as settings allow, to whoever is signed in.
COPY = "desk:copy"
FORM, FORM_WITH_FILES = "application/x-www-form-urlencoded", "multipart/form-data"


class BodyLimitMiddleware:
    """Refuses bodies that are too large or of unknown size. Stands before whatever looks into a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Return a refusal, or None where the view may read what was sent."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        length = request.META.get("CONTENT_LENGTH") or "0"
        # Views of the interfaces for programs weigh a body themselves, and tell it in their own form; but the guard of
        # forms reads before them what looks like one.
        is_form = request.content_type == FORM and length.isdecimal() and int(length) > FORM_LIMIT
        if (hasattr(view, "cls") or name == "machines:mcp") and not is_form:
            return None
        if request.headers.get("Transfer-Encoding"):
            return rendered("413.html", {"status": 411}, status=HTTPStatus.LENGTH_REQUIRED)
        if length.isdecimal() and (int(length) <= LETTER_LIMIT or _may_send(request, name, int(length))):
            return None
        return rendered("413.html", {"status": 413}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _may_send(request: HttpRequest, name: str, length: int) -> bool:
    """Whether a body of more than LETTER_LIMIT bytes is taken at the address of this name."""
    if name in OPEN_TO_ALL:
        return False
    if length <= FORM_LIMIT:
        return True
    is_multipart = request.content_type == FORM_WITH_FILES
    if not request.user.is_authenticated:
        return False
    if name == COPY:
        # Files go to the disk one by one; what is pasted has its own limit.
        return is_multipart or length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return is_multipart and length <= settings.INGEST_MAX_BYTES + FORM_LIMIT
