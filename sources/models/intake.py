"""Deliveries and how they went, where copy is fetched from by itself, and what holds the queue."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from factcheck.base import PublicIdModel, TimestampedModel
from sources.models.documents import Document, Fetch, Kill, Original
from sources.models.record import Outlet
from sources.workflow import INGESTION_MOVES, INGESTION_UNFINISHED, sql_refuses


class Ingestion(PublicIdModel, TimestampedModel):
    """One delivery and how it went."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        READING = "reading", "Reading"
        EXTRACTING = "extracting", "Extracting"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        RETRIED = "retried", "Retried"

    class Way(models.TextChoices):
        PASTE = "paste", "Pasted"
        FILE = "file", "File"
        COMMAND = "command", "Command line"
        API = "api", "API"
        URL = "url", "Address"
        FEED = "feed", "Feed"
        FOLDER = "folder", "Folder"

    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    way = models.CharField("way in", max_length=12, choices=Way)
    name = models.CharField(max_length=300, blank=True, help_text="File name or address it came under.")
    batch = models.CharField(max_length=10, blank=True, help_text="Deliveries handed in together.")
    original = models.ForeignKey(
        Original,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ingestions",
        help_text="The bytes; empty while an address has not been fetched.",
    )
    fetch = models.ForeignKey(
        Fetch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ingestions",
        db_index=False,
        help_text="The answer of the address, where it was fetched.",
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        db_index=False,
        help_text="The delivery that held this item among others.",
    )
    position = models.PositiveIntegerField(null=True, blank=True, help_text="Place of the item in that delivery.")
    items_found = models.PositiveIntegerField(default=0, help_text="How many items it held, where several.")
    outlet = models.ForeignKey(
        Outlet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        help_text="Outlet named by whoever handed it in.",
    )
    url = models.URLField(max_length=2000, blank=True, help_text="Address of the article.")
    title = models.CharField(max_length=500, blank=True, help_text="Headline, if not in the copy.")
    published_at = models.DateTimeField(null=True, blank=True, help_text="When it was published.")
    published_precision = models.CharField(
        max_length=10, choices=Document.Precision, default=Document.Precision.UNKNOWN
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="ingestions")
    kill = models.ForeignKey(
        Kill,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ingestions",
        db_index=False,
        help_text="What the sender took back by it.",
    )
    is_duplicate = models.BooleanField(
        default=False, help_text="The text was in the record already; nothing was added."
    )
    statements_found = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True, help_text="Why it failed, in words.")
    note = models.TextField(blank=True, help_text="What the sender or the reader says about it.")
    may_withdraw = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whether a kill in it withdraws claims: what whoever handed it in could do, and their token.",
    )
    attempts = models.PositiveIntegerField(default=0, help_text="How often a worker took it up.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    retry_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="retried_as")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="ingestion_state_known",
                condition=Q(state__in=list(INGESTION_MOVES)),
            ),
            models.CheckConstraint(
                name="ingestion_failed_has_reason",
                condition=~Q(state="failed") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="ingestion_done_has_result",
                condition=~Q(state="done") | Q(document__isnull=False) | Q(items_found__gt=0) | Q(kill__isnull=False),
            ),
            models.CheckConstraint(
                name="ingestion_has_bytes_or_address",
                condition=Q(original__isnull=False) | ~Q(url=""),
                violation_error_message="A delivery needs a text or an address.",
            ),
            models.CheckConstraint(
                name="ingestion_part_has_position",
                condition=Q(parent__isnull=True, position__isnull=True)
                | Q(parent__isnull=False, position__isnull=False),
            ),
            # A part that failed and was handed in again is a row of its own.
            models.UniqueConstraint(
                name="ingestion_part_once",
                fields=["parent", "position"],
                condition=Q(parent__isnull=False, retry_of__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="ingestion_unfinished_idx",
                condition=Q(state__in=INGESTION_UNFINISHED),
            ),
            models.Index(fields=["state", "-created_at"], name="ingestion_state_idx"),
            models.Index(fields=["batch"], name="ingestion_batch_idx"),
            # Each change of state writes all entries of a row anew: what most leave empty has none.
            models.Index(fields=["fetch"], name="ingestion_fetch_idx", condition=Q(fetch__isnull=False)),
            models.Index(fields=["parent"], name="ingestion_parent_idx", condition=Q(parent__isnull=False)),
            models.Index(fields=["outlet"], name="ingestion_outlet_idx", condition=Q(outlet__isnull=False)),
            models.Index(fields=["created_by"], name="ingestion_created_by_idx", condition=Q(created_by__isnull=False)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="ingestion_legal_moves",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF {sql_refuses(INGESTION_MOVES, "state")} THEN
                        RAISE EXCEPTION 'An ingestion cannot go from % to %.', OLD.state, NEW.state
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'ingestion_legal_moves';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"Ingestion {self.public_id}"


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
