"""The ledger: one chain of events for each claim, statement, speaker and document."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.ledger import FIRST_HASH
from claims.models.claims import Claim


class Event(models.Model):
    """One line of a history. Append-only: PostgreSQL refuses UPDATE, DELETE and TRUNCATE."""

    class Subject(models.TextChoices):
        CLAIM = "claim", "Claim"
        STATEMENT = "statement", "Statement"
        SPEAKER = "speaker", "Speaker"
        DOCUMENT = "document", "Document"

    subject = models.CharField(max_length=12, choices=Subject)
    subject_id = models.CharField(max_length=10, help_text="Public id of what it happened to.")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    number = models.PositiveIntegerField(help_text="Place in the chain, from 1.")
    action = models.CharField(max_length=60, help_text="What happened, such as verdict.approved.")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor_name = models.CharField(max_length=200, help_text="The actor's name at that time.")
    at = models.DateTimeField(help_text="When it happened.")
    reason = models.TextField(blank=True, help_text="The written reason.")
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    is_public = models.BooleanField(default=False, help_text="Whether the public history shows this line.")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["subject", "subject_id", "number"]
        constraints = [
            models.UniqueConstraint(name="event_number_once", fields=["subject", "subject_id", "number"]),
            models.CheckConstraint(
                name="event_claim_matches_subject",
                condition=Q(subject="claim", claim__isnull=False) | (~Q(subject="claim") & Q(claim__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["claim", "number"], name="event_claim_idx")]
        triggers = [
            pgtrigger.Protect(
                name="event_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            pgtrigger.Trigger(
                name="event_never_truncated",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="""
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate events.';
                """,
            ),
            pgtrigger.Trigger(
                name="event_joins_its_chain",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("last_number", "integer"), ("last_hash", "text")],
                func=f"""
                    SELECT number, hash INTO last_number, last_hash FROM claims_event
                        WHERE subject = NEW.subject AND subject_id = NEW.subject_id
                        ORDER BY number DESC LIMIT 1;
                    IF NEW.number <> COALESCE(last_number, 0) + 1
                        OR NEW.previous_hash <> COALESCE(last_hash, '{FIRST_HASH}') THEN
                        RAISE EXCEPTION 'An event must follow the last one of its chain.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'event_joins_its_chain';
                    END IF;
                    RETURN NEW;
                """,  # noqa: S608 - a constant is all that is put in
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} #{self.number} {self.action}"
