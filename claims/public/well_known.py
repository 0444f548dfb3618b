"""What programs look for at an address of its own: the house's icon, and whom to tell of a hole in its security."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from claims.public.errors import NotPublicError
from claims.public.responses import public

# RFC 9116 wants less than a year.
VALID = dt.timedelta(days=180)
A_DAY = "public, max-age=86400"


@public
def favicon(request: HttpRequest) -> HttpResponseBase:
    """Lead those who ask for an icon without reading the page that names it to where it is."""
    response = HttpResponseRedirect(static("claims/favicon.svg"))
    response["Cache-Control"] = A_DAY
    return response


@public
def security(request: HttpRequest) -> HttpResponseBase:
    """Tell whom to write to about a hole in the security of the site, as RFC 9116 has it; nothing where nobody is."""
    if not settings.SECURITY_CONTACT:
        raise NotPublicError
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {midnight + VALID:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {settings.LANGUAGE_CODE}",
        f"Canonical: {settings.SITE_URL}{reverse('machines:security')}",
        "",
    ]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = A_DAY
    return response
