"""What is kept of what was online, and what became of it since: captures, and looks at online documents."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from factcheck.base import PublicIdModel, TimestampedModel
from sources.models.documents import Document, Fetch
from sources.workflow import CAPTURE_MOVES, sql_refuses


class Capture(PublicIdModel, TimestampedModel):
    """A copy of what an address answered, kept as a WARC file. Once it is stored nothing of it changes."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        STORED = "stored", "Kept"
        FAILED = "failed", "Failed"

    url = models.URLField(max_length=2000, help_text="The address that is captured.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    fetch = models.OneToOneField(
        Fetch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="capture",
        help_text="The answer that is kept; empty until the address answered.",
    )
    file = models.CharField(max_length=200, blank=True, help_text="Where the WARC file lies in the house's storage.")
    size = models.PositiveBigIntegerField(default=0, help_text="Length of the WARC file in bytes.")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the WARC file.")
    text = models.TextField(blank=True, help_text="What a reader reads on the page; empty for what is no page.")
    stored_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why the last attempt failed, in words.")
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(help_text="When it is to be tried next.")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="capture_state_known", condition=Q(state__in=list(CAPTURE_MOVES))),
            models.CheckConstraint(
                name="capture_stored_has_file",
                condition=~Q(state="stored")
                | (Q(fetch__isnull=False, stored_at__isnull=False, size__gt=0) & ~Q(file="") & ~Q(digest="")),
            ),
            models.CheckConstraint(name="capture_failed_has_reason", condition=~Q(state="failed") | ~Q(reason="")),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="capture_waiting_idx", condition=Q(state="waiting")),
            models.Index(fields=["state", "-created_at"], name="capture_state_idx"),
            models.Index(fields=["url", "-created_at"], name="capture_url_idx"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="capture_legal_moves",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF OLD.state = 'stored' OR {sql_refuses(CAPTURE_MOVES, "state")} THEN
                        RAISE EXCEPTION 'A capture that is % cannot be changed or become %.', OLD.state, NEW.state
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'capture_legal_moves';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="capture_stored_stays", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__state="stored")
            ),
        ]

    def __str__(self) -> str:
        return self.url


class Watch(TimestampedModel):
    """That a document behind a published claim is looked at again where it was published, and what was seen."""

    class Outcome(models.TextChoices):
        UNSEEN = "unseen", "Not looked at yet"
        SAME = "same", "As it was"
        EDITED = "edited", "Changed online"
        GONE = "gone", "No longer there"
        UNREACHABLE = "unreachable", "Could not be read"

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="watch")
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.UNSEEN)
    due_at = models.DateTimeField(db_index=True, help_text="When it is looked at next.")
    looked_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="Looks in a row that found nothing.")
    reason = models.TextField(blank=True, help_text="What the last look found, in words.")
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    text_digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the words that the page had at the last look."
    )
    fetch = models.ForeignKey(
        Fetch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The answer in which other words were found.",
    )
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who of the desk has seen the change; empty while it stands on the desk.",
    )

    class Meta:
        ordering = ["-looked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="watch_outcome_known",
                condition=Q(outcome__in=["unseen", "same", "edited", "gone", "unreachable"]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-looked_at"],
                name="watch_reported_idx",
                condition=Q(outcome__in=["edited", "gone", "unreachable"], seen_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.get_outcome_display()}"
