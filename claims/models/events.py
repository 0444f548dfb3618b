"""The ledger: one chain of events for each claim, statement, speaker and document."""

import json
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from psycopg.types.json import Json

from claims.ledger import FIRST_HASH, FORMAT, canonical
from claims.models.claims import Claim
from factcheck.base import PublicIdModel


class CanonicalJSONField(models.JSONField):
    """JSON kept to the byte as it was hashed, which `jsonb` would not: PostgreSQL can hand out lines ready to check."""

    def db_type(self, connection: Any) -> str:
        return "json"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if hasattr(value, "as_sql"):
            return value
        return Json(self.get_prep_value(value), dumps=canonical)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value


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
    before = CanonicalJSONField(default=dict, blank=True)
    after = CanonicalJSONField(default=dict, blank=True)
    is_public = models.BooleanField(default=False, help_text="Whether the public history shows this line.")
    format = models.PositiveSmallIntegerField(default=FORMAT, help_text="How its hash was made.")
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
        indexes = [
            models.Index(fields=["claim", "number"], name="event_claim_idx"),
            models.Index(fields=["action", "at"], name="event_action_idx"),
        ]
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
            pgtrigger.Trigger(
                name="event_moves_its_head",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    INSERT INTO claims_chainhead (subject, subject_id, number, hash, event_id)
                        VALUES (NEW.subject, NEW.subject_id, NEW.number, NEW.hash, NEW.id)
                        ON CONFLICT (subject, subject_id) DO UPDATE
                        SET number = EXCLUDED.number, hash = EXCLUDED.hash, event_id = EXCLUDED.event_id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} #{self.number} {self.action}"


class ChainHead(models.Model):
    """The newest line of each chain, so that a chain whose end was cut off is found.

    Written by the trigger on events alone.
    """

    subject = models.CharField(max_length=12, choices=Event.Subject)
    subject_id = models.CharField(max_length=10)
    number = models.PositiveIntegerField(help_text="How many lines the chain has.")
    hash = models.CharField(max_length=64, help_text="Hash of its newest line.")
    event_id = models.BigIntegerField(help_text="Row of its newest line.")

    class Meta:
        constraints = [models.UniqueConstraint(name="chain_head_once", fields=["subject", "subject_id"])]
        triggers = [
            pgtrigger.Trigger(
                name="chain_head_follows_events",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    -- 1 is a statement of somebody's own, 2 one that the trigger on events made.
                    IF pg_trigger_depth() < 2 THEN
                        RAISE EXCEPTION 'Only a new event moves the head of a chain.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'chain_head_follows_events';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} #{self.number}"


class Checkpoint(PublicIdModel):
    """The hash over all chain heads on one day, published, so that outsiders can tell a rewritten history.

    It covers the heads of the chains that grew since the checkpoint before, and by its hash that checkpoint: all
    chains that there are.
    """

    number = models.PositiveIntegerField(unique=True, help_text="Place among the checkpoints, from 1.")
    day = models.DateField(unique=True, help_text="One a day, in UTC.")
    at = models.DateTimeField(help_text="When it was taken.")
    last_event_id = models.BigIntegerField(help_text="The last row of the ledger that it covers.")
    heads = models.CharField(max_length=64, help_text="Hash over the heads of the chains that grew.")
    lines = models.CharField(max_length=64, help_text="Hash over the public lines written since the one before.")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        triggers = [
            pgtrigger.Protect(name="checkpoint_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="checkpoint_never_truncated",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="""
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate checkpoints.';
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"Checkpoint of {self.day:%-d %B %Y}"
