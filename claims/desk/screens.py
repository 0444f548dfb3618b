"""The admin's forms, saved by services: two versions side by side for the second to save, and nothing typed is lost."""

from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims.desk.conflicts import TAKE, Difference, differences, opened, part_differences, with_choices
from claims.models import Claim
from factcheck.base import DomainError
from sources.admin import RecordAdmin

SECOND = "Somebody else saved this while you were working on it."


def colleague(request: HttpRequest) -> User:
    """Return who acts; the admin lets nobody in who is not logged in."""
    user = request.user
    assert isinstance(user, User)
    return user


class ServiceAdmin(RecordAdmin):
    """A form whose saving is a service; what the service refuses is told beside what was typed."""

    change_form_template = "admin/desk/change_form.html"

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method == "POST":
            taken = [name.removeprefix(TAKE) for name in request.POST if name.startswith(TAKE)]
            request.POST = with_choices(request.POST, taken)  # type: ignore[assignment]
        try:
            return self._view(request, object_id, form_url, extra_context)
        except DomainError as error:
            request.refusal = error  # type: ignore[attr-defined]
            return self._view(request, object_id, form_url, extra_context)

    @transaction.atomic
    def _view(self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any) -> HttpResponse:
        if request.method == "POST" and object_id is not None:
            # Whoever saves the same row at the same moment comes after this, and is told. Claims come first, as in
            # every service.
            rows = self.model.objects.filter(pk=unquote(object_id))
            if any(field.name == "claim" for field in self.model._meta.concrete_fields):
                claims = Claim.objects.filter(pk__in=rows.values("claim"))
                list(claims.select_for_update(no_key=True).values("pk"))
            list(rows.select_for_update(no_key=True).values("pk"))
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        if isinstance(answer, TemplateResponse) and answer.context_data:
            if answer.context_data.get("trouble"):
                answer.status_code = 409
            elif hasattr(request, "refusal"):
                answer.status_code = 400
        return answer

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        model_admin = self

        class CarefulForm(super().get_form(request, obj, change=change, **kwargs)):  # type: ignore[misc]
            conflict: tuple[Difference, ...] = ()

            def clean(self) -> dict[str, Any]:
                data = super().clean()
                refusal = getattr(request, "refusal", None)
                if refusal is not None:
                    raise ValidationError(
                        {refusal.field if refusal.field in self.fields else "__all__": refusal.message}
                    )
                if self.instance.pk:
                    parts = model_admin.parts_of(request, self.instance)
                    self.conflict = (
                        *differences(self, self.initial, only_theirs=True),
                        *part_differences(self.data, parts),
                    )
                if self.conflict:
                    raise ValidationError(SECOND)
                return data

        return CarefulForm

    def parts_of(self, request: HttpRequest, obj: models.Model) -> dict[str, Any]:
        """Return the values of the rows that the form shows with its own, such as a speaker's names."""
        values: dict[str, Any] = {}
        for formset, _inline in self.get_formsets_with_inlines(request, obj):
            prefix, names = formset.get_default_prefix(), [name for name in formset.form.base_fields if name != "id"]
            for row in formset.model.objects.filter(**{formset.fk.name: obj}):
                data = forms.models.model_to_dict(row, names)
                values.update({f"{prefix}#{row.pk}#{name}": value for name, value in data.items()})
        return values

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        form = context["adminform"].form
        if form.instance.pk:
            shown = {name: value for name, value in form.initial.items() if name in form.fields}
            context["opened"] = opened({**shown, **self.parts_of(request, form.instance)})
        if getattr(form, "conflict", ()):
            context["trouble"] = {"message": SECOND, "differences": form.conflict}
        return super().render_change_form(request, context, *args, **kwargs)
