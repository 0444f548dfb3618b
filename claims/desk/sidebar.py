"""The sidebar of the editors' screens, in editors' words."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from claims.models import Notification

# Title, icon, where to, which other pages belong to it, and the permission to see it.
Item = tuple[str, str, str, tuple[str, ...], str]


def _changelist(model: str) -> str:
    return reverse(f"admin:{model}_changelist")


def _groups() -> tuple[tuple[str, tuple[Item, ...]], ...]:
    desk = reverse("desk:home")
    statements = f"{_changelist('claims_statement')}?review_state__exact=suggested"
    return (
        (
            "",
            (
                ("Home", "home", desk, (), "claims.view_claim"),
                ("Notifications", "notifications", reverse("desk:notifications"), (), "claims.view_comment"),
            ),
        ),
        (
            "Desk",
            (
                ("Add copy", "note_add", reverse("desk:copy"), (), "sources.add_ingestion"),
                ("Documents", "article", _changelist("sources_document"), (f"{desk}documents/",),
                 "sources.view_document"),
                ("Ingestions", "move_to_inbox", reverse("desk:ingestions"), (), "sources.view_ingestion"),
                ("Changed online", "published_with_changes", reverse("desk:online"), (), "sources.view_document"),
                ("Copies of one dispatch", "file_copy", reverse("desk:copies"), (), "sources.view_copyproposal"),
                ("Archive", "inventory_2", reverse("desk:archive"), (), "sources.view_capture"),
                ("Statements to review", "format_quote", statements, (f"{desk}statements/",), "claims.view_statement"),
                ("Claims", "fact_check", _changelist("claims_claim"), (f"{desk}claims/", f"{desk}evidence/"),
                 "claims.view_claim"),
                ("Verdicts", "approval", _changelist("claims_verdict"), (), "claims.view_verdict"),
                ("Correction requests", "feedback", f"{_changelist('claims_correctionrequest')}?state__exact=open", (),
                 "claims.view_correctionrequest"),
            ),
        ),
        (
            "Record",
            (
                ("Speakers", "record_voice_over", _changelist("sources_speaker"), (), "sources.view_speaker"),
                ("Likely duplicates", "join", reverse("desk:duplicates"), (), "claims.view_claim"),
                ("Merges", "merge", reverse("desk:merges"), (f"{desk}merge/",), "claims.view_claim"),
                ("Outlets", "newspaper", _changelist("sources_outlet"), (), "sources.view_outlet"),
                ("Watched feeds", "rss_feed", _changelist("sources_feed"), (), "sources.view_feed"),
                ("Topics", "sell", _changelist("claims_topic"), (), "claims.view_topic"),
                ("House scale", "straighten", _changelist("claims_rating"), (), "claims.view_rating"),
                ("History", "history", _changelist("claims_event"), (), "claims.view_event"),
                ("Figures", "bar_chart", reverse("desk:figures"), (), "claims.view_event"),
                ("Who may do what", "key", reverse("desk:roles"), (), "claims.view_claim"),
            ),
        ),
        (
            "House",
            (
                ("Colleagues", "group", _changelist("auth_user"), (), "auth.view_user"),
                ("Roles", "badge", _changelist("auth_group"), (), "auth.view_group"),
                ("API tokens", "key", _changelist("claims_apitoken"), (), "claims.view_apitoken"),
                ("Webhooks", "webhook", _changelist("claims_webhook"), (), "claims.view_webhook"),
                ("Messages to webhooks", "outgoing_mail", _changelist("claims_webhookdelivery"), (),
                 "claims.view_webhookdelivery"),
            ),
        ),
    )  # fmt: skip


# More unread ones than this are “99+”.
UNREAD_SHOWN = 99


def _unread(user: Any) -> str:
    """Return how many notifications `user` has not read, for the eye and for the ear; empty where none."""
    rows = Notification.objects.filter(user=user, read_at=None).order_by()
    count = len(rows.values_list("pk", flat=True)[: UNREAD_SHOWN + 1])
    if not count:
        return ""
    words = f"{UNREAD_SHOWN}+" if count > UNREAD_SHOWN else str(count)
    return format_html('{}<span class="desk-hidden"> unread</span>', words)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the groups of links that `request.user` may follow."""
    groups: list[dict[str, Any]] = []
    told = reverse("desk:notifications")
    for title, items in _groups():
        shown = [
            {
                "title": words,
                "icon": icon,
                "link": link,
                "active": _is_active(request.path, link, places),
                "badge": _unread(request.user) if link == told else "",
                "badge_variant": "primary",
            }
            for words, icon, link, places, permission in items
            if request.user.has_perm(permission)
        ]
        if shown:
            groups.append({"title": title, "separator": bool(groups), "items": shown})
    return groups


def _is_active(path: str, link: str, places: tuple[str, ...]) -> bool:
    own = link.partition("?")[0]
    if own == reverse("desk:home"):
        return path == own
    return path.startswith((own, *places))
