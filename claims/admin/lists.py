"""Lists that lead to the desk: statements, claims, verdicts and the history."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import action, display

from claims.admin.base import STATE_LABELS, linked
from claims.desk.lines import with_subjects
from claims.desk.lookups import claims_like, statements_like
from claims.desk.queues import claims_reopened, verdicts_for_second_editor, verdicts_returned_to
from claims.desk.screens import colleague
from claims.desk.selectors import EVENT_WORDS, at_hand, card_url, document_name, document_opening, known_by_opening
from claims.desk.views.base import LISTED, tell_count
from claims.models import Claim, Event, Statement, Verdict
from claims.services.events import person_name
from claims.services.steps import statements_accept
from claims.services.suggestions import PERSON
from sources.admin import ListOnlyAdmin, day, in_row


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
        rows = super().get_queryset(request).defer("document__text").annotate(opening=document_opening("document__"))
        # A statement of what is put away keeps its card; the list has those that are worked on.
        is_list = (
            request.resolver_match is not None and request.resolver_match.url_name == "claims_statement_changelist"
        )
        return rows.filter(at_hand()) if is_list else rows

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
    list_display = ("when", "who", "what", "about", "reason", "readers_see")
    list_filter = ("subject", "is_public")
    search_fields = ("subject_id",)
    search_help_text = "The id of a claim, statement, speaker or document"
    ordering = ("-pk",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        words = search_term.replace("\0", "").strip()
        return (queryset.filter(subject_id=words) if words else queryset), False

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        shown = super().get_changelist_instance(request)
        shown.result_list = with_subjects(shown.result_list)
        return shown

    def desk_url(self, obj: Event) -> str:
        if obj.subject == Event.Subject.CLAIM:
            return reverse("desk:claim-history", args=[obj.subject_id])
        return f"{reverse('admin:claims_event_changelist')}?q={obj.subject_id}"

    @display(description="when")
    def when(self, obj: Event) -> str:
        return f"{timezone.localtime(obj.at):%Y-%m-%d %H:%M:%S}"

    @display(description="who")
    def who(self, obj: Event) -> str:
        return obj.actor_name

    @display(description="readers see it", boolean=True)
    def readers_see(self, obj: Event) -> bool:
        return obj.is_public

    @display(description="did")
    def what(self, obj: Event) -> str:
        return EVENT_WORDS.get(obj.action, obj.action)

    @display(description="about")
    def about(self, obj: Event) -> str:
        called = f"{obj.get_subject_display()} {obj.subject_id}"
        all_lines = format_html(
            '<a class="desk-link" href="{}">all lines<span class="desk-hidden"> of {}</span></a>',
            self.desk_url(obj), called,
        )  # fmt: skip
        # What is no longer in the record has its id for a name.
        name = obj.about or called  # type: ignore[attr-defined]
        # One element: on a phone the cell sets its parts side by side, behind its label.
        cell = '<div>{}<div class="desk-meta desk-under">{} · {}</div></div>'
        return format_html(cell, name, obj.get_subject_display(), all_lines)
