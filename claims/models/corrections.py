"""What readers and claimants ask to have corrected, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.claims import Claim
from factcheck.base import PublicIdModel, TimestampedModel


class CorrectionRequest(PublicIdModel, TimestampedModel):
    """A reader's or a claimant's request, and what came of it."""

    class Kind(models.TextChoices):
        ERROR = "error", "Report of an error"
        SUGGESTION = "suggestion", "Suggestion of a claim"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CORRECTED = "corrected", "Corrected"
        TAKEN_UP = "taken_up", "Taken up"
        DECLINED = "declined", "Declined"
        DISCARDED = "discarded", "Discarded: not meant for the desk"

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ERROR)

    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="correction_requests"
    )
    text = models.TextField(help_text="What is wrong, in the words of whoever asks.")
    url = models.URLField(
        "found at", max_length=2000, blank=True, help_text="Where a suggested claim is made. Never public."
    )
    contact = models.EmailField(blank=True, help_text="Never public.")
    token = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Of the form it was sent with: one form, one request."
    )
    sender = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Tells senders of one day apart without naming them."
    )
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True, help_text="What came of it; public.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["created_at", "sender"], name="correction_request_sender_idx"),
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
                condition=Q(state="open") | (Q(answered_by__isnull=False) & (~Q(answer="") | Q(state="discarded"))),
                violation_error_message="An answer needs words and a name.",
            ),
            models.CheckConstraint(
                name="correction_request_state_fits_kind",
                condition=Q(state__in=["open", "declined", "discarded"])
                | Q(kind="error", state="corrected")
                | Q(kind="suggestion", state="taken_up"),
                violation_error_message="An error is corrected, a suggestion is taken up; both may be declined.",
            ),
            models.UniqueConstraint(
                name="correction_request_once",
                fields=["token"],
                condition=~Q(token=""),
                violation_error_message="This was sent already.",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What may come of it, with the words for it."""
        done = self.State.CORRECTED if self.kind == self.Kind.ERROR else self.State.TAKEN_UP
        return [(str(one.value), str(one.label)) for one in (done, self.State.DECLINED, self.State.DISCARDED)]
