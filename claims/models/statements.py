"""Statements: words of one speaker at one place in one document, and how they reached it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.workflow import STATEMENT_MOVES
from factcheck.base import PublicIdModel, TimestampedModel
from sources.models import Document, Outlet, Role, Speaker
from sources.workflow import sql_refuses


class Statement(PublicIdModel, TimestampedModel):
    """Words of one speaker at one place in one document: `document.text[start:end] == exact`."""

    class Kind(models.TextChoices):
        DIRECT = "direct", "Direct: all in quote marks"
        MIXED = "mixed", "Mixed: partly in quote marks"
        INDIRECT = "indirect", "Indirect: reported speech"

    class Review(models.TextChoices):
        SUGGESTED = "suggested", "Suggested"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"

    class Authenticity(models.TextChoices):
        UNCONFIRMED = "unconfirmed", "Not confirmed that they said it"
        CONFIRMED = "confirmed", "Confirmed that they said it"
        DISPUTED = "disputed", "Disputed whether they said it"

    class Precision(models.TextChoices):
        DAY = "day", "Day"
        MONTH = "month", "Month"
        YEAR = "year", "Year"
        UNKNOWN = "unknown", "Unknown"

    # Found by the constraint on its spans, as what else a statement points to is by the indexes below.
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="statements", db_index=False)
    start = models.PositiveIntegerField(
        help_text="Offset of the first character in the document's text, in code points."
    )
    end = models.PositiveIntegerField(help_text="Offset behind the last character.")
    exact = models.TextField(help_text="The words themselves, as they stand in the document.")
    prefix = models.CharField(max_length=64, blank=True, help_text="The text just before.")
    suffix = models.CharField(max_length=64, blank=True, help_text="The text just after.")
    kind = models.CharField(max_length=10, choices=Kind)
    speaker = models.ForeignKey(
        Speaker,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        db_index=False,
        help_text="Who said it; empty while nobody has decided.",
    )
    speaker_words = models.CharField(
        max_length=300, blank=True, help_text="The words in the document that name the speaker."
    )
    speaker_start = models.PositiveIntegerField(null=True, blank=True)
    speaker_end = models.PositiveIntegerField(null=True, blank=True)
    suggested_speaker = models.CharField(max_length=200, blank=True, help_text="Full name as the reader understood it.")
    alternatives = models.JSONField(default=list, blank=True, help_text="Other speakers the reader thought possible.")
    role_words = models.CharField(max_length=300, blank=True, help_text="The role as this document gave it, frozen.")
    role = models.ForeignKey(
        Role,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="The role in the record that was held at the time.",
    )
    cue = models.CharField(max_length=200, blank=True, help_text="The word of saying.")
    cue_start = models.PositiveIntegerField(null=True, blank=True)
    cue_end = models.PositiveIntegerField(null=True, blank=True)
    said_on = models.DateField(null=True, blank=True, help_text="When it was said, if known.")
    said_on_precision = models.CharField(max_length=10, choices=Precision, default=Precision.UNKNOWN)
    occasion = models.CharField(
        max_length=300, blank=True, help_text="Place or occasion, such as the UN General Assembly."
    )
    language = models.CharField(max_length=35, default="en", help_text="BCP 47 code of the words.")
    # What no suggestion has yet is the database's to fill in: a report has a dozen of them.
    original_wording = models.TextField(
        blank=True, default="", db_default="", help_text="The words in the language they were said in, where known."
    )
    original_language = models.CharField(max_length=35, blank=True, default="", db_default="")
    translator = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="Who translated the words, where they are translated.",
    )
    continues = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        db_index=False,
        help_text="The statement of which this is the next part.",
    )
    figures = models.JSONField(default=list, blank=True, help_text="Checkable figures in the words, with their units.")
    found_by = models.CharField(max_length=60, help_text="Reader and version, or “person” where an editor marked it.")
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    confidence = models.FloatField(default=1.0, help_text="From 0 to 1, as the reader judged.")
    doubt = models.CharField(max_length=300, blank=True, help_text="Why the reader was unsure.")
    review_state = models.CharField(
        max_length=10, choices=Review, default=Review.SUGGESTED, db_default=Review.SUGGESTED.value
    )
    authenticity = models.CharField(
        "did they say it?",
        max_length=12,
        choices=Authenticity,
        default=Authenticity.UNCONFIRMED,
        db_default=Authenticity.UNCONFIRMED.value,
    )
    is_lost = models.BooleanField(
        default=False, db_default=False, help_text="The words are no longer in the newest version of the document."
    )
    version = models.PositiveIntegerField(default=1, db_default=1, help_text="Rises with every change.")

    class Meta:
        ordering = ["document", "start", "end"]
        constraints = [
            models.CheckConstraint(
                name="statement_span_ordered",
                condition=Q(start__lt=F("end")),
                violation_error_message="A statement must hold at least one character.",
            ),
            models.UniqueConstraint(
                name="statement_once_per_span",
                fields=["document", "start", "end"],
                violation_error_message="These words are marked as a statement already.",
            ),
            models.CheckConstraint(name="statement_kind_known", condition=Q(kind__in=["direct", "mixed", "indirect"])),
            models.CheckConstraint(name="statement_review_known", condition=Q(review_state__in=list(STATEMENT_MOVES))),
            models.CheckConstraint(
                name="statement_authenticity_known",
                condition=Q(authenticity__in=["unconfirmed", "confirmed", "disputed"]),
            ),
            models.CheckConstraint(
                name="statement_said_on_precision",
                condition=Q(said_on_precision="unknown", said_on__isnull=True)
                | Q(said_on_precision__in=["day", "month", "year"], said_on__isnull=False),
                violation_error_message="A date needs a precision, and the reverse.",
            ),
            models.CheckConstraint(
                name="statement_confidence_range",
                condition=Q(confidence__gte=0.0, confidence__lte=1.0),
            ),
            models.CheckConstraint(
                name="statement_accepted_has_speaker",
                condition=~Q(review_state="accepted") | Q(speaker__isnull=False),
                violation_error_message="Say who spoke before you accept a statement.",
            ),
        ]
        indexes = [
            models.Index(fields=["speaker", "-said_on"], name="statement_speaker_idx"),
            # What a suggestion leaves empty need cost it no entry.
            models.Index(fields=["role"], name="statement_role_idx", condition=Q(role__isnull=False)),
            models.Index(fields=["continues"], name="statement_continues_idx", condition=Q(continues__isnull=False)),
            models.Index(fields=["marked_by"], name="statement_marked_by_idx", condition=Q(marked_by__isnull=False)),
            models.Index(
                fields=["created_at"],
                name="statement_suggested_idx",
                condition=Q(review_state="suggested"),
            ),
            models.Index(
                fields=["document", "created_at"],
                name="statement_waiting_idx",
                condition=Q(review_state="suggested"),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="statement_words_at_their_place",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("document_id", "start", "end", "exact"),
                func="""
                    IF NEW.exact IS DISTINCT FROM (
                        SELECT substr(text, NEW."start" + 1, NEW."end" - NEW."start")
                        FROM sources_document WHERE id = NEW.document_id
                    ) THEN
                        RAISE EXCEPTION 'The words are not at this place of the document.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'statement_words_at_their_place';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # For all rows that come together: each text is unpacked and walked through once. `left` and `right` alone
            # count no more characters than they are asked for.
            pgtrigger.Trigger(
                name="statement_words_stored_in_place",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="stored"),
                declare=[("one", "record"), ("document", "bigint"), ("rest", "text"), ("at", "integer")],
                func="""
                    FOR one IN
                        SELECT document_id, "start", "end" - "start" AS length, exact
                        FROM stored ORDER BY document_id, "start"
                    LOOP
                        IF document IS DISTINCT FROM one.document_id THEN
                            document := one.document_id;
                            at := 0;
                            rest := (SELECT text FROM sources_document WHERE id = document);
                        END IF;
                        IF one."start" > at THEN
                            rest := right(rest, at - one."start");
                            at := one."start";
                        END IF;
                        IF (starts_with(rest, one.exact) AND char_length(one.exact) = one.length) IS NOT TRUE THEN
                            RAISE EXCEPTION 'The words are not at this place of the document.'
                                USING ERRCODE = 'check_violation',
                                      CONSTRAINT = 'statement_words_at_their_place';
                        END IF;
                    END LOOP;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="statement_legal_moves",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("review_state"),
                func=f"""
                    IF {sql_refuses(STATEMENT_MOVES, "review_state")} THEN
                        RAISE EXCEPTION 'A statement cannot go from % to %.',
                            OLD.review_state, NEW.review_state
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'statement_legal_moves';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.exact if len(self.exact) <= 80 else f"{self.exact[:79]}…"


class Attribution(models.Model):
    """One step by which a statement reached its document; position 1 is nearest the speaker."""

    class Kind(models.TextChoices):
        TOLD = "told", "told"
        REPORTED = "reported", "reported"
        POSTED = "posted", "posted"
        PUBLISHED = "published", "published"
        QUOTED = "quoted", "quoted"

    # Found by the constraint on its positions.
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="attributions", db_index=False)
    position = models.PositiveSmallIntegerField(help_text="1 is the step nearest the speaker.")
    kind = models.CharField(max_length=10, choices=Kind)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="attributions")
    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, null=True, blank=True, related_name="attributions")
    words = models.CharField(max_length=300, help_text="The words that name this step, such as “told AFP”.")

    class Meta:
        ordering = ["statement", "position"]
        constraints = [
            models.UniqueConstraint(name="attribution_position_once", fields=["statement", "position"]),
            models.CheckConstraint(
                name="attribution_kind_known",
                condition=Q(kind__in=["told", "reported", "posted", "published", "quoted"]),
            ),
            models.CheckConstraint(
                name="attribution_outlet_or_speaker",
                condition=Q(outlet__isnull=True) | Q(speaker__isnull=True),
                violation_error_message="A step goes through an outlet or a speaker, not both.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.words}"
