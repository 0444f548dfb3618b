"""What the admin's forms share when a service does the saving."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect

from factcheck.base import DomainError
from sources.admin import RecordAdmin


def colleague(request: HttpRequest) -> User:
    """Return who acts; the admin lets nobody in who is not logged in."""
    user = request.user
    assert isinstance(user, User)
    return user


class ServiceAdmin(RecordAdmin):
    """A form whose saving is a service; what the service refuses is told, and nothing is saved."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(request.get_full_path())
