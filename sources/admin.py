"""Lists and forms of speakers, outlets and documents; `claims.admin` registers them.

What changes a speaker or an outlet has to tell the publications, which only `claims` knows; so the
saving is there and the screens are here.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.paginator import Paginator
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from sources.models import Document, Feed, Role, Speaker, SpeakerName
from sources.names import name_key

# Words are looked for among so many of the newest rows, so that no search walks a table of millions.
RECENT = 10_000
# So many words of a headline are looked at.
MOST_WORDS = 12
# So much of a headline stands in the row of a list.
ROW_WORDS = 100


def day(moment: dt.datetime | dt.date | None) -> str:
    """Return a day as every list writes it: short, sortable by eye, the same in all languages."""
    if isinstance(moment, dt.datetime):
        moment = timezone.localtime(moment)
    return f"{moment:%Y-%m-%d}" if moment else ""


def in_row(words: str) -> str:
    """Return words as the row of a list shows them: cut where they would fill it."""
    return words if len(words) <= ROW_WORDS else f"{words[: ROW_WORDS - 2].rstrip()} …"


class RecordAdmin(ModelAdmin):
    """A list that never counts its table, and never deletes: the record withdraws, merges and corrects."""

    paginator = InfinitePaginator
    show_full_result_count = False
    list_per_page = 50
    compressed_fields = True
    warn_unsaved_form = True

    def get_paginator(self, request: HttpRequest, queryset: Any, per_page: int, *rest: Any, **more: Any) -> Paginator:
        # The history of one object is short, and its pages are counted.
        kind = Paginator if queryset.model is LogEntry else self.paginator
        return kind(queryset, per_page, *rest, **more)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ListOnlyAdmin(RecordAdmin):
    """A list whose rows have a page of their own on the desk; no form here can change them."""

    list_display_links = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def desk_url(self, obj: Any) -> str:
        raise NotImplementedError

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_view_permission(request, obj):
            return super().change_view(request, object_id, form_url, extra_context)
        return HttpResponseRedirect(self.desk_url(obj))


class LabelledInline(TabularInline):
    """A table of parts whose fields carry their column's name, for those who hear the page."""

    extra = 1
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return getattr(obj, "merged_into_id", None) is None and super().has_add_permission(request, obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = str(db_field.verbose_name).capitalize()
        return field


def _uncut(db_field: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Let no browser cut a country's name to what looks like a code: "Narnia" is not Namibia."""
    return {**kwargs, "max_length": None} if db_field.name == "country" else kwargs


class SpellingsFormSet(BaseInlineFormSet):
    """Spellings whose tick for removing them says which one, for those who hear the page."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if (tick := form.fields.get(DELETION_FIELD_NAME)) is not None:
            tick.widget.attrs["aria-label"] = f"Remove {form.instance.name}".strip()


class SpeakerNameInline(LabelledInline):
    model = SpeakerName
    formset = SpellingsFormSet
    fields = ("name", "language")
    verbose_name = "spelling or alias"
    verbose_name_plural = "spellings and aliases"
    can_delete = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A wrong spelling is no part of the record: taking it out is a change of its speaker.
        return self.has_change_permission(request, obj)


class RoleInline(LabelledInline):
    model = Role
    fields = ("title", "organisation", "from_on", "until_on")


class SpeakerScreen(RecordAdmin):
    list_display = ("name", "kind", "country", "wikidata_id", "description")
    list_filter = ("kind",)
    search_fields = ("names__key",)
    search_help_text = "Any spelling, in any script"
    inlines = (SpeakerNameInline, RoleInline)
    fieldsets = (
        (None, {"fields": ("name", "kind", "description")}),
        ("In the world", {"fields": ("country", "wikidata_id")}),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **_uncut(db_field, kwargs))
        if db_field.name == "description":
            field.widget.attrs["rows"] = 3
        return field

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Speaker], search_term: str
    ) -> tuple[QuerySet[Speaker], bool]:
        if not name_key(search_term):
            return queryset, False
        return queryset.filter(pk__in=Speaker.objects.name_starts(search_term).values("pk")), False


class OutletScreen(RecordAdmin):
    list_display = ("name", "kind", "domain", "country")
    list_filter = ("kind",)
    search_fields = ("name", "domain")
    fields = ("name", "kind", "domain", "country")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_dbfield(db_field, request, **_uncut(db_field, kwargs))


class FeedScreen(RecordAdmin):
    list_display = ("called", "health", "fault", "outlet", "interval", "last_reading", "last_news", "due")
    list_filter = ("is_active",)
    list_select_related = ("outlet",)
    search_fields = ("name", "url")
    fields = ("url", "name", "outlet", "interval", "is_active")
    readonly_fields = ("standing",)
    autocomplete_fields = ("outlet",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        return (*self.fields, "standing") if obj else self.fields

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "url":
            kwargs["assume_scheme"] = "https"
            kwargs["validators"] = [URLValidator(schemes=["http", "https"], message="A feed is read by http or https.")]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @display(description="feed", ordering="name")
    def called(self, obj: Feed) -> str:
        return str(obj)

    @display(description="health", label={"well": "success", "failing": "danger", "off": "info", "new": "warning"})
    def health(self, obj: Feed) -> tuple[str, str]:
        if not obj.is_active:
            return "off", "Not read"
        if obj.failures:
            return "failing", f"Failed {obj.failures} time{'s' if obj.failures > 1 else ''}"
        return ("well", "Well") if obj.read_at else ("new", "Not read yet")

    @display(description="how it fares")
    def standing(self, obj: Feed) -> str:
        _, words = self.health(obj)
        next_reading = f"Next reading {self.due(obj)}." if obj.is_active else ""
        return " ".join(part for part in (f"{words}.", self.fault(obj), next_reading) if part)

    @display(description="what went wrong")
    def fault(self, obj: Feed) -> str:
        return obj.reason if obj.failures and obj.is_active else ""

    @display(description="last reading", ordering="read_at")
    def last_reading(self, obj: Feed) -> str:
        return _hour(obj.read_at)

    @display(description="last news", ordering="changed_at")
    def last_news(self, obj: Feed) -> str:
        return _hour(obj.changed_at)

    @display(description="next reading", ordering="next_at")
    def due(self, obj: Feed) -> str:
        return _hour(obj.next_at) if obj.is_active else ""


def _hour(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


class PutAwayFilter(admin.SimpleListFilter):
    """Leaves out what is put away, unless it is asked for."""

    title = "put away"
    parameter_name = "away"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Put away")]

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            yield choice if choice["display"] == "Put away" else {**choice, "display": "Not put away"}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> QuerySet[Document]:
        return queryset.filter(put_away_at__isnull=self.value() != "yes")


class DocumentScreen(ListOnlyAdmin):
    list_display = ("headline", "outlet", "published", "handed_in", "address")
    list_filter = ("published_precision", PutAwayFilter)
    list_select_related = ("outlet",)
    search_fields = ("title",)
    search_help_text = "Words of the headline, or the id"
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return super().get_queryset(request).defer("text", "withdrawal_note", "put_away_reason")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Document], search_term: str
    ) -> tuple[QuerySet[Document], bool]:
        words = search_term.replace("\0", "").strip()
        if not words:
            return queryset, False
        # Whoever has the id finds it, put away or not.
        if (by_id := self.get_queryset(request).filter(public_id=words)).exists():
            return by_id, False
        queryset = queryset.filter(pk__in=Document.objects.order_by("-pk").values("pk")[:RECENT])
        for word in words.split()[:MOST_WORDS]:
            queryset = queryset.filter(title__icontains=word)
        return queryset, False

    def desk_url(self, obj: Document) -> str:
        return reverse("desk:document", args=[obj.public_id])

    def called(self, obj: Any) -> str:
        """Return what the desk calls a document."""
        raise NotImplementedError

    @display(description="headline")
    def headline(self, obj: Any) -> str:
        called = self.called(obj)
        return format_html(
            '<a class="desk-link" href="{}" title="{}"><bdi>{}</bdi></a>', self.desk_url(obj), called, in_row(called)
        )

    @display(description="published", ordering="published_at")
    def published(self, obj: Document) -> str:
        return day(obj.published_at)

    @display(description="handed in", ordering="pk")
    def handed_in(self, obj: Document) -> str:
        return day(obj.created_at)

    @display(description="address")
    def address(self, obj: Document) -> str:
        return format_html('<a href="{}" rel="noopener noreferrer">original</a>', obj.url) if obj.url else ""
