"""Where copy is fetched from by itself, and what holds the queue."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from factcheck.base import PublicIdModel, TimestampedModel
from sources.models.record import Fetch, Outlet


class Feed(PublicIdModel, TimestampedModel):
    """An address that is read again and again, and how it fares."""

    url = models.URLField("address", max_length=2000, unique=True, help_text="Address of an RSS, Atom or JSON feed.")
    name = models.CharField(max_length=200, blank=True, help_text="What the desk calls it.")
    outlet = models.ForeignKey(
        Outlet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="feeds",
        help_text="Who publishes what it holds; empty where its items say so themselves.",
    )
    interval = models.PositiveSmallIntegerField(default=15, help_text="Minutes between two readings, at least 1.")
    is_active = models.BooleanField("is read", default=True, help_text="Off: it stays here and is not read.")
    next_at = models.DateTimeField(
        "next reading", auto_now_add=True, help_text="When it is due; later after each failure."
    )
    read_at = models.DateTimeField("last reading", null=True, blank=True, help_text="When it last answered.")
    changed_at = models.DateTimeField("last news", null=True, blank=True, help_text="When it last held a new item.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="Readings in a row that failed.")
    reason = models.TextField(blank=True, help_text="Why the last reading failed, in words.")
    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=200, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False, help_text="SHA-256 of the last answer.")
    fetch = models.ForeignKey(
        Fetch, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Last answer with news."
    )

    class Meta:
        ordering = ["name", "url"]
        constraints = [
            models.CheckConstraint(
                name="feed_interval_positive",
                condition=Q(interval__gte=1),
                violation_error_message="A feed is read once a minute at most.",
            ),
            models.CheckConstraint(name="feed_failure_has_reason", condition=Q(failures=0) | ~Q(reason="")),
        ]
        indexes = [models.Index(fields=["next_at"], name="feed_due_idx", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return self.name or self.url


class FeedEntry(models.Model):
    """One item that a feed held, as it stood there: what was handed in once is not handed in again."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="entries")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the item as it was read.")
    seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="feed_entry_once", fields=["feed", "digest"])]

    def __str__(self) -> str:
        return self.digest[:12]


class IntakePause(models.Model):
    """While it exists no worker takes up what it names; nothing is lost, and what is under way is finished."""

    batch = models.CharField(max_length=10, blank=True, unique=True, help_text="Deliveries of one batch; empty: all.")
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    paused_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["paused_at"]

    def __str__(self) -> str:
        return f"Batch {self.batch}" if self.batch else "Everything"
