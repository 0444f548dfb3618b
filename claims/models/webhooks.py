"""Addresses that are told of public changes, and what came of telling them."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claims.public.addresses import FOLDERS
from claims.workflow import DELIVERY_MOVES
from factcheck.base import PublicIdModel, TimestampedModel
from sources.workflow import sql_refuses


class Webhook(PublicIdModel, TimestampedModel):
    """An address that asked to be told when something public changes."""

    name = models.CharField(max_length=100, help_text="Whose it is, such as “Partner newsroom”.")
    url = models.URLField(max_length=2000, help_text="Where to send. Private addresses are refused when sending.")
    kinds = ArrayField(
        models.CharField(max_length=12, choices=[(kind, kind.capitalize()) for kind in FOLDERS]),
        help_text="What it is told about.",
    )
    secret = models.CharField(max_length=80, editable=False, help_text="Signs what is sent; begins with whsec_.")
    is_active = models.BooleanField(
        "active", default=True, help_text="Off: nothing is sent; later it goes on from here."
    )
    told_until = models.BigIntegerField(default=0, editable=False, help_text="Number of the newest change it was told.")
    rests_until = models.DateTimeField(
        null=True, editable=False, help_text="It failed and did not answer since: what was not tried yet waits so long."
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="webhook_has_kind",
                condition=~Q(kinds=[]),
                violation_error_message="Choose at least one kind of thing.",
            ),
            models.CheckConstraint(name="webhook_kinds_known", condition=Q(kinds__contained_by=list(FOLDERS))),
        ]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(PublicIdModel, TimestampedModel):
    """One message to one webhook and every attempt to bring it there."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Failed"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=40, help_text="The same each time the message is sent.")
    payload = models.TextField(help_text="What is sent, to the byte.")
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    next_attempt_at = models.DateTimeField(null=True, blank=True, help_text="When it is tried next.")
    attempts = models.JSONField(default=list, help_text="Every attempt: when, how long it took, what came of it.")
    replay_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="replays")

    class Meta:
        verbose_name_plural = "webhook deliveries"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="delivery_state_known", condition=Q(state__in=list(DELIVERY_MOVES))),
            models.CheckConstraint(
                name="delivery_waiting_has_time",
                condition=Q(state="waiting", next_attempt_at__isnull=False)
                | (~Q(state="waiting") & Q(next_attempt_at__isnull=True)),
            ),
            # A change is told once; whoever asks for it again gets a row of its own.
            models.UniqueConstraint(
                name="delivery_message_once", fields=["webhook", "message_id"], condition=Q(replay_of__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="delivery_waiting_idx", condition=Q(state="waiting")),
            models.Index(fields=["webhook", "-id"], name="delivery_webhook_idx"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="delivery_legal_moves",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                func=f"""
                    IF {sql_refuses(DELIVERY_MOVES, "state")} THEN
                        RAISE EXCEPTION 'A delivery cannot go from % to %.', OLD.state, NEW.state
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_legal_moves';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} to {self.webhook}"
