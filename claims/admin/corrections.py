"""Correction requests and their answers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from unfold.decorators import display
from unfold.widgets import UnfoldAdminRadioSelectWidget

from claims.admin.base import STATE_LABELS, linked
from claims.desk.screens import ServiceAdmin, colleague
from claims.models import CorrectionRequest
from claims.services.corrections import correction_answer
from claims.services.events import person_name
from claims.templatetags.record import lines
from factcheck.base import DomainError
from sources.admin import day

SAY_WHAT = "Say what came of it."


class CorrectionForm(forms.ModelForm):
    state = forms.ChoiceField(
        label="What came of it",
        widget=UnfoldAdminRadioSelectWidget,
        error_messages={"required": SAY_WHAT, "invalid_choice": SAY_WHAT},
    )

    class Meta:
        model = CorrectionRequest
        fields = ("state", "answer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "state" in self.fields:
            self.fields["state"].choices = self.instance.answers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "answer" not in self.fields:
            return data  # an answered request is shown, not edited; save_model says so
        if not data.get("answer", "").strip() and data.get("state") != CorrectionRequest.State.DISCARDED:
            self.add_error("answer", "Write the answer; readers see it.")
        return data

    def _post_clean(self) -> None:
        # The service validates the row once it is signed; here it is not yet.
        return


@admin.register(CorrectionRequest)
class CorrectionRequestAdmin(ServiceAdmin):
    form = CorrectionForm
    list_display = ("asked", "kind", "step", "asked_on", "answerer", "answered_on")
    list_display_links = ("asked",)
    list_filter = ("state", "kind")
    list_select_related = ("claim", "answered_by")
    readonly_fields = ("kind", "asked_words", "url", "about_claim", "contact", "asked_on", "answerer", "answered_on")
    fieldsets = (
        ("Asked", {"fields": ("kind", "asked_words", "url", "about_claim", "contact", "asked_on")}),
        ("Answered", {"fields": ("state", "answer", "answerer", "answered_on")}),
    )
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        if obj and obj.state != CorrectionRequest.State.OPEN:
            return (*self.readonly_fields, "state", "answered")
        return self.readonly_fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        asked, (name, parts) = self.fieldsets
        if obj is None or obj.state == CorrectionRequest.State.OPEN:
            return (asked, ("Answer", {"fields": ("state", "answer")}))
        fields = tuple("answered" if field == "answer" else field for field in parts["fields"])
        return (asked, (name, {"fields": fields}))

    @display(description="answer")
    def answered(self, obj: CorrectionRequest) -> str:
        return format_html_join("", "<p>{}</p>", ((line,) for line in lines(obj.answer)))

    @display(description="their words")
    def asked_words(self, obj: CorrectionRequest) -> str:
        return format_html_join("", "<p>{}</p>", ((line,) for line in lines(obj.text)))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        # It is answered once: there is nothing to continue with.
        context.update(show_save_and_continue=False)
        if obj and obj.state != CorrectionRequest.State.OPEN:
            context.update(show_save=False)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: CorrectionRequest, form: forms.ModelForm, change: bool) -> None:
        data = form.cleaned_data
        if "state" not in data:
            typed = " ".join(request.POST.get("answer", "").split())
            raise DomainError(f"This request is answered already.{f' You had written: “{typed}”' if typed else ''}")
        correction_answer(request=obj, actor=colleague(request), state=data["state"], answer=data["answer"])
        claim = obj.claim
        decided = claim.current_verdict.approved_at if claim and claim.current_verdict else None
        if data["state"] == CorrectionRequest.State.CORRECTED and decided and decided < obj.created_at:
            messages.warning(
                request, "Readers are told that it was corrected; the claim has had no new verdict since they wrote."
            )

    @display(description="asked")
    def asked(self, obj: CorrectionRequest) -> str:
        return str(obj)

    @display(description="asked on")
    def asked_on(self, obj: CorrectionRequest) -> str:
        return day(obj.created_at)

    @display(description="answered on")
    def answered_on(self, obj: CorrectionRequest) -> str:
        return day(obj.answered_at)

    @display(description="state", label=STATE_LABELS)
    def step(self, obj: CorrectionRequest) -> tuple[str, str]:
        return obj.state, obj.get_state_display()

    @display(description="answered by")
    def answerer(self, obj: CorrectionRequest) -> str:
        return person_name(obj.answered_by) if obj.answered_by else ""

    @display(description="claim")
    def about_claim(self, obj: CorrectionRequest) -> str:
        return linked(reverse("desk:claim", args=[obj.claim.public_id]), obj.claim) if obj.claim else "No claim named"
