"""What readers and claimants ask to have corrected, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.claims import Claim
from factcheck.base import PublicIdModel, TimestampedModel


class CorrectionRequest(PublicIdModel, TimestampedModel):
    """A reader's or a claimant's request, and what came of it."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CORRECTED = "corrected", "Corrected"
        DECLINED = "declined", "Declined"

    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="correction_requests"
    )
    text = models.TextField(help_text="What is wrong, in the words of whoever asks.")
    contact = models.EmailField(blank=True, help_text="Never public.")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True, help_text="What came of it; public.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["created_at", "id"], name="correction_request_open_idx", condition=Q(state="open")),
        ]
        constraints = [
            models.CheckConstraint(
                name="correction_request_has_text",
                condition=~Q(text=""),
                violation_error_message="Say what is wrong.",
            ),
            models.CheckConstraint(
                name="correction_request_answered",
                condition=Q(state="open") | (~Q(answer="") & Q(answered_by__isnull=False)),
                violation_error_message="An answer needs words and a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
