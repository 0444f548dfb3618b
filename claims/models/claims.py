"""Claims: checkable propositions, the statements that make them, and how claims relate."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from claims.models.statements import Statement
from factcheck.base import PublicIdModel, TimestampedModel
from sources.models import Speaker


class Topic(PublicIdModel):
    name = models.CharField(max_length=100, help_text="For example: Mobilisation.")
    slug = models.SlugField(max_length=100, unique=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="topic_name", violation_error_message="There is a topic of this name already."
            )
        ]

    def __str__(self) -> str:
        return self.name


# What a desk still has to do: no verdict yet, or back for another look. Lists and indexes share it.
OPEN_WORK = Q(withdrawn_at__isnull=True, merged_into__isnull=True) & (
    Q(current_verdict__isnull=True) | Q(reopened_at__isnull=False)
)


class Claim(PublicIdModel, TimestampedModel):
    """A checkable proposition that statements make, and whether it holds."""

    class Status(models.TextChoices):
        VERIFIED = "verified", "Verified"
        DISPUTED = "disputed", "Disputed"
        UNVERIFIED = "unverified", "Unverified"

    class Priority(models.IntegerChoices):
        LOW = 1, "Low"
        NORMAL = 2, "Normal"
        HIGH = 3, "High"
        URGENT = 4, "Urgent"

    class Reopened(models.TextChoices):
        RECHECK = "recheck", "Recheck due"
        SOURCE = "source", "A source changed"

    text = models.CharField(max_length=500, help_text="The proposition in one sentence, without the verdict in it.")
    slug = models.SlugField(max_length=80, editable=False)
    claimant = models.ForeignKey(
        Speaker,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        help_text="Who made the claim first or most prominently; others follow from statements.",
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="claims")
    language = models.CharField(max_length=35, default="en", help_text="BCP 47 code.")
    first_said_on = models.DateField(null=True, blank=True, help_text="When it was first said, as far as known.")
    status = models.CharField(
        "does it hold?",
        max_length=12,
        choices=Status,
        default=Status.UNVERIFIED,
        editable=False,
        help_text="A copy of the newest approved verdict; never set by hand.",
    )
    current_verdict = models.OneToOneField(
        "claims.Verdict",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="current_for",
        help_text="The newest approved verdict.",
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_claims",
    )
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    due_on = models.DateField("due", null=True, blank=True)
    published_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When its first verdict was approved."
    )
    # With its reason; of a claim that readers never saw, since when it is not pursued.
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawal_reason = models.TextField(blank=True, editable=False)
    is_removed = models.BooleanField(
        default=False, editable=False, help_text="The law takes its page away, too: its address says so and no more."
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
    )
    reopened_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When it came back to the desk: recheck due or a source changed.",
    )
    reopened_for = models.CharField(max_length=10, choices=Reopened, blank=True, editable=False)
    reopened_reason = models.CharField(max_length=300, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Rises with every change.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    statements = models.ManyToManyField(Statement, through="Appearance", related_name="claims")

    class Meta:
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("assign_claim", "Can assign claims"),
            ("withdraw_claim", "Can withdraw published claims"),
            ("merge_claim", "Can merge claims"),
        ]
        constraints = [
            models.CheckConstraint(
                name="claim_has_text",
                condition=~Q(text=""),
                violation_error_message="A claim needs a text.",
            ),
            models.CheckConstraint(
                name="claim_status_known",
                condition=Q(status__in=["verified", "disputed", "unverified"]),
            ),
            models.CheckConstraint(
                name="claim_published_has_verdict",
                condition=Q(published_at__isnull=True) | Q(current_verdict__isnull=False),
                violation_error_message="A claim is published by approving its verdict.",
            ),
            models.CheckConstraint(
                name="claim_withdrawn_has_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_reason=""),
                violation_error_message="Say why the claim is withdrawn.",
            ),
            models.CheckConstraint(
                name="claim_removed_is_withdrawn",
                condition=Q(is_removed=False) | Q(withdrawn_at__isnull=False),
                violation_error_message="What is removed is withdrawn first.",
            ),
            models.CheckConstraint(
                name="claim_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="claim_reopened_for_something",
                condition=Q(reopened_at__isnull=True, reopened_for="")
                | Q(reopened_at__isnull=False, reopened_for__in=["recheck", "source"]),
            ),
        ]
        indexes = [
            models.Index(fields=["assigned_to", "-updated_at"], name="claim_assigned_idx"),
            models.Index(fields=["status", "-published_at"], name="claim_status_idx"),
            models.Index(F("priority").desc(), "created_at", "id", name="claim_open_idx", condition=OPEN_WORK),
            models.Index(
                "assigned_to", F("priority").desc(), "created_at", "id", name="claim_open_of_idx", condition=OPEN_WORK
            ),
            models.Index(
                "reopened_for",
                F("priority").desc(),
                "reopened_at",
                "id",
                name="claim_reopened_for_idx",
                condition=Q(reopened_at__isnull=False, withdrawn_at__isnull=True, merged_into__isnull=True),
            ),
            # The first published claim of a topic is found without reading all that have it.
            models.Index(
                fields=["published_at"],
                name="claim_first_public_idx",
                condition=Q(published_at__isnull=False, merged_into__isnull=True, is_removed=False),
            ),
            models.Index(fields=["id"], name="claim_removed_idx", condition=Q(is_removed=True)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="claim_status_follows_verdict",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("status", "current_verdict_id"),
                func="""
                    IF NEW.current_verdict_id IS NULL THEN
                        IF NEW.status <> 'unverified' THEN
                            RAISE EXCEPTION 'A status comes from an approved verdict only.'
                                USING ERRCODE = 'check_violation',
                                      CONSTRAINT = 'claim_status_follows_verdict';
                        END IF;
                    ELSIF NOT EXISTS (
                        SELECT 1 FROM claims_verdict v JOIN claims_rating r ON r.id = v.rating_id
                        WHERE v.id = NEW.current_verdict_id AND v.claim_id = NEW.id
                          AND v.state = 'approved' AND r.status = NEW.status
                    ) THEN
                        RAISE EXCEPTION 'A status comes from an approved verdict only.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'claim_status_follows_verdict';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.ReadOnly(name="claim_id_never_changes", fields=["public_id"]),
            pgtrigger.Trigger(
                name="claim_text_stays_as_decided",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("text"),
                func="""
                    IF NEW.text <> OLD.text AND (
                        OLD.published_at IS NOT NULL OR EXISTS (
                            SELECT 1 FROM claims_verdict WHERE claim_id = OLD.id AND state = 'proposed'
                        )
                    ) THEN
                        RAISE EXCEPTION 'The text of a claim stays as its verdict was about it.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'claim_text_stays_as_decided';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="claim_published_never_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_dropped(self) -> bool:
        """Whether it is not pursued: it was put away before readers ever saw it."""
        return self.withdrawn_at is not None and self.published_at is None


class Appearance(PublicIdModel):
    """A statement making a claim, with the part of the statement that makes it."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="appearances")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="appearances")
    part = models.TextField(
        blank=True,
        help_text="The words of the statement that make the claim; empty for all of them.",
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["statement__said_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="appearance_once",
                fields=["claim", "statement"],
                violation_error_message="This statement is joined to this claim already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement} → {self.claim}"


class ClaimLink(models.Model):
    """How one claim relates to another; read as “claim <kind> other”."""

    class Kind(models.TextChoices):
        REPEATS = "repeats", "repeats"
        CONTRADICTS = "contradicts", "contradicts"
        SUPPORTS = "supports", "supports"
        NARROWS = "narrows", "narrows"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=12, choices=Kind)
    note = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="claim_link_once",
                fields=["claim", "other", "kind"],
                violation_error_message="These claims are linked so already.",
            ),
            models.CheckConstraint(
                name="claim_link_not_to_itself",
                condition=~Q(claim=F("other")),
                violation_error_message="A claim cannot be linked to itself.",
            ),
            # Contradiction is mutual, so one row serves both: the lower id first.
            models.CheckConstraint(
                name="claim_link_contradicts_lower_first",
                condition=~Q(kind="contradicts") | Q(claim__lt=F("other")),
            ),
            models.CheckConstraint(
                name="claim_link_kind_known",
                condition=Q(kind__in=["repeats", "contradicts", "supports", "narrows"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} {self.kind} {self.other}"
