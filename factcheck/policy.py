"""What pages that only colleagues see may load, and who may frame them; public pages say it for themselves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# The theme's scripts stand in its pages and are evaluated there, so those two cannot be forbidden; everything from
# elsewhere can, and so can sending what is typed anywhere else.
DESK_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class DeskPolicyMiddleware:
    """Gives every page its content policy that has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Security-Policy", DESK_POLICY)
        return response
