"""Bringing things to colleagues: whom to tell of what, and the letters."""

import datetime as dt
from collections.abc import Iterable
from enum import Enum
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

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
    "claim.dropped": "put the claim away",
    "claim.taken_up": "took the claim up again",
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
    "evidence.edited": "corrected evidence",
    "evidence.removed": "removed evidence",
    "verdict.proposed": "proposed a verdict",
    "verdict.taken_back": "took the proposal back",
    "verdict.returned": "returned the verdict",
    "verdict.discarded": "gave the verdict up",
    "verdict.approved": "approved the verdict",
    "verdict.corrected": "approved a corrected verdict",
    "source.changed": "noted that a source changed",
    "source.edited": "corrected the details of a source",
    "source.withdrawn": "noted that a source was withdrawn",
    "source.restored": "noted that a source was not withdrawn",
}
# What becomes of a verdict its authors hear, whether they watch the claim or not.
ABOUT_WORK = ("verdict.returned", "verdict.discarded", "verdict.approved", "verdict.corrected")
LETTERS_AT_A_TIME = 200
DIGEST_LINES = 100
# From this answer on a post office means never (RFC 5321, section 4.2.1).
PERMANENT = 500


def notify(users: Iterable[User], *, kind: str, title: str, text: str, path: str) -> None:
    """Bring something to colleagues: in the desk with this transaction, by letter as each of them chose."""
    users = [user for user in users if may_enter(user)]
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
    sent = tried = 0
    waiting = Notification.objects.filter(mailed_at__isnull=True).exclude(user__mail_choice__when=MailChoice.When.DAILY)
    # Of whom the post office would not take one letter just now, the others wait with it.
    put_off: set[int] = set()
    past = 0
    while tried < LETTERS_AT_A_TIME:
        # One at a time: of a hundred thousand that wait, only those that are sent now are read.
        next_ = (
            waiting.filter(pk__gt=past).exclude(user__in=put_off).order_by("pk").values_list("pk", "user_id").first()
        )
        if next_ is None:
            break
        past, user_id = next_
        tried += 1
        with transaction.atomic():
            row = (
                Notification.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(pk=past, mailed_at__isnull=True)
                .select_related("user")
                .first()
            )
            if row is None:
                continue
            came = _sent(row.user, f"{row.get_kind_display()}: {row.title}"[:200], _body([row]))
            if came == Came.DOWN:
                return sent
            if came == Came.LATER:
                put_off.add(user_id)
                continue
            row.mailed_at = timezone.now()
            row.save(update_fields=["mailed_at"])
            sent += came == Came.SENT
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
                came = _sent(choice.user, f"{settings.SITE_NAME}: {count}", _body(rows))
                if came == Came.DOWN:
                    return sent
                if came == Came.LATER:
                    continue
                Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
                sent += came == Came.SENT
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


class Came(Enum):
    """What came of a letter."""

    SENT = "sent"
    #: There is nobody to bring it to, or the post office will never take it: it is not tried again.
    GIVEN_UP = "given up"
    #: The post office takes others, and may take this one another time.
    LATER = "later"
    #: There is no post office just now.
    DOWN = "down"


def _sent(user: User, subject: str, body: str) -> Came:
    """Send a letter, to whoever may still see the desk. A post office that is down loses nothing."""
    if not user.email or not may_enter(user):
        return Came.GIVEN_UP
    try:
        send_mail(" ".join(subject.split()), body, None, [user.email])
    except (SMTPRecipientsRefused, SMTPResponseException) as error:
        codes = [code for code, _ in error.recipients.values()] if isinstance(error, SMTPRecipientsRefused) else []
        if not codes and isinstance(error, SMTPAuthenticationError | SMTPConnectError | SMTPHeloError):
            return _not_sent(user, error, Came.DOWN)
        codes = codes or [getattr(error, "smtp_code", 0)]
        return _not_sent(user, error, Came.GIVEN_UP if min(codes) >= PERMANENT else Came.LATER)
    except (UnicodeError, ValueError) as error:
        # No address, or none that can be written in a letter.
        return _not_sent(user, error, Came.GIVEN_UP)
    except OSError as error:
        # The rest of smtplib's errors are OSErrors, too.
        return _not_sent(user, error, Came.DOWN)
    return Came.SENT


def _not_sent(user: User, error: Exception, came: Came) -> Came:
    then = "it is not tried again" if came == Came.GIVEN_UP else "tried again within a minute"
    log.warning("letter.not_sent", user=user.pk, error=str(error), consequence=then)
    return came


def may_enter(user: User) -> bool:
    """Return whether somebody may see the desk at all."""
    return user.is_active and user.is_staff
