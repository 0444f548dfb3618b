"""Access for programs: tokens, and what was answered to a request that may be sent twice."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.scopes import SCOPES
from factcheck.base import PublicIdModel


class ApiToken(PublicIdModel):
    """A key with which a program acts as one colleague, within some scopes, until a day.

    The key itself is shown once and not stored; what is stored cannot be used.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="api_tokens",
        help_text="The colleague as whom it acts.",
    )
    name = models.CharField(max_length=100, help_text="What it is for, such as “Wire desk import”.")
    scopes = ArrayField(
        models.CharField(max_length=20, choices=[(name, words) for name, (words, _) in SCOPES.items()]),
        help_text="What it may be used for; never more than your role allows.",
    )
    digest = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256 of the key.")
    hint = models.CharField(max_length=12, editable=False, help_text="How the key begins.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(help_text="From then on it is refused.")
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="To the minute.")
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = "API token"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="token_has_name",
                condition=~Q(name=""),
                violation_error_message="Say what the token is for.",
            ),
            models.CheckConstraint(
                name="token_has_scope",
                condition=~Q(scopes=[]),
                violation_error_message="Choose at least one scope.",
            ),
            models.CheckConstraint(name="token_scopes_known", condition=Q(scopes__contained_by=list(SCOPES))),
            models.CheckConstraint(
                name="token_revoked_is_signed",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """Whether it works now: active, expired or revoked."""
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at <= timezone.now() else "active"


class AnsweredRequest(models.Model):
    """What was answered to a write that named an idempotency key, so that sending it again does nothing twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255, help_text="The Idempotency-Key of the request.")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, address and body.")
    status = models.PositiveSmallIntegerField(null=True, help_text="Status of the answer.")
    headers = models.JSONField(default=dict, help_text="Headers of the answer.")
    body = models.TextField(blank=True, help_text="The answer.")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="answered_request_key_once", fields=["user", "key"])]

    def __str__(self) -> str:
        return self.key
