"""What was published: documents as they were received, which republish each other, and what their senders took back."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.db import models
from django.db.models import F, Q

from factcheck.base import PublicIdModel, TimestampedModel
from sources.models.record import Outlet


class Original(models.Model):
    """Bytes as they were received, stored once for each content and never changed."""

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the bytes.")
    data = models.BinaryField()
    size = models.PositiveIntegerField(help_text="Length in bytes.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="original_never_changes", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class Fetch(PublicIdModel):
    """One answer of one address: what came, when, with which headers. Never changed."""

    url = models.URLField(max_length=2000, help_text="The address that was asked for.")
    final_url = models.URLField(max_length=2000, help_text="The address that answered, after redirects.")
    status = models.PositiveSmallIntegerField(help_text="HTTP status.")
    headers = models.JSONField(default=list, help_text="Headers of the answer, as name and value each.")
    original = models.ForeignKey(
        Original, on_delete=models.PROTECT, related_name="fetches", help_text="The body, unpacked."
    )
    fetched_at = models.DateTimeField(help_text="When it answered.")

    class Meta:
        ordering = ["-fetched_at", "-pk"]
        indexes = [models.Index(fields=["url", "-fetched_at"], name="fetch_url_idx")]
        triggers = [pgtrigger.Protect(name="fetch_never_changes", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.url} at {self.fetched_at:%Y-%m-%d %H:%M}"


class Document(PublicIdModel, TimestampedModel):
    """One text as one outlet published it. The text never changes; a changed article is a new version.

    One that was handed in by mistake is put away, in all its versions.
    """

    class Precision(models.TextChoices):
        TIME = "time", "Date and time"
        DAY = "day", "Day"
        UNKNOWN = "unknown", "Unknown"

    outlet = models.ForeignKey(
        Outlet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        help_text="Who published this copy; empty when not known.",
    )
    url = models.URLField(max_length=2000, blank=True, help_text="Address of the published copy.")
    title = models.CharField(max_length=500, blank=True, help_text="The headline.")
    byline = models.CharField(max_length=300, blank=True, help_text="The author line.")
    dateline = models.CharField(max_length=200, blank=True, help_text="Place and date line, such as KYIV, Ukraine.")
    language = models.CharField(
        max_length=35, default="en", help_text="BCP 47 code of the text; und where it is not known."
    )
    guid = models.CharField(
        max_length=500, blank=True, help_text="The sender's own id of the item, the same in all its versions."
    )
    item_version = models.CharField(max_length=100, blank=True, help_text="The sender's version of the item.")
    published_at = models.DateTimeField(
        null=True, blank=True, db_index=True, help_text="When it was published; empty if unknown."
    )
    published_precision = models.CharField(max_length=10, choices=Precision, default=Precision.UNKNOWN)
    text = models.TextField(help_text="The text as published. Never edited.")
    text_digest = models.CharField(max_length=64, help_text="SHA-256 of the text in UTF-8.")
    original = models.ForeignKey(Original, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        help_text="The version that this one replaces.",
    )
    origin = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="copies",
        help_text="The dispatch that this document republishes.",
    )
    dispatch = models.ForeignKey(
        Outlet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dispatches",
        help_text="The agency named in the copy, when it is not the outlet itself.",
    )
    bands = ArrayField(
        models.IntegerField(),
        default=list,
        blank=True,
        editable=False,
        help_text="Hashes of which copies of one dispatch share some.",
    )
    sketch = models.BinaryField(
        default=bytes, help_text="A byte of each hash behind them, by which most others are told apart."
    )
    offline_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when its address answers with nothing; empty while it does."
    )
    archived_at = models.DateTimeField(
        null=True, blank=True, help_text="When the house kept a copy of the answer it was read from; empty without one."
    )
    archived_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the bytes of that answer.")
    version = models.PositiveIntegerField(
        default=1, db_default=1, help_text="Counts what the desk corrects about it, for safe concurrent edits."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="When the publisher withdrew or killed it.")
    withdrawal_note = models.TextField(blank=True)
    put_away_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when the desk has it put away; empty while it is worked on."
    )
    put_away_reason = models.TextField(blank=True, default="", db_default="", help_text="Why it was put away.")
    removed_spans = models.JSONField(
        default=list,
        db_default=[],
        blank=True,
        help_text="Where words stand that the law took away, as [start, end]: shown nowhere, nor around others.",
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                # A version may bring back the words of one before it.
                name="document_text_once_per_outlet",
                fields=["text_digest", "outlet", "replaces"],
                nulls_distinct=False,
                violation_error_message="This text from this outlet is already in the record.",
            ),
            models.CheckConstraint(
                name="document_has_text",
                condition=~Q(text=""),
                violation_error_message="A document needs a text.",
            ),
            models.CheckConstraint(
                name="document_precision_known",
                condition=Q(published_precision__in=["time", "day"], published_at__isnull=False)
                | Q(published_precision="unknown", published_at__isnull=True),
                violation_error_message="A publication date needs a precision, and the reverse.",
            ),
            models.CheckConstraint(
                name="document_not_own_origin",
                condition=Q(origin__isnull=True) | ~Q(origin=F("id")),
                violation_error_message="A document cannot be its own origin.",
            ),
            models.CheckConstraint(
                name="document_not_own_version",
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                violation_error_message="A document cannot replace itself.",
            ),
            models.CheckConstraint(
                name="document_put_away_has_reason",
                condition=Q(put_away_at__isnull=True, put_away_reason="")
                | Q(put_away_at__isnull=False) & ~Q(put_away_reason=""),
                violation_error_message="What is put away says why, and nothing else does.",
            ),
        ]
        indexes = [
            models.Index(fields=["guid"], name="document_guid_idx", condition=~Q(guid="")),
            # Equality is all that is asked of an address, and a long one fits no other kind of index.
            HashIndex(fields=["url"], name="document_url_hash", condition=~Q(url="")),
            models.Index(fields=["put_away_at"], name="document_put_away_idx", condition=Q(put_away_at__isnull=False)),
            # Each document is searched for right after it is stored; a list of pending entries would be read whole.
            GinIndex(fields=["bands"], name="document_bands_gin", fastupdate=False),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="document_text_never_changes",
                fields=["text", "text_digest", "original", "public_id"],
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"Untitled document {self.public_id}"


class CopyProposal(PublicIdModel, TimestampedModel):
    """That a document republishes another, as the machine sees it and as an editor decided."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        CONFIRMED = "confirmed", "Confirmed: one origin"
        SPLIT = "split", "Split: two origins"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="copy_proposals")
    origin = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="+", help_text="The dispatch, or the earliest copy of it."
    )
    score = models.FloatField(help_text="Share of the shorter text's runs of five words that both have, from 0 to 1.")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="copy_proposal_once", fields=["document", "origin"]),
            models.CheckConstraint(name="copy_proposal_of_two", condition=~Q(document=F("origin"))),
            models.CheckConstraint(
                name="copy_proposal_state_known", condition=Q(state__in=["proposed", "confirmed", "split"])
            ),
            models.CheckConstraint(name="copy_proposal_score_range", condition=Q(score__gte=0.0, score__lte=1.0)),
            models.CheckConstraint(
                name="copy_proposal_decided_by_a_person",
                condition=Q(state="proposed", decided_by__isnull=True)
                | ~Q(state="proposed") & Q(decided_by__isnull=False),
                violation_error_message="Only a person confirms or splits a proposal.",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="copy_proposal_open_idx", condition=Q(state="proposed")),
        ]

    def __str__(self) -> str:
        return f"{self.document} is a copy of {self.origin}"


class Kill(models.Model):
    """That a sender took an item back, up to one of its versions: what of it comes later is not taken in."""

    guid = models.CharField(max_length=500, help_text="The sender's own id of the item.")
    outlet = models.ForeignKey(
        Outlet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="kills",
        help_text="Who sent it; empty when not known.",
    )
    item_version = models.CharField(
        max_length=100, blank=True, help_text="The last version taken back; empty where the sender names none."
    )
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="kill_once", fields=["guid", "outlet", "item_version"], nulls_distinct=False),
            models.CheckConstraint(name="kill_has_guid", condition=~Q(guid="")),
        ]

    def __str__(self) -> str:
        return f"{self.guid} {self.item_version}".strip()
