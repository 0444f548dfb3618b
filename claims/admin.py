"""The editors' lists, and forms for what has no page of its own on the desk.

Every save goes through a service. Claims, statements, verdicts, documents and deliveries have no
form here at all: their lists lead to `claims.desk`.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin as DjangoModelAdmin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from claims.api.screens import ApiTokenScreen, WebhookDeliveryScreen, WebhookScreen
from claims.desk.lookups import claims_like, statements_like
from claims.desk.queues import claims_reopened, verdicts_for_second_editor, verdicts_returned_to
from claims.desk.screens import ServiceAdmin, colleague
from claims.desk.selectors import EVENT_WORDS, card_url, document_name, document_opening, known_by_opening
from claims.desk.views.base import LISTED, tell_count
from claims.models import (
    ApiToken,
    Claim,
    CorrectionRequest,
    Event,
    Rating,
    Statement,
    Topic,
    Verdict,
    Webhook,
    WebhookDelivery,
)
from claims.services.corrections import correction_answer
from claims.services.events import person_name
from claims.services.record import outlet_save, rating_save, speaker_edit, speaker_enter, topic_save
from claims.services.steps import statements_accept
from claims.services.suggestions import PERSON
from claims.services.watching import feed_save, feeds_ask
from factcheck.base import DomainError
from sources.admin import DocumentScreen, FeedScreen, ListOnlyAdmin, OutletScreen, SpeakerScreen, day, in_row
from sources.models import Document, Feed, Outlet, Role, Speaker, SpeakerName
from sources.names import name_key

admin.site.unregister(User)
admin.site.unregister(Group)

# So many others of the same name are named.
NAMESAKES = 3
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


class SavedByService(ServiceAdmin):
    """A form without parts, saved by one service."""

    service: Callable[[Any], Any]

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        type(self).service(obj)


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


@admin.register(Topic)
class TopicAdmin(SavedByService):
    service = staticmethod(lambda topic: topic_save(topic=topic))
    list_display = ("name", "slug", "description")
    search_fields = ("name",)
    fields = ("name", "slug", "description")
    prepopulated_fields = {"slug": ("name",)}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Sequence[str]]:
        # The slug is an address once readers have it.
        return {} if obj else {"slug": ("name",)}


@admin.register(Rating)
class RatingAdmin(SavedByService):
    service = staticmethod(lambda rating: rating_save(rating=rating))
    list_display = ("label", "status", "value", "description", "position")
    fields = ("code", "label", "status", "value", "description", "position")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        return ("code", "status") if obj else ()


# --- lists that lead to the desk -----------------------------------------------------------


@admin.register(Statement)
class StatementAdmin(ListOnlyAdmin):
    list_display = ("words", "said_by", "marked_as", "in_document", "sure", "state")
    list_filter = ("review_state", "kind", "authenticity")
    list_select_related = ("speaker", "document")
    search_fields = ("exact",)
    search_help_text = "Words, who said them, or the headline"
    ordering = ("-pk",)
    actions = ("accept_selected", "reject_selected")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        return super().get_queryset(request).defer("document__text").annotate(opening=document_opening("document__"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Statement], search_term: str
    ) -> tuple[QuerySet[Statement], bool]:
        words = search_term.replace("\0", "").strip()
        return (queryset.filter(pk__in=statements_like(words)) if words else queryset), False

    def desk_url(self, obj: Statement) -> str:
        return card_url(obj)

    @display(description="words")
    def words(self, obj: Statement) -> str:
        return linked(self.desk_url(obj), obj)

    @display(description="speaker")
    def said_by(self, obj: Statement) -> str:
        if obj.speaker:
            return str(obj.speaker)
        return f"{obj.suggested_speaker} (not in the record)" if obj.suggested_speaker else "nobody named"

    @display(description="document")
    def in_document(self, obj: Statement) -> str:
        called = document_name(known_by_opening(obj).document)
        return format_html('<span title="{}"><bdi>{}</bdi></span>', called, in_row(called))

    @display(description="kind")
    def marked_as(self, obj: Statement) -> str:
        return obj.kind.capitalize()

    @display(description="found by")
    def sure(self, obj: Statement) -> str:
        return "a colleague" if obj.found_by == PERSON else f"the reader, {obj.confidence:.0%} sure"

    @display(description="review", label=STATE_LABELS)
    def state(self, obj: Statement) -> tuple[str, str]:
        return obj.review_state, obj.get_review_state_display()

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.change_statement")

    @action(description="Accept the chosen statements", permissions=["review"])
    def accept_selected(self, request: HttpRequest, queryset: QuerySet[Statement]) -> None:
        count, left = statements_accept(statements=queryset, actor=colleague(request))
        tell_count(request, count, "accepted", left)

    @action(description="Reject the chosen statements", permissions=["review"])
    def reject_selected(self, request: HttpRequest, queryset: QuerySet[Statement]) -> HttpResponse | None:
        """Ask for the reason, on a page of its own."""
        chosen = list(queryset.values_list("public_id", flat=True)[: LISTED + 1])
        if len(chosen) > LISTED:
            messages.error(request, f"Choose {LISTED} statements at most.")
            return None
        wanted = urlencode({"chosen": ",".join(chosen), "next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('desk:statements-reject')}?{wanted}")


class PublishedFilter(admin.SimpleListFilter):
    title = "published"
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Published"), ("no", "Not yet"), ("dropped", "Not pursued"), ("withdrawn", "Withdrawn")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        conditions: dict[str, dict[str, bool]] = {
            "yes": {"published_at__isnull": False, "withdrawn_at__isnull": True},
            "no": {"published_at__isnull": True, "withdrawn_at__isnull": True},
            "dropped": {"published_at__isnull": True, "withdrawn_at__isnull": False},
            "withdrawn": {"published_at__isnull": False, "withdrawn_at__isnull": False},
        }
        return queryset.filter(**conditions.get(self.value() or "", {}))


class AssignedFilter(admin.SimpleListFilter):
    title = "assigned to"
    parameter_name = "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        colleagues = User.objects.filter(is_staff=True, is_active=True).exclude(pk=colleague(request).pk)
        names = [(one.get_username(), one.get_full_name() or one.get_username()) for one in colleagues]
        return [("me", "Me"), ("nobody", "Nobody"), *((f"u:{name}", label) for name, label in sorted(names))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        value = self.value() or ""
        if value == "me":
            return queryset.filter(assigned_to=request.user.pk)
        if value == "nobody":
            return queryset.filter(assigned_to__isnull=True)
        if value.startswith("u:"):
            return queryset.filter(assigned_to__username=value[2:])
        return queryset


class ReopenedFilter(admin.SimpleListFilter):
    title = "back on the desk"
    parameter_name = "reopened"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Recheck due or source changed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        return queryset.filter(pk__in=claims_reopened().values("pk")) if self.value() else queryset


@admin.register(Claim)
class ClaimAdmin(ListOnlyAdmin):
    list_display = ("proposition", "claimed_by", "holds", "published", "assigned", "priority", "due", "changed")
    list_filter = (
        "status",
        PublishedFilter,
        AssignedFilter,
        ReopenedFilter,
        ("topics", admin.RelatedOnlyFieldListFilter),
        "priority",
    )
    list_select_related = ("claimant", "assigned_to")
    search_fields = ("text",)
    search_help_text = "Words of the claim, its id or its address"
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.add_claim")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("desk:claim-add"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Claim], search_term: str
    ) -> tuple[QuerySet[Claim], bool]:
        words = search_term.replace("\0", "").strip()
        if not words:
            return queryset, False
        return queryset.filter(pk__in=[claim.pk for claim in claims_like(words, limit=100)]), False

    def desk_url(self, obj: Claim) -> str:
        return reverse("desk:claim", args=[obj.public_id])

    @display(description="claim")
    def proposition(self, obj: Claim) -> str:
        return linked(self.desk_url(obj), obj)

    @display(description="claimant")
    def claimed_by(self, obj: Claim) -> str:
        return str(obj.claimant or "")

    @display(description="does it hold?", label=STATE_LABELS)
    def holds(self, obj: Claim) -> tuple[str, str]:
        if obj.current_verdict_id is None:
            return "draft", "nothing decided yet"
        if obj.is_removed:
            return "removed", "Removed"
        return obj.status, obj.get_status_display()

    @display(description="published")
    def published(self, obj: Claim) -> str:
        if obj.is_dropped:
            return "Not pursued"
        if obj.withdrawn_at:
            return "Removed" if obj.is_removed else "Withdrawn"
        return day(obj.published_at) or "No"

    @display(description="due", ordering="due_on")
    def due(self, obj: Claim) -> str:
        return day(obj.due_on)

    @display(description="changed")
    def changed(self, obj: Claim) -> str:
        return day(obj.updated_at)

    @display(description="assigned to")
    def assigned(self, obj: Claim) -> str:
        return (obj.assigned_to.get_full_name() or obj.assigned_to.get_username()) if obj.assigned_to else ""


class QueueFilter(admin.SimpleListFilter):
    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "Waiting for me as second editor"), ("returned", "Returned to me")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Verdict]) -> QuerySet[Verdict]:
        user = colleague(request)
        if self.value() == "waiting":
            return queryset.filter(pk__in=verdicts_for_second_editor(user).values("pk"))
        if self.value() == "returned":
            return queryset.filter(pk__in=verdicts_returned_to(user).values("pk"))
        return queryset


@admin.register(Verdict)
class VerdictAdmin(ListOnlyAdmin):
    list_display = ("on_claim", "rating", "step", "proposer", "proposed", "approver", "approved")
    list_filter = (QueueFilter, "state", "rating")
    list_select_related = ("claim", "rating", "proposed_by", "approved_by")
    ordering = ("-pk",)

    def desk_url(self, obj: Verdict) -> str:
        return reverse("desk:claim", args=[obj.claim.public_id]) + "#verdict"

    @display(description="claim")
    def on_claim(self, obj: Verdict) -> str:
        return linked(self.desk_url(obj), obj.claim)

    @display(description="proposed by")
    def proposer(self, obj: Verdict) -> str:
        return person_name(obj.proposed_by) if obj.proposed_by else ""

    @display(description="approved by")
    def approver(self, obj: Verdict) -> str:
        return person_name(obj.approved_by) if obj.approved_by else ""

    @display(description="proposed")
    def proposed(self, obj: Verdict) -> str:
        return day(obj.proposed_at)

    @display(description="approved")
    def approved(self, obj: Verdict) -> str:
        return day(obj.approved_at)

    @display(description="state", label=STATE_LABELS)
    def step(self, obj: Verdict) -> tuple[str, str]:
        return obj.state, obj.get_state_display()


@admin.register(Event)
class EventAdmin(ListOnlyAdmin):
    list_display = ("when", "actor_name", "what", "about", "reason", "is_public")
    list_filter = ("subject", "is_public")
    list_select_related = ("claim",)
    search_fields = ("subject_id",)
    search_help_text = "The id of a claim, statement, speaker or document"
    ordering = ("-pk",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        words = search_term.replace("\0", "").strip()
        return (queryset.filter(subject_id=words) if words else queryset), False

    def desk_url(self, obj: Event) -> str:
        if obj.claim:
            return reverse("desk:claim-history", args=[obj.claim.public_id])
        return f"{reverse('admin:claims_event_changelist')}?q={obj.subject_id}"

    @display(description="when")
    def when(self, obj: Event) -> str:
        return f"{timezone.localtime(obj.at):%Y-%m-%d %H:%M:%S}"

    @display(description="did")
    def what(self, obj: Event) -> str:
        return EVENT_WORDS.get(obj.action, obj.action)

    @display(description="about")
    def about(self, obj: Event) -> str:
        return linked(self.desk_url(obj), obj.claim or f"{obj.get_subject_display()} {obj.subject_id}")


# --- correction requests -------------------------------------------------------------------


class CorrectionForm(forms.ModelForm):
    class Meta:
        model = CorrectionRequest
        fields = ("state", "answer")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "answer" not in self.fields:
            return data  # an answered request is shown, not edited; save_model says so
        if data.get("state") == CorrectionRequest.State.OPEN:
            self.add_error("state", "Say what came of it.")
        if not data.get("answer", "").strip() and data.get("state") != CorrectionRequest.State.DISCARDED:
            self.add_error("answer", "Write the answer; readers see it.")
        return data

    def _post_clean(self) -> None:
        # The service validates the row once it is signed; here it is not yet.
        return


@admin.register(CorrectionRequest)
class CorrectionRequestAdmin(ServiceAdmin):
    form = CorrectionForm
    list_display = ("asked", "kind", "step", "asked_on", "answered_by", "answered_on")
    list_display_links = ("asked",)
    list_filter = ("state", "kind")
    list_select_related = ("claim", "answered_by")
    readonly_fields = ("kind", "text", "url", "about_claim", "contact", "created_at", "answerer", "answered_at")
    fieldsets = (
        ("Asked", {"fields": ("kind", "text", "url", "about_claim", "contact", "created_at")}),
        ("Answered", {"fields": ("state", "answer", "answerer", "answered_at")}),
    )
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        if obj and obj.state != CorrectionRequest.State.OPEN:
            return (*self.readonly_fields, "state", "answered")
        return self.readonly_fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or obj.state == CorrectionRequest.State.OPEN:
            return super().get_fieldsets(request, obj)
        asked, (name, parts) = self.fieldsets
        fields = tuple("answered" if field == "answer" else field for field in parts["fields"])
        return (asked, (name, {"fields": fields}))

    @display(description="answer")
    def answered(self, obj: CorrectionRequest) -> str:
        return format_html_join("", "<p>{}</p>", ((part,) for part in obj.answer.split("\n\n")))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        if obj and obj.state != CorrectionRequest.State.OPEN:
            context.update(show_save=False, show_save_and_continue=False)
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


# --- other programs ---------------------------------------------------------------------------------------------------

admin.site.register(ApiToken, ApiTokenScreen)
admin.site.register(Webhook, WebhookScreen)
admin.site.register(WebhookDelivery, WebhookDeliveryScreen)


# --- colleagues ----------------------------------------------------------------------------


class TickedAdmin(DjangoModelAdmin):
    """Roles and permissions are ticked, not moved between two boxes."""

    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        if db_field.name == "permissions":
            ours = Permission.objects.filter(content_type__app_label__in=("auth", "claims", "sources"))
            kwargs["queryset"] = ours.select_related("content_type")
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class AccountForm(UserChangeForm):
    """An account; whoever looks after accounts cannot shut the door behind themselves."""

    editor: User

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.instance.pk != self.editor.pk:
            return data
        for field in ("is_active", "is_staff"):
            if data.get(field) is False:
                self.add_error(field, OWN_DOOR)
        roles = data.get("groups")
        looks_after = {"content_type__app_label": "auth", "codename": "change_user"}
        if (
            roles is not None
            and not self.editor.is_superuser
            and not self.instance.user_permissions.filter(**looks_after).exists()
            and not Permission.objects.filter(group__in=roles, **looks_after).exists()
        ):
            self.add_error("groups", OWN_DOOR)
        return data


OWN_DOOR = "This is your own account: it would shut you out. Another administrator can do it."


@admin.register(User)
class UserAdmin(TickedAdmin, DjangoUserAdmin, ModelAdmin):
    """Accounts. They are deactivated, never deleted: the history names them."""

    form = AccountForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "email", "is_staff", "is_active")
    list_filter = ("is_staff", "is_active", "groups")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Who it is", {"fields": ("first_name", "last_name", "email")}),
        ("Role", {"fields": ("is_active", "is_staff", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email", "password1", "password2")}),
        ("Role", {"fields": ("is_staff", "groups")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.editor = request.user
        if "is_staff" in form.base_fields:
            form.base_fields["is_staff"].help_text = "Whether they may enter the desk at all."
            # Whoever gets an account is to get in.
            form.base_fields["is_staff"].initial = True
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Whoever may edit accounts must not take over one that no rule of Django's binds.
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)


@admin.register(Group)
class GroupAdmin(TickedAdmin, DjangoGroupAdmin, ModelAdmin):
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
