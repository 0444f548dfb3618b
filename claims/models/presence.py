"""Who has what open at the moment."""

from django.conf import settings
from django.db import models


class Presence(models.Model):
    """A colleague who has a claim or a document open; told again every few seconds while the page is there."""

    class Subject(models.TextChoices):
        CLAIM = "claim", "Claim"
        DOCUMENT = "document", "Document"

    subject = models.CharField(max_length=12, choices=Subject)
    subject_id = models.CharField(max_length=10, help_text="Public id of what is open.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(help_text="When the page was last there.")

    class Meta:
        ordering = ["seen_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="presence_once", fields=["subject", "subject_id", "user"]),
            models.CheckConstraint(
                name="presence_subject_known", condition=models.Q(subject__in=["claim", "document"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} has {self.subject} {self.subject_id} open"
