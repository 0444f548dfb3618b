"""What several of the editors' lists and forms share."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.html import format_html

from claims.desk.screens import ServiceAdmin

STATE_LABELS = {
    "suggested": "info",
    "accepted": "success",
    "rejected": "danger",
    "draft": "info",
    "proposed": "warning",
    "returned": "danger",
    "approved": "success",
    "verified": "success",
    "disputed": "danger",
    "unverified": "info",
    "open": "warning",
    "corrected": "success",
    "declined": "info",
    "removed": "warning",
}


def linked(url: str, words: object) -> str:
    return format_html('<a class="desk-link" href="{}"><bdi>{}</bdi></a>', url, words)


class SavedByService(ServiceAdmin):
    """A form without parts, saved by one service."""

    service: Callable[[Any], Any]

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        type(self).service(obj)
