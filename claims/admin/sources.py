"""Speakers, outlets, feeds and documents."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display

from claims.admin.base import SavedByService, linked
from claims.desk.screens import ServiceAdmin, colleague
from claims.desk.selectors import document_name, document_opening
from claims.services.record import outlet_save, speaker_edit, speaker_enter
from claims.services.watching import feed_save, feeds_ask
from sources.admin import DocumentScreen, FeedScreen, OutletScreen, SpeakerScreen
from sources.models import Document, Feed, Outlet, Role, Speaker, SpeakerName
from sources.names import name_key

# So many others of the same name are named.
NAMESAKES = 3


@admin.register(Speaker)
class SpeakerAdmin(ServiceAdmin, SpeakerScreen):
    readonly_fields = ("merging",)

    def get_fieldsets(self, request: HttpRequest, obj: Speaker | None = None) -> Any:
        tells = obj is not None and (obj.merged_into_id is not None or request.user.has_perm("sources.merge_speaker"))
        return (*super().get_fieldsets(request, obj), *([("Merging", {"fields": ("merging",)})] if tells else []))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Speaker]:
        rows = super().get_queryset(request).select_related("merged_into")
        # One that was merged keeps its page, which says into whom; the list has those that stand.
        is_list = request.resolver_match is not None and request.resolver_match.url_name == "sources_speaker_changelist"
        return rows.filter(merged_into=None) if is_list else rows

    def has_change_permission(self, request: HttpRequest, obj: Speaker | None = None) -> bool:
        # The one that it was merged into is edited; whoever had this one open is told so, beside what they typed.
        is_merged = obj is not None and obj.merged_into_id is not None
        return (not is_merged or request.method == "POST") and super().has_change_permission(request, obj)

    @display(description="the same as another?")
    def merging(self, obj: Speaker) -> str:
        if obj.merged_into:
            kept = reverse("admin:sources_speaker_change", args=[obj.merged_into.pk])
            return format_html(
                'Merged into <a class="desk-link" href="{}"><bdi>{}</bdi></a>; see <a class="desk-link" href="{}">'
                "Merges</a>.", kept, obj.merged_into, reverse("desk:merges"),
            )  # fmt: skip
        return linked(reverse("desk:merge", args=["speaker", obj.public_id]), "Merge into another speaker")

    def save_model(self, request: HttpRequest, obj: Speaker, form: forms.ModelForm, change: bool) -> None:
        # Saved together with its spellings and roles, in one step with one line of history.
        return

    def save_related(self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool) -> None:
        names: list[SpeakerName] = []
        roles: list[Role] = []
        removed: list[SpeakerName] = []
        for formset in formsets:
            rows = formset.save(commit=False)
            (names if formset.model is SpeakerName else roles).extend(rows)
            removed += formset.deleted_objects
        speaker = form.instance
        fields = {
            name: form.cleaned_data[name] for name in form.cleaned_data if not change or name in form.changed_data
        }
        spellings = [*([fields["name"]] if "name" in fields else []), *(row.name for row in names)]
        if change:
            speaker_edit(
                speaker=speaker, actor=colleague(request), changes=fields, names=names, roles=roles, removed=removed
            )
            self._warn_of_namesakes(request, speaker, spellings)
            return
        made = speaker_enter(actor=colleague(request), names=names, roles=roles, **fields)
        # Django goes on with the object that its form made.
        speaker.pk, speaker.public_id, speaker.created_at = made.pk, made.public_id, made.created_at
        speaker._state.adding = False  # noqa: SLF001
        self._warn_of_namesakes(request, made, spellings)

    def _warn_of_namesakes(self, request: HttpRequest, speaker: Speaker, spellings: Sequence[str]) -> None:
        """Name those who bear a name that `speaker` was just given: whoever types it will be asked who is meant."""
        keys = {name_key(name) for name in spellings}
        others = Speaker.objects.standing().filter(names__key__in=keys).exclude(pk=speaker.pk).distinct()
        for namesake in others[:NAMESAKES]:
            there = reverse("admin:sources_speaker_change", args=[namesake.pk])
            messages.warning(
                request,
                format_html(
                    'Another speaker is called <a class="desk-link" href="{}"><bdi>{}</bdi></a>.'
                    " If the two are one, merge them.", there, namesake,
                ),
            )  # fmt: skip


@admin.register(Outlet)
class OutletAdmin(SavedByService, OutletScreen):
    service = staticmethod(lambda outlet: outlet_save(outlet=outlet))


@admin.register(Feed)
class FeedAdmin(SavedByService, FeedScreen):
    service = staticmethod(lambda feed: feed_save(feed=feed))
    actions = ("read_now",)

    @admin.action(description="Read now", permissions=["change"])
    def read_now(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        """Make the chosen feeds due at once."""
        count = feeds_ask(queryset)
        messages.success(request, f"{count} feed{'s' if count != 1 else ''} will be read within half a minute.")


@admin.register(Document)
class DocumentAdmin(DocumentScreen):
    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return super().get_queryset(request).annotate(opening=document_opening())

    def called(self, obj: Document) -> str:
        return document_name(obj)
