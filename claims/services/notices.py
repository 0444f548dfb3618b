"""Bringing things to colleagues: whom to tell of what, and the letters."""

import datetime as dt
from collections.abc import Iterable

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from claims import tasks
from claims.models import Claim, Event, MailChoice, Notification, Verdict

log = structlog.get_logger(__name__)

# What of a claim's history somebody who watches it hears of, in words that follow a name.
TOLD = {
    "claim.withdrawn": "withdrew the claim",
    "claim.removed": "removed the claim and its page",
    "claim.reopened": "brought the claim back to the desk",
    "claim.merged": "merged the claim into another",
    "claim.took_in": "merged another claim into this one",
    "claim.unmerged": "undid a merge",
    "claim.linked": "linked the claim to another",
    "claim.unlinked": "took a link to another claim back",
    "appearance.added": "joined a statement",
    "appearance.removed": "took a statement out",
    "evidence.added": "added evidence",
    "evidence.removed": "removed evidence",
    "verdict.proposed": "proposed a verdict",
    "verdict.returned": "returned the verdict",
    "verdict.discarded": "gave the verdict up",
    "verdict.approved": "approved the verdict",
    "verdict.corrected": "approved a corrected verdict",
    "source.changed": "noted that a source changed",
    "source.withdrawn": "noted that a source was withdrawn",
}
# What becomes of a verdict its authors hear, whether they watch the claim or not.
ABOUT_WORK = ("verdict.returned", "verdict.discarded", "verdict.approved", "verdict.corrected")
LETTERS_AT_A_TIME = 200
DIGEST_LINES = 100


def notify(users: Iterable[User], *, kind: str, title: str, text: str, path: str) -> None:
    """Bring something to colleagues: in the desk with this transaction, by letter as each of them chose."""
    users = [user for user in users if user.is_active]
    if not users:
        return
    never = set(MailChoice.objects.filter(user__in=users, when=MailChoice.When.NEVER).values_list("user_id", flat=True))
    now = timezone.now()
    Notification.objects.bulk_create(
        Notification(
            user=user,
            kind=kind,
            title=title[:300],
            text=text[:500],
            path=path,
            # No letter is to be sent.
            mailed_at=now if user.pk in never or not user.email else None,
        )
        for user in users
    )
    tasks.send_letters.delay_on_commit()


def tell_of_event(event: Event, claim: Claim) -> None:
    """Tell those who watch a claim, and whoever it is given to, of a new line of its history."""
    path = reverse("desk:claim", args=[claim.public_id])
    if event.action == "claim.assigned":
        to = User.objects.filter(username=event.after.get("assigned_to") or "").exclude(pk=event.actor_id or 0)
        was = User.objects.filter(username=event.before.get("assigned_to") or "").exclude(pk=event.actor_id or 0)
        now = event.after.get("assigned_to") or "nobody"
        for people, text in ((to, "gave you this claim"), (was, f"took this claim from you: it is with {now}")):
            notify(
                people,
                kind=Notification.Kind.ASSIGNED,
                title=claim.text,
                text=f"{event.actor_name} {text}.",
                path=path,
            )
    if event.action not in TOLD:
        return
    told = Q(followings__claim=claim)
    others = User.objects.exclude(pk=event.actor_id or 0)
    wrote = Verdict.objects.filter(public_id=event.after.get("verdict") or "") if event.action in ABOUT_WORK else None
    authors = others.none()
    if wrote is not None:
        authors = others.filter(Q(pk__in=wrote.values("proposed_by")) | Q(pk__in=wrote.values("created_by")))
    watching = others.filter(told).exclude(pk__in=authors).distinct()
    reason = f": {event.reason}" if event.reason else "."
    text = f"{event.actor_name} {TOLD[event.action]}{reason}"
    notify(authors, kind=Notification.Kind.VERDICT, title=claim.text, text=text, path=path)
    notify(watching, kind=Notification.Kind.EVENT, title=claim.text, text=text, path=path)


# --- letters -------------------------------------------------------------------------------


def letters_send() -> int:
    """Send what is to go out at once. Returns how many letters; safe to run twice, and by two workers."""
    sent = 0
    waiting = Notification.objects.filter(mailed_at__isnull=True).exclude(user__mail_choice__when=MailChoice.When.DAILY)
    for key in list(waiting.order_by("pk").values_list("pk", flat=True)[:LETTERS_AT_A_TIME]):
        with transaction.atomic():
            row = (
                Notification.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(pk=key, mailed_at__isnull=True)
                .select_related("user")
                .first()
            )
            if row is None:
                continue
            if not _sent(row.user, f"{row.get_kind_display()}: {row.title}"[:200], _body([row])):
                return sent
            row.mailed_at = timezone.now()
            row.save(update_fields=["mailed_at"])
            sent += 1
    return sent


def digests_send(*, now: dt.datetime | None = None) -> int:
    """Send each colleague who chose so their letter of the day, once. Returns how many letters."""
    now = now or timezone.now()
    local = timezone.localtime(now)
    if local.hour < settings.DIGEST_HOUR:
        return 0
    today = local.date()
    due = MailChoice.objects.filter(when=MailChoice.When.DAILY).filter(Q(digest_on=None) | Q(digest_on__lt=today))
    sent = 0
    for key in list(due.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            choice = due.select_for_update(skip_locked=True, of=("self",)).filter(pk=key).select_related("user").first()
            if choice is None:
                continue
            rows = list(choice.user.notifications.filter(mailed_at__isnull=True).order_by("pk"))
            if rows:
                count = f"{len(rows)} {'notification' if len(rows) == 1 else 'notifications'}"
                if not _sent(choice.user, f"{settings.SITE_NAME}: {count}", _body(rows)):
                    return sent
                Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
                sent += 1
            choice.digest_on = today
            choice.save(update_fields=["digest_on"])
    return sent


def _body(rows: list[Notification]) -> str:
    base = settings.SITE_URL.rstrip("/")
    parts = [f"{row.title}\n{row.text}\n{base}{row.path}\n" for row in rows[:DIGEST_LINES]]
    if len(rows) > DIGEST_LINES:
        parts.append(f"And {len(rows) - DIGEST_LINES} more.\n")
    parts.append(f"How letters reach you: {base}{reverse('desk:notifications')}\n")
    return "\n".join(parts)


def _sent(user: User, subject: str, body: str) -> bool:
    """Send a letter. A post office that is down loses nothing: what was not sent is tried again."""
    if not user.email:
        return True
    try:
        send_mail(" ".join(subject.split()), body, None, [user.email])
    except OSError as error:
        # smtplib's errors are OSErrors, too.
        log.warning("letter.not_sent", user=user.pk, error=str(error), consequence="tried again within a minute")
        return False
    return True
