"""Evidence, the house scale, and verdicts."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.models.claims import Claim
from claims.workflow import OPEN_VERDICTS, VERDICT_MOVES
from factcheck.base import PublicIdModel, TimestampedModel
from sources.models import Capture, Document, Original
from sources.workflow import sql_refuses


class Rating(models.Model):
    """One step of the house scale; a house may add its own."""

    code = models.SlugField(max_length=40, unique=True, help_text="Stable machine name, never translated.")
    label = models.CharField(max_length=60, unique=True, help_text="The verdict in words.")
    status = models.CharField(max_length=12, choices=Claim.Status, help_text="Which of the three states it stands for.")
    value = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="From 1 (false) to 5 (true); empty where the rating is no point on that scale.",
    )
    description = models.TextField(blank=True, help_text="When it is given; shown on the methodology page.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in lists.")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="rating_status_known",
                condition=Q(status__in=["verified", "disputed", "unverified"]),
            ),
            models.CheckConstraint(
                name="rating_value_on_scale",
                condition=Q(value__isnull=True) | Q(value__gte=1, value__lte=5),
                violation_error_message="A number goes from 1 to 5.",
            ),
        ]
        triggers = [
            # Verdicts rest on what a rating meant when it was given.
            pgtrigger.ReadOnly(name="rating_meaning_never_changes", fields=["code", "status"]),
        ]

    def __str__(self) -> str:
        return self.label


class Evidence(PublicIdModel, TimestampedModel):
    """What speaks for, against or about a claim."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "Supports the claim"
        CONTRADICTS = "contradicts", "Contradicts the claim"
        CONTEXT = "context", "Gives context"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    stance = models.CharField(max_length=12, choices=Stance)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        help_text="A document in the record, or",
    )
    url = models.URLField(max_length=2000, blank=True, help_text="an address outside it, or")
    file = models.ForeignKey(
        Original,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        help_text="a file, kept as it was handed in.",
    )
    file_name = models.CharField(max_length=300, blank=True)
    file_from = models.CharField(max_length=200, blank=True, help_text="Who made the file: that is its origin.")
    title = models.CharField(max_length=300, help_text="What it is, in a few words.")
    excerpt = models.TextField(blank=True, help_text="The passage that matters, word for word.")
    accessed_on = models.DateField(help_text="When somebody of the desk last read it.")
    archived_url = models.URLField(max_length=2000, blank=True, help_text="Archived copy.")
    capture = models.ForeignKey(
        Capture,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="evidence",
        help_text="The house's own copy of what the address answered.",
    )
    archived_digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the body that the archived copy keeps."
    )
    origin_key = models.CharField(
        max_length=300,
        editable=False,
        help_text="What makes two pieces of evidence one source: the dispatch, the domain, or who made a file.",
    )
    is_protected = models.BooleanField(
        "protected source",
        default=False,
        help_text="Only the title is public; address, document and excerpt are not.",
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_is_one_of_three",
                condition=Q(document__isnull=False, url="", file__isnull=True)
                | (Q(document__isnull=True, file__isnull=True) & ~Q(url=""))
                | Q(document__isnull=True, url="", file__isnull=False),
                violation_error_message="Evidence is a document in the record, an address or a file: one of the three.",
            ),
            models.CheckConstraint(
                name="evidence_file_has_maker",
                condition=Q(file__isnull=True, file_from="") | (Q(file__isnull=False) & ~Q(file_from="")),
                violation_error_message="Say who made the file: files of one maker are one origin.",
            ),
            models.CheckConstraint(
                name="evidence_stance_known",
                condition=Q(stance__in=["supports", "contradicts", "context"]),
            ),
            models.CheckConstraint(
                name="evidence_has_title",
                condition=~Q(title=""),
                violation_error_message="Say in a few words what the evidence is.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="evidence_copy_never_replaced",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("capture_id", "archived_digest"),
                func="""
                    IF (OLD.capture_id IS NOT NULL AND NEW.capture_id IS DISTINCT FROM OLD.capture_id)
                        OR (OLD.archived_digest <> '' AND NEW.archived_digest <> OLD.archived_digest) THEN
                        RAISE EXCEPTION 'The archived copy of evidence is never replaced.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'evidence_copy_never_replaced';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="evidence_used_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete
                | pgtrigger.UpdateOf(
                    "claim_id", "stance", "document_id", "url", "file_id", "file_from", "excerpt", "origin_key", "title"
                ),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM claims_verdictevidence u JOIN claims_verdict v
                            ON v.id = u.verdict_id
                        WHERE u.evidence_id = OLD.id AND v.approved_by_id IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'Evidence of an approved verdict cannot be changed.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'evidence_used_never_changes';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Verdict(PublicIdModel, TimestampedModel):
    """One decision on a claim, with its reasons."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PROPOSED = "proposed", "Proposed"
        RETURNED = "returned", "Returned"
        APPROVED = "approved", "Approved"
        SUPERSEDED = "superseded", "Superseded"

    class Reason(models.TextChoices):
        NO_ACCESS = "no_access", "The place or the documents cannot be reached"
        ONE_SOURCE = "one_source", "Only one independent source"
        CONFLICTING = "conflicting", "Credible sources conflict"
        PENDING = "pending", "Evidence is expected later"
        FUTURE = "future", "It concerns something that has not happened yet"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verdicts")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT, editable=False)
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, null=True, blank=True, related_name="verdicts")
    summary = models.TextField(blank=True, help_text="The reason, in up to three sentences a reader understands.")
    known = models.TextField("what is known", blank=True)
    not_known = models.TextField("what is not known", blank=True)
    reason_code = models.CharField(max_length=20, choices=Reason, blank=True, help_text="Why it stays unverified.")
    recheck_on = models.DateField(
        null=True, blank=True, help_text="When the desk looks again, while it stays unverified."
    )
    evidence = models.ManyToManyField(Evidence, through="VerdictEvidence", related_name="verdicts")
    required_origins = models.PositiveSmallIntegerField(
        default=2,
        editable=False,
        help_text="Independent origins that the house asked for when it was proposed.",
    )
    override_reason = models.TextField(
        blank=True,
        help_text="Why fewer origins are enough here, or why nothing that contradicts the claim is named; public.",
    )
    correction_note = models.TextField(
        blank=True, help_text="What was wrong before; public, needed when a verdict is replaced."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="proposed_verdicts",
    )
    proposed_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="approved_verdicts",
    )
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    returned_reason = models.TextField(blank=True, editable=False)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replaced_by",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("propose_verdict", "Can propose verdicts"),
            ("approve_verdict", "Can approve and return verdicts"),
            ("correct_verdict", "Can correct approved verdicts"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="verdict_one_open_per_claim",
                fields=["claim"],
                condition=Q(state__in=OPEN_VERDICTS),
                violation_error_message="This claim has an open verdict already.",
            ),
            models.UniqueConstraint(
                name="verdict_one_approved_per_claim",
                fields=["claim"],
                condition=Q(state="approved"),
                violation_error_message="This claim has an approved verdict already.",
            ),
            models.CheckConstraint(name="verdict_state_known", condition=Q(state__in=list(VERDICT_MOVES))),
            models.CheckConstraint(
                name="verdict_second_editor_approves",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                violation_error_message="A second editor must approve this verdict.",
            ),
            models.CheckConstraint(
                name="verdict_approved_is_signed",
                condition=~Q(state="approved")
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    proposed_by__isnull=False,
                    proposed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="verdict_proposed_is_complete",
                condition=Q(state__in=["draft", "returned", "superseded"])
                | (Q(rating__isnull=False) & ~Q(summary="") & Q(proposed_by__isnull=False)),
                violation_error_message="A verdict needs a rating and a reason.",
            ),
            models.CheckConstraint(
                name="verdict_returned_has_reason",
                condition=~Q(state="returned") | ~Q(returned_reason=""),
                violation_error_message="Say why the verdict is returned.",
            ),
            models.CheckConstraint(
                name="verdict_replacement_has_note",
                condition=Q(replaces__isnull=True)
                | Q(state__in=["draft", "returned", "superseded"])
                | ~Q(correction_note=""),
                violation_error_message="Say in a public note what changed.",
            ),
            models.CheckConstraint(name="verdict_required_origins_positive", condition=Q(required_origins__gte=1)),
        ]
        indexes = [
            models.Index(fields=["state", "proposed_at"], name="verdict_state_idx"),
            models.Index(
                fields=["recheck_on"],
                name="verdict_recheck_idx",
                condition=Q(state="approved", recheck_on__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="verdict_legal_moves",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"""
                    IF TG_OP = 'INSERT' THEN
                        IF NEW.state <> 'draft' THEN
                            RAISE EXCEPTION 'A verdict begins as a draft.'
                                USING ERRCODE = 'check_violation',
                                      CONSTRAINT = 'verdict_legal_moves';
                        END IF;
                        RETURN NEW;
                    END IF;
                    IF {sql_refuses(VERDICT_MOVES, "state")} THEN
                        RAISE EXCEPTION 'A verdict cannot go from % to %.', OLD.state, NEW.state
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'verdict_legal_moves';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="verdict_frozen_once_proposed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.state IN ('proposed', 'approved', 'superseded') AND (
                        NEW.claim_id, NEW.rating_id, NEW.summary, NEW.known, NEW.not_known,
                        NEW.reason_code, NEW.recheck_on, NEW.override_reason, NEW.correction_note,
                        NEW.required_origins, NEW.proposed_by_id, NEW.proposed_at, NEW.replaces_id,
                        NEW.public_id
                    ) IS DISTINCT FROM (
                        OLD.claim_id, OLD.rating_id, OLD.summary, OLD.known, OLD.not_known,
                        OLD.reason_code, OLD.recheck_on, OLD.override_reason, OLD.correction_note,
                        OLD.required_origins, OLD.proposed_by_id, OLD.proposed_at, OLD.replaces_id,
                        OLD.public_id
                    ) OR OLD.approved_by_id IS NOT NULL AND (
                        NEW.approved_by_id, NEW.approved_at
                    ) IS DISTINCT FROM (OLD.approved_by_id, OLD.approved_at) THEN
                        RAISE EXCEPTION 'A verdict cannot be edited once it is proposed.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'verdict_frozen_once_proposed';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="verdict_rests_on_evidence",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                func="""
                    IF NEW.state NOT IN ('proposed', 'approved') OR NEW.state = OLD.state THEN RETURN NEW; END IF;
                    IF NOT EXISTS (
                        SELECT 1 FROM claims_verdictevidence WHERE verdict_id = NEW.id
                    ) THEN
                        RAISE EXCEPTION 'A verdict needs evidence.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'verdict_rests_on_evidence';
                    END IF;
                    IF NEW.override_reason = ''
                        AND (SELECT status FROM claims_rating WHERE id = NEW.rating_id) = 'verified'
                        AND (
                            SELECT count(DISTINCT e.origin_key) FROM claims_verdictevidence u
                            JOIN claims_evidence e ON e.id = u.evidence_id
                            LEFT JOIN sources_document d ON d.id = e.document_id
                            WHERE u.verdict_id = NEW.id AND e.stance = 'supports' AND d.withdrawn_at IS NULL
                        ) < NEW.required_origins
                    THEN
                        RAISE EXCEPTION 'Verified needs evidence from more independent origins.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'verdict_verified_has_origins';
                    END IF;
                    -- What was approved before this was asked for stands.
                    IF NEW.state <> OLD.state AND NEW.override_reason = ''
                        AND (SELECT status FROM claims_rating WHERE id = NEW.rating_id) = 'disputed'
                        AND NOT EXISTS (
                            SELECT 1 FROM claims_verdictevidence u
                            JOIN claims_evidence e ON e.id = u.evidence_id
                            WHERE u.verdict_id = NEW.id AND e.stance = 'contradicts'
                        )
                    THEN
                        RAISE EXCEPTION 'Disputed needs evidence that contradicts the claim.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'verdict_disputed_has_contradiction';
                    END IF;
                    IF (SELECT status FROM claims_rating WHERE id = NEW.rating_id) = 'unverified'
                        AND (NEW.reason_code = '' OR NEW.recheck_on IS NULL)
                    THEN
                        RAISE EXCEPTION 'Unverified needs a reason code and a recheck date.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'verdict_unverified_has_recheck';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="verdict_decided_never_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__proposed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating or 'No rating yet'} ({self.get_state_display()})"

    @property
    def is_given_up(self) -> bool:
        """Whether it was given up before anybody approved it."""
        return self.state == self.State.SUPERSEDED and self.approved_at is None

    @property
    def given_rating(self) -> Rating:
        """The rating of a verdict that was proposed; none is proposed without one."""
        assert self.rating is not None
        return self.rating


class VerdictEvidence(models.Model):
    """A piece of evidence that a verdict rests on."""

    verdict = models.ForeignKey(Verdict, on_delete=models.CASCADE)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="verdict_evidence_once", fields=["verdict", "evidence"]),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="verdict_evidence_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("target", "bigint")],
                func="""
                    target := CASE TG_OP WHEN 'INSERT' THEN NEW.verdict_id ELSE OLD.verdict_id END;
                    IF EXISTS (
                        SELECT 1 FROM claims_verdict
                        WHERE id = target AND state NOT IN ('draft', 'returned')
                            AND NOT (TG_OP = 'DELETE' AND state = 'superseded' AND approved_at IS NULL)
                    ) THEN
                        RAISE EXCEPTION 'The evidence of a proposed verdict cannot be changed.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'verdict_evidence_frozen';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} rests on {self.evidence}"
