"""Merges of speakers and of claims, with what it takes to undo them exactly."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.models.claims import Claim
from factcheck.base import PublicIdModel
from sources.models import Speaker


class Merge(PublicIdModel):
    """One merge of two speakers or two claims, and its undoing if it was undone."""

    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, null=True, blank=True, related_name="merges")
    into_speaker = models.ForeignKey(
        Speaker, on_delete=models.PROTECT, null=True, blank=True, related_name="merges_into"
    )
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="merges")
    into_claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="merges_into")
    reason = models.TextField(help_text="Why the two are one.")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    fields = models.JSONField(default=dict, help_text="What the kept one and the merged one held before, by field.")
    moved = models.JSONField(default=dict, help_text="Rows that moved, by relation, as they stood before.")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="merge_of_two_of_a_kind",
                condition=Q(speaker__isnull=False, into_speaker__isnull=False, claim=None, into_claim=None)
                | Q(claim__isnull=False, into_claim__isnull=False, speaker=None, into_speaker=None),
            ),
            models.CheckConstraint(name="merge_speaker_into_another", condition=~Q(speaker=F("into_speaker"))),
            models.CheckConstraint(name="merge_claim_into_another", condition=~Q(claim=F("into_claim"))),
            models.CheckConstraint(name="merge_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="merge_undone_is_signed",
                condition=Q(undone_at__isnull=True) | (Q(undone_by__isnull=False) & ~Q(undone_reason="")),
            ),
            models.UniqueConstraint(
                name="merge_speaker_stands_once", fields=["speaker"], condition=Q(undone_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="merge_claim_stands_once", fields=["claim"], condition=Q(undone_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker or self.claim} → {self.into_speaker or self.into_claim}"


class NotTheSame(models.Model):
    """Two speakers, or two claims, that somebody looked at and found to be two: they are not offered again."""

    first_id = models.CharField(max_length=10, help_text="The lower public id.")
    second_id = models.CharField(max_length=10, help_text="The higher one.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="not_the_same_once", fields=["first_id", "second_id"]),
            models.CheckConstraint(name="not_the_same_of_two", condition=Q(first_id__lt=F("second_id"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"
