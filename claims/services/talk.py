"""Comments with mentions, and watching. What colleagues say is no part of the record: no event, nothing public."""

import re
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Comment, Following, MailChoice, Notification, Statement
from claims.services.events import person_name, storable
from claims.services.locks import save_checked
from claims.services.notices import notify
from factcheck.base import DomainError
from sources.models import Document

About = Claim | Statement | Document
KINDS: dict[type[About], str] = {Claim: "claim", Statement: "statement", Document: "document"}
# A user name may hold these, but a full stop at the end of a sentence is none of it.
MENTION = re.compile(r"(?<![\w@])@([\w.+@-]*\w)")
COMMENT_LIMIT = 5_000


def about(row: About) -> dict[str, Any]:
    """Return the one column by which comments and followings point at `row`."""
    return {KINDS[type(row)]: row}


def talk_path(row: About) -> str:
    return reverse("desk:talk", args=[KINDS[type(row)], row.public_id])


def mentioned(text: str) -> list[User]:
    """Return the colleagues whose user names stand in a text after an @."""
    names = {name.casefold() for name in MENTION.findall(text)}
    found = User.objects.filter(is_active=True, is_staff=True)
    return [user for user in found if user.get_username().casefold() in names] if names else []


def unknown_mentions(text: str) -> list[str]:
    """Return the names after an @ that no colleague has, in the order of the text."""
    known = {user.get_username().casefold() for user in mentioned(text)}
    return list(dict.fromkeys(name for name in MENTION.findall(text) if name.casefold() not in known))


@transaction.atomic
def comment_add(*, to: About, author: User, text: str) -> Comment:
    """Comment on a claim, a statement or a document; who is named in it and who watches are told."""
    text = storable(text).strip()
    if not text:
        raise DomainError("Write something first.", field="text")
    if len(text) > COMMENT_LIMIT:
        raise DomainError(f"At most {COMMENT_LIMIT:,} characters, please.", field="text")
    comment = Comment(author=author, text=text, **about(to))
    save_checked(comment)
    follow(to=to, user=author)
    named = [user for user in mentioned(text) if user.pk != author.pk]
    watching = User.objects.filter(followings__in=Following.objects.filter(**about(to)))
    others = watching.exclude(pk__in=[author.pk, *(user.pk for user in named)]).distinct()
    said = f"{person_name(author)}: {text}"
    title, path = str(to), f"{talk_path(to)}#c-{comment.public_id}"
    notify(named, kind=Notification.Kind.MENTION, title=title, text=said, path=path)
    notify(others, kind=Notification.Kind.COMMENT, title=title, text=said, path=path)
    return comment


@transaction.atomic
def comment_remove(*, comment: Comment, actor: User) -> Comment:
    """Take one's own comment back: that there was one stays to be seen, what it said does not."""
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if comment.author_id != actor.pk:
        raise DomainError("Only who wrote a comment can take it back.")
    if comment.removed_at is None:
        comment.removed_at = now = timezone.now()
        comment.save(update_fields=["removed_at"])
        # Who was told of it has its words no longer, and no letter brings them.
        told = Notification.objects.filter(path__endswith=f"#c-{comment.public_id}")
        told.filter(mailed_at__isnull=True).update(mailed_at=now)
        told.update(text=f"{person_name(actor)} took the comment back.")
    return comment


def follow(*, to: About, user: User) -> None:
    """Let `user` hear of what happens to it; asking twice changes nothing."""
    Following.objects.get_or_create(user=user, **about(to))


def unfollow(*, to: About, user: User) -> None:
    Following.objects.filter(user=user, **about(to)).delete()


def mail_choose(*, user: User, when: str) -> MailChoice:
    """Choose how notifications come by letter. What has not gone out goes as is now chosen."""
    if when not in MailChoice.When.values:
        raise DomainError("Choose one of the three.", field="when")
    choice, _ = MailChoice.objects.update_or_create(user=user, defaults={"when": when})
    if when == MailChoice.When.NEVER:
        user.notifications.filter(mailed_at__isnull=True).update(mailed_at=timezone.now())
    return choice


def notifications_read(*, user: User) -> int:
    """Mark all notifications of a colleague as read. Returns how many were not."""
    return user.notifications.filter(read_at__isnull=True).update(read_at=timezone.now())
