"""What colleagues say to each other beside the record, and whom it is brought to."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.claims import Claim
from claims.models.statements import Statement
from factcheck.base import PublicIdModel
from sources.models import Document

ABOUT_ONE = (
    Q(claim__isnull=False, statement=None, document=None)
    | Q(statement__isnull=False, claim=None, document=None)
    | Q(document__isnull=False, claim=None, statement=None)
)


class Comment(PublicIdModel):
    """A remark on a claim, a statement or a document. Never public, never part of the history."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, null=True, blank=True, related_name="comments")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, null=True, blank=True, related_name="comments")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, blank=True, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True, help_text="When its author took it back.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="comment_about_one_thing", condition=ABOUT_ONE),
            models.CheckConstraint(
                name="comment_has_text",
                condition=~Q(text=""),
                violation_error_message="Write something first.",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def about(self) -> Claim | Statement | Document:
        found = self.claim or self.statement or self.document
        assert found is not None
        return found


class Following(models.Model):
    """Somebody who wants to hear of what happens to a claim, a statement or a document."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followings")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, null=True, blank=True, related_name="followings")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, null=True, blank=True, related_name="followings")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, blank=True, related_name="followings")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="following_of_one_thing", condition=ABOUT_ONE),
            models.UniqueConstraint(
                name="following_once", fields=["user", "claim", "statement", "document"], nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} watches {self.claim or self.statement or self.document}"


class Notification(PublicIdModel):
    """Something brought to a colleague: in the desk at once, by e-mail as they chose."""

    class Kind(models.TextChoices):
        MENTION = "mention", "You are named in a comment"
        COMMENT = "comment", "A comment on something you watch"
        EVENT = "event", "Something you watch changed"
        ASSIGNED = "assigned", "A claim was given to you"
        VERDICT = "verdict", "What became of your verdict"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=300, help_text="What it is about.")
    text = models.CharField(max_length=500, help_text="Who did what, in one sentence.")
    path = models.CharField(max_length=300, help_text="Where on the desk.")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True, help_text="When it went out; empty while it has not.")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["user", "-id"], name="notification_user_idx"),
            models.Index(fields=["user"], name="notification_unread_idx", condition=Q(read_at__isnull=True)),
            models.Index(fields=["id"], name="notification_unmailed_idx", condition=Q(mailed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.text


class MailChoice(models.Model):
    """How a colleague wants notifications by e-mail; who never chose gets them at once."""

    class When(models.TextChoices):
        AT_ONCE = "at_once", "At once"
        DAILY = "daily", "Once a day, together"
        NEVER = "never", "Not at all"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choice")
    when = models.CharField(max_length=10, choices=When, default=When.AT_ONCE)
    digest_on = models.DateField(null=True, blank=True, help_text="Day of the last daily letter.")

    class Meta:
        constraints = [
            models.CheckConstraint(name="mail_choice_known", condition=Q(when__in=["at_once", "daily", "never"]))
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.when}"
