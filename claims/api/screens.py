"""Lists and forms of tokens, webhooks and their messages; `claims.admin` registers them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import orjson
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminURLInputWidget,
)

from claims.desk.screens import ServiceAdmin, colleague
from claims.models import ApiToken, Webhook, WebhookDelivery
from claims.public.addresses import FOLDERS
from claims.scopes import SCOPES
from claims.services.tokens import LONGEST_DAYS, token_create, token_revoke
from claims.services.webhooks import (
    MAX_ATTEMPTS,
    delivery_replay,
    webhook_create,
    webhook_edit,
    webhook_ping,
    webhook_secret_renew,
)
from factcheck.base import DomainError
from sources.admin import day

LASTS = dt.timedelta(days=90)
STATES = {
    "active": "success",
    "expired": "info",
    "revoked": "danger",
    "waiting": "warning",
    "delivered": "success",
    "failed": "danger",
}


def moment(at: dt.datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


# The cookie that carries a new secret to the page that shows it, and for how many seconds.
CARRIER, CARRIED = "new_secret", 60


class SecretScreen(ServiceAdmin):
    """A screen that shows a new secret once, on a page of its own that may be loaded again and makes nothing."""

    # What to say, and do, where it was shown.
    shown_before: str

    def get_urls(self) -> list[URLPattern]:
        shown = path("secret/", self.admin_site.admin_view(self.secret_view), name=self._address_name())
        return [shown, *super().get_urls()]

    def _address_name(self) -> str:
        return f"claims_{self.opts.model_name}_secret"

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        # The page after it is the secret's, whichever button was pressed.
        context.update(show_save_and_add_another=False, show_save_and_continue=False)
        return super().render_change_form(request, context, *args, **kwargs)

    def show_secret(self, request: HttpRequest, title: str, sentence: str, secret: str) -> HttpResponse:
        """Lead to the page of a new secret. The browser carries it there, so that it is stored nowhere."""
        address = reverse(f"admin:{self._address_name()}")
        carried = {"for": colleague(request).pk, "title": title, "sentence": sentence, "secret": secret}
        answer = HttpResponseRedirect(address)
        answer.set_cookie(
            CARRIER,
            signing.dumps(carried, salt=address, compress=True),
            max_age=CARRIED,
            path=address,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
        answer["Cache-Control"] = "no-store"
        return answer

    def secret_view(self, request: HttpRequest) -> HttpResponse:
        """Show the new secret that the browser carries, and let it carry it no longer."""
        back = reverse(f"admin:claims_{self.opts.model_name}_changelist")
        try:
            carried = signing.loads(request.COOKIES.get(CARRIER, ""), salt=request.path, max_age=CARRIED)
        except signing.BadSignature:
            carried = {}
        if carried.get("for") == colleague(request).pk:
            context = {**self.admin_site.each_context(request), **carried, "back": back}
            answer = render(request, "admin/desk/secret.html", context)
        else:
            messages.warning(request, self.shown_before)
            answer = HttpResponseRedirect(back)
        answer.delete_cookie(CARRIER, path=request.path, samesite="Strict")
        answer["Cache-Control"] = "no-store"
        return answer

    def made(self, obj: Any, row: Any) -> None:
        """Let Django go on with the object that its form made, as the row that a service made."""
        obj.pk, obj.public_id, obj.name = row.pk, row.public_id, row.name
        obj._state.adding = False  # noqa: SLF001


# --- tokens -----------------------------------------------------------------------------------------------------------


class TokenForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        label="Scopes",
        choices=[(name, f"{name}: {words}") for name, (words, _permissions) in SCOPES.items()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="What it may be used for. It acts as you, and never does more than your role allows.",
    )
    expires_on = forms.DateField(
        label="Good until",
        widget=UnfoldAdminSingleDateWidget,
        initial=lambda: timezone.localdate() + LASTS,
        help_text=f"The last day on which it works; at most {LONGEST_DAYS} days from today.",
    )

    class Meta:
        model = ApiToken
        fields = ("name", "scopes")

    def _post_clean(self) -> None:
        # The service validates the row once its key is made.
        return


class ApiTokenScreen(SecretScreen):
    shown_before = "The key was shown once. If nobody copied it, revoke that token and make another."
    form = TokenForm
    fields = ("name", "scopes", "expires_on")
    list_display = ("name", "belongs_to", "may", "begins", "works", "until", "used")
    list_display_links = None
    list_select_related = ("owner",)
    ordering = ("-pk",)
    actions = ("revoke_selected",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        rows = super().get_queryset(request)
        return rows if request.user.has_perm("claims.change_apitoken") else rows.filter(owner=request.user.pk)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A token is made and ended, never edited.
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        # All that there is to see stands in the list.
        return HttpResponseRedirect(reverse("admin:claims_apitoken_changelist"))

    def save_model(self, request: HttpRequest, obj: ApiToken, form: forms.ModelForm, change: bool) -> None:
        token, key = token_create(owner=colleague(request), **form.cleaned_data)
        self.made(obj, token)
        request.new_key = key  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None) -> HttpResponse:
        sentence = "Copy it now: it is shown this once and stored nowhere. Whoever has it acts as you."
        return self.show_secret(request, f"Key of {obj.name}", sentence, request.new_key)  # type: ignore[attr-defined]

    @action(description="Revoke the chosen tokens", permissions=["revoke"])
    def revoke_selected(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> HttpResponse | None:
        chosen = list(queryset)
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": "Revoke tokens",
                "rows": chosen,
                "act": "revoke_selected",
                "back": reverse("admin:claims_apitoken_changelist"),
            }
            return render(request, "admin/desk/tokens_revoke.html", context)
        for token in chosen:
            try:
                token_revoke(token=token, actor=colleague(request))
            except DomainError as error:
                messages.error(request, f"{token}: {error.message}")
            else:
                messages.success(request, f"{token} is revoked. Programs that use it are refused from now on.")
        return None

    @display(description="acts as")
    def belongs_to(self, obj: ApiToken) -> str:
        return obj.owner.get_full_name() or obj.owner.get_username()

    @display(description="scopes")
    def may(self, obj: ApiToken) -> str:
        return ", ".join(obj.scopes)

    @display(description="begins with")
    def begins(self, obj: ApiToken) -> str:
        return f"{obj.hint}…"

    @display(description="state", label=STATES)
    def works(self, obj: ApiToken) -> tuple[str, str]:
        return obj.state, obj.state.capitalize()

    @display(description="good until", ordering="expires_at")
    def until(self, obj: ApiToken) -> str:
        return day(obj.expires_at - dt.timedelta(seconds=1))

    @display(description="last used", ordering="last_used_at")
    def used(self, obj: ApiToken) -> str:
        return moment(obj.last_used_at) or "never"


# --- webhooks ---------------------------------------------------------------------------------------------------------


class WebhookForm(forms.ModelForm):
    url = forms.URLField(
        label="Address",
        max_length=2000,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget,
        help_text="Where messages go. It must be on the public internet.",
    )
    kinds = forms.MultipleChoiceField(
        label="Told about",
        choices=[(kind, folder.capitalize()) for kind, folder in FOLDERS.items()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        initial=list(FOLDERS),
    )

    class Meta:
        model = Webhook
        fields = ("name", "url", "kinds", "is_active")

    def _post_clean(self) -> None:
        # The service validates the row.
        return


def _done_to_each(request: HttpRequest, rows: QuerySet[Any], act: Callable[[Any], object]) -> int:
    """Do something to each chosen row; tell which refused it and why, and return how many did not."""
    done = 0
    for row in rows:
        try:
            act(row)
            done += 1
        except DomainError as error:
            messages.error(request, f"{row}: {error.message}")
    return done


class WebhookScreen(SecretScreen):
    shown_before = "The secret was shown once. If nobody copied it, give that webhook a new one."
    form = WebhookForm
    fields = ("name", "url", "kinds", "is_active")
    list_display = ("name", "address", "about", "works", "messages_link")
    ordering = ("name", "pk")
    actions = ("ping_selected", "renew_selected")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fields if obj else ("name", "url", "kinds")

    def save_model(self, request: HttpRequest, obj: Webhook, form: forms.ModelForm, change: bool) -> None:
        if change:
            webhook_edit(webhook=obj, **form.cleaned_data)
            return
        webhook = webhook_create(actor=colleague(request), **form.cleaned_data)
        self.made(obj, webhook)
        obj.name, obj.secret = webhook.name, webhook.secret

    def response_add(self, request: HttpRequest, obj: Webhook, post_url_continue: str | None = None) -> HttpResponse:
        return self._secret(request, obj)

    def _secret(self, request: HttpRequest, webhook: Webhook) -> HttpResponse:
        sentence = "Give it to whoever receives the messages: with it they verify that a message is yours."
        return self.show_secret(request, f"Secret of {webhook.name}", sentence, webhook.secret)

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.change_webhook")

    @action(description="Send a test message", permissions=["manage"])
    def ping_selected(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> HttpResponse:
        if _done_to_each(request, queryset, lambda webhook: webhook_ping(webhook=webhook)):
            messages.success(request, "A test message is on its way; see below what comes of it.")
        return HttpResponseRedirect(reverse("admin:claims_webhookdelivery_changelist"))

    @action(description="Give a new secret", permissions=["manage"])
    def renew_selected(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> HttpResponse | None:
        chosen = list(queryset)
        if len(chosen) != 1:
            messages.error(request, "Choose one webhook: its new secret is shown at once, and only then.")
            return None
        return self._secret(request, webhook_secret_renew(webhook=chosen[0]))

    @display(description="address", ordering="url")
    def address(self, obj: Webhook) -> str:
        return obj.url

    @display(description="told about")
    def about(self, obj: Webhook) -> str:
        return "everything" if len(obj.kinds) == len(FOLDERS) else ", ".join(FOLDERS[kind] for kind in obj.kinds)

    @display(description="active", boolean=True)
    def works(self, obj: Webhook) -> bool:
        return obj.is_active

    @display(description="messages")
    def messages_link(self, obj: Webhook) -> str:
        address = f"{reverse('admin:claims_webhookdelivery_changelist')}?webhook__id__exact={obj.pk}"
        return format_html('<a class="desk-link" href="{}">messages</a>', address)


class WebhookDeliveryScreen(ServiceAdmin):
    """The log: every message, every attempt, and sending it again."""

    list_display = ("message_id", "webhook", "tells", "step", "tried", "last_fault", "next_try", "made_at")
    list_display_links = ("message_id",)
    list_filter = ("state", "webhook")
    list_select_related = ("webhook",)
    search_fields = ("message_id",)
    search_help_text = "The id of a message"
    ordering = ("-pk",)
    actions = ("replay_selected",)
    fields = ("webhook", "message_id", "state", "next_try", "made_at", "sent", "log")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.change_webhook")

    @action(description="Send the chosen messages again", permissions=["replay"])
    def replay_selected(self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]) -> None:
        sent = _done_to_each(request, queryset, lambda delivery: delivery_replay(delivery=delivery))
        if sent:
            messages.success(request, f"{sent} {'message is' if sent == 1 else 'messages are'} on the way again.")

    @display(description="tells of")
    def tells(self, obj: WebhookDelivery) -> str:
        return orjson.loads(obj.payload)["type"]

    @display(description="state", label=STATES)
    def step(self, obj: WebhookDelivery) -> tuple[str, str]:
        return obj.state, obj.get_state_display()

    @display(description="attempts")
    def tried(self, obj: WebhookDelivery) -> str:
        return f"{len(obj.attempts)} of {MAX_ATTEMPTS}"

    @display(description="last fault")
    def last_fault(self, obj: WebhookDelivery) -> str:
        return obj.attempts[-1]["fault"] if obj.attempts else ""

    @display(description="tried next")
    def next_try(self, obj: WebhookDelivery) -> str:
        is_held = obj.state == WebhookDelivery.State.WAITING and not obj.webhook.is_active
        if is_held:
            return "when its webhook is switched on"
        at, rests_until = obj.next_attempt_at, obj.webhook.rests_until
        return moment(max(at, rests_until) if at and rests_until and not obj.attempts else at)

    @display(description="made")
    def made_at(self, obj: WebhookDelivery) -> str:
        return moment(obj.created_at)

    @display(description="what is sent")
    def sent(self, obj: WebhookDelivery) -> str:
        return format_html(
            "<pre>{}</pre>", orjson.dumps(orjson.loads(obj.payload), option=orjson.OPT_INDENT_2).decode()
        )

    @display(description="attempts")
    def log(self, obj: WebhookDelivery) -> str:
        lines = format_html_join(
            "",
            "<li>{}: {} ({} s)</li>",
            (
                (
                    moment(dt.datetime.fromisoformat(attempt["at"])),
                    attempt["fault"] or f"taken, it answered {attempt['status']}.",
                    attempt["seconds"],
                )
                for attempt in obj.attempts
            ),
        )
        return format_html("<ol>{}</ol>", lines) if obj.attempts else "not tried yet"
