"""What was typed into a form whose sender had been logged out meanwhile: kept until they are back.

The words wait in the new visitor's session, bound to the colleague whose browser it is by a signed cookie, and are
shown to nobody else. Without that cookie nothing is kept, so that no stranger can fill the session table.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, QueryDict

COOKIE = "desk_who"
KEY = "desk_unsaved"
# Longer than any verdict; a whole pasted book is not kept.
MAX_LENGTH = 1_000_000
KEPT = dt.timedelta(days=30)


def remember_who(request: HttpRequest, answer: HttpResponse) -> None:
    """Let the browser say later whose it is. The cookie opens nothing."""
    who = str(request.user.pk)
    if _who(request) != who:
        answer.set_signed_cookie(
            COOKIE, who, salt=COOKIE, max_age=KEPT, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )


def _who(request: HttpRequest) -> str:
    return str(request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=KEPT))


def keep(request: HttpRequest) -> bool:
    """Keep what somebody who is not logged in sent. Returns whether it is kept."""
    who = _who(request)
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    sent = typed.urlencode()
    if not who or not sent or len(sent) > MAX_LENGTH:
        return False
    request.session[KEY] = {"who": who, "path": request.path, "data": sent, "files": sorted(request.FILES)}
    return True


def kept_for(user: User, request: HttpRequest) -> dict[str, Any] | None:
    """Return what waits for `user` at this address: the fields as (name, value), and the files that were lost."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return None
    if kept["who"] != str(user.pk):
        # Somebody else's words on a shared machine.
        del request.session[KEY]
        return None
    data = QueryDict(kept["data"])
    fields = [(name, value) for name, values in data.lists() for value in values]
    return {"fields": fields, "files": kept["files"]}


def forget(request: HttpRequest) -> None:
    """Drop what was kept for this address, once it was sent again."""
    kept = request.session.get(KEY)
    if kept and kept["path"] == request.path:
        del request.session[KEY]
