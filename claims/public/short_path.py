"""The short path of public reading: no session, account, form guard or message is looked at on the way.

Public pages are the same for everyone, so nothing that the other middleware brings could change them, and on a page
that is one query and a few kilobytes it costs more than the page.
"""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve

READING = ("GET", "HEAD")
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def short_path(view: View) -> View:
    """Mark a view that answers reading from the address and the headers alone, the same to everyone, and only that."""
    view.takes_short_path = True  # type: ignore[attr-defined]
    # It refuses all else itself, by the right name; the guard of forms would call it forbidden.
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


class ShortPathMiddleware:
    """Answers reading of marked views at once; hands on everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if request.method in READING:
            try:
                match = resolve(request.path_info)
            except Resolver404:
                return self.get_response(request)
            if getattr(match.func, "takes_short_path", False):
                # Refused like everywhere else where it is no host of ours.
                request.get_host()
                request.resolver_match = match
                response = match.func(request, *match.args, **match.kwargs)
                if isinstance(response, HttpResponse):
                    # Or the server would send it in pieces.
                    response.setdefault("Content-Length", str(len(response.content)))
                return response
        return self.get_response(request)
