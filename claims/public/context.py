"""What every template may say about the house, from the settings alone."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

DEFAULT_DESCRIPTION = gettext_lazy(
    "Who said what, in which words, by which way it came, and whether it holds: claims checked against evidence."
)


def site(request: HttpRequest | None) -> dict[str, object]:
    """Name the house. Touches neither session nor user, so that public pages stay the same for everyone."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL.rstrip("/"),
        "SITE_DESCRIPTION": DEFAULT_DESCRIPTION,
        "CORRECTIONS_EMAIL": settings.CORRECTIONS_EMAIL,
        "MIN_INDEPENDENT_ORIGINS": settings.MIN_INDEPENDENT_ORIGINS,
    }
