"""Statements, claims, evidence, verdicts and their history."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import factcheck.base


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("sources", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=factcheck.base.new_public_id,
                        editable=False,
                        help_text="The id in addresses and in the API.",
                        max_length=10,
                        unique=True,
                        verbose_name="id",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, help_text="When this row was made.")),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When this row last changed.")),
                (
                    "start",
                    models.PositiveIntegerField(
                        help_text="Offset of the first character in the document's text, in code points."
                    ),
                ),
                ("end", models.PositiveIntegerField(help_text="Offset behind the last character.")),
                ("exact", models.TextField(help_text="The words themselves, as they stand in the document.")),
                ("prefix", models.CharField(blank=True, help_text="The text just before.", max_length=64)),
                ("suffix", models.CharField(blank=True, help_text="The text just after.", max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("direct", "Direct: all in quote marks"),
                            ("mixed", "Mixed: partly in quote marks"),
                            ("indirect", "Indirect: reported speech"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "speaker_words",
                    models.CharField(
                        blank=True, help_text="The words in the document that name the speaker.", max_length=300
                    ),
                ),
                ("speaker_start", models.PositiveIntegerField(blank=True, null=True)),
                ("speaker_end", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "suggested_speaker",
                    models.CharField(blank=True, help_text="Full name as the reader understood it.", max_length=200),
                ),
                (
                    "alternatives",
                    models.JSONField(blank=True, default=list, help_text="Other speakers the reader thought possible."),
                ),
                (
                    "role_words",
                    models.CharField(
                        blank=True, help_text="The role as this document gave it, frozen.", max_length=300
                    ),
                ),
                ("cue", models.CharField(blank=True, help_text="The word of saying.", max_length=200)),
                ("cue_start", models.PositiveIntegerField(blank=True, null=True)),
                ("cue_end", models.PositiveIntegerField(blank=True, null=True)),
                ("said_on", models.DateField(blank=True, help_text="When it was said, if known.", null=True)),
                (
                    "said_on_precision",
                    models.CharField(
                        choices=[("day", "Day"), ("month", "Month"), ("year", "Year"), ("unknown", "Unknown")],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        blank=True, help_text="Place or occasion, such as the UN General Assembly.", max_length=300
                    ),
                ),
                ("language", models.CharField(default="en", help_text="BCP 47 code of the words.", max_length=35)),
                (
                    "original_wording",
                    models.TextField(blank=True, help_text="The words in the language they were said in, where known."),
                ),
                ("original_language", models.CharField(blank=True, max_length=35)),
                (
                    "translator",
                    models.CharField(
                        blank=True, help_text="Who translated the words, where they are translated.", max_length=200
                    ),
                ),
                (
                    "figures",
                    models.JSONField(
                        blank=True, default=list, help_text="Checkable figures in the words, with their units."
                    ),
                ),
                (
                    "found_by",
                    models.CharField(
                        help_text="Reader and version, or “person” where an editor marked it.", max_length=60
                    ),
                ),
                ("confidence", models.FloatField(default=1.0, help_text="From 0 to 1, as the reader judged.")),
                ("doubt", models.CharField(blank=True, help_text="Why the reader was unsure.", max_length=300)),
                (
                    "review_state",
                    models.CharField(
                        choices=[("suggested", "Suggested"), ("accepted", "Accepted"), ("rejected", "Rejected")],
                        default="suggested",
                        max_length=10,
                    ),
                ),
                (
                    "authenticity",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "Not confirmed that they said it"),
                            ("confirmed", "Confirmed that they said it"),
                            ("disputed", "Disputed whether they said it"),
                        ],
                        default="unconfirmed",
                        max_length=12,
                        verbose_name="did they say it?",
                    ),
                ),
                (
                    "is_lost",
                    models.BooleanField(
                        default=False, help_text="The words are no longer in the newest version of the document."
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, help_text="Rises with every change.")),
            ],
            options={
                "ordering": ["document", "start", "end"],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=factcheck.base.new_public_id,
                        editable=False,
                        help_text="The id in addresses and in the API.",
                        max_length=10,
                        unique=True,
                        verbose_name="id",
                    ),
                ),
                ("name", models.CharField(help_text="For example: Mobilisation.", max_length=100, unique=True)),
                ("slug", models.SlugField(max_length=100, unique=True)),
                ("description", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=factcheck.base.new_public_id,
                        editable=False,
                        help_text="The id in addresses and in the API.",
                        max_length=10,
                        unique=True,
                        verbose_name="id",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, help_text="When this row was made.")),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When this row last changed.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("proposed", "Proposed"),
                            ("returned", "Returned"),
                            ("approved", "Approved"),
                            ("superseded", "Superseded"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=12,
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True, help_text="The reason, in up to three sentences a reader understands."
                    ),
                ),
                ("known", models.TextField(blank=True, verbose_name="what is known")),
                ("not_known", models.TextField(blank=True, verbose_name="what is not known")),
                (
                    "reason_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_access", "The place or the documents cannot be reached"),
                            ("one_source", "Only one independent source"),
                            ("conflicting", "Credible sources conflict"),
                            ("pending", "Evidence is expected later"),
                            ("future", "It concerns something that has not happened yet"),
                        ],
                        help_text="Why it stays unverified.",
                        max_length=20,
                    ),
                ),
                (
                    "recheck_on",
                    models.DateField(
                        blank=True, help_text="When the desk looks again, while it stays unverified.", null=True
                    ),
                ),
                (
                    "required_origins",
                    models.PositiveSmallIntegerField(
                        default=2,
                        editable=False,
                        help_text="Independent origins that the house asked for when it was proposed.",
                    ),
                ),
                (
                    "override_reason",
                    models.TextField(
                        blank=True, help_text="Why fewer origins are enough here; shown in the public history."
                    ),
                ),
                (
                    "correction_note",
                    models.TextField(
                        blank=True, help_text="What was wrong before; public, needed when a verdict is replaced."
                    ),
                ),
                ("proposed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("approved_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("returned_reason", models.TextField(blank=True, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "permissions": [
                    ("propose_verdict", "Can propose verdicts"),
                    ("approve_verdict", "Can approve and return verdicts"),
                    ("correct_verdict", "Can correct approved verdicts"),
                ],
            },
        ),
        migrations.CreateModel(
            name="VerdictEvidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Attribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(help_text="1 is the step nearest the speaker.")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("told", "told"),
                            ("reported", "reported"),
                            ("posted", "posted"),
                            ("published", "published"),
                            ("quoted", "quoted"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "words",
                    models.CharField(help_text="The words that name this step, such as “told AFP”.", max_length=300),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attributions",
                        to="sources.outlet",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attributions",
                        to="sources.speaker",
                    ),
                ),
            ],
            options={
                "ordering": ["statement", "position"],
            },
        ),
        migrations.CreateModel(
            name="ChangeCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="change_counter_one_row")],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=factcheck.base.new_public_id,
                        editable=False,
                        help_text="The id in addresses and in the API.",
                        max_length=10,
                        unique=True,
                        verbose_name="id",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, help_text="When this row was made.")),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When this row last changed.")),
                (
                    "text",
                    models.CharField(
                        help_text="The proposition in one sentence, without the verdict in it.", max_length=500
                    ),
                ),
                ("slug", models.SlugField(editable=False, max_length=80)),
                ("language", models.CharField(default="en", help_text="BCP 47 code.", max_length=35)),
                (
                    "first_said_on",
                    models.DateField(blank=True, help_text="When it was first said, as far as known.", null=True),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("verified", "Verified"), ("disputed", "Disputed"), ("unverified", "Unverified")],
                        default="unverified",
                        editable=False,
                        help_text="A copy of the newest approved verdict; never set by hand.",
                        max_length=12,
                        verbose_name="does it hold?",
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Low"), (2, "Normal"), (3, "High"), (4, "Urgent")], default=2
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When its first verdict was approved.", null=True
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("withdrawal_reason", models.TextField(blank=True, editable=False)),
                (
                    "reopened_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When it came back to the desk: recheck due or a source changed.",
                        null=True,
                    ),
                ),
                ("reopened_reason", models.CharField(blank=True, editable=False, max_length=300)),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, help_text="Rises with every change."),
                ),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assigned_claims",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claimant",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who made the claim first or most prominently; others follow from statements.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="sources.speaker",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "permissions": [
                    ("assign_claim", "Can assign claims"),
                    ("withdraw_claim", "Can withdraw published claims"),
                    ("merge_claim", "Can merge claims"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appearance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=factcheck.base.new_public_id,
                        editable=False,
                        help_text="The id in addresses and in the API.",
                        max_length=10,
                        unique=True,
                        verbose_name="id",
                    ),
                ),
                (
                    "part",
                    models.TextField(
                        blank=True, help_text="The words of the statement that make the claim; empty for all of them."
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="appearances", to="claims.claim"
                    ),
                ),
            ],
            options={
                "ordering": ["statement__said_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ClaimLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("repeats", "repeats"),
                            ("contradicts", "contradicts"),
                            ("supports", "supports"),
                            ("narrows", "narrows"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="claims.claim"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="linked_from", to="claims.claim"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CorrectionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=factcheck.base.new_public_id,
                        editable=False,
                        help_text="The id in addresses and in the API.",
                        max_length=10,
                        unique=True,
                        verbose_name="id",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, help_text="When this row was made.")),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When this row last changed.")),
                ("text", models.TextField(help_text="What is wrong, in the words of whoever asks.")),
                ("contact", models.EmailField(blank=True, help_text="Never public.", max_length=254)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("corrected", "Corrected"), ("declined", "Declined")],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("answer", models.TextField(blank=True, help_text="What came of it; public.")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction_requests",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("claim", "Claim"),
                            ("statement", "Statement"),
                            ("speaker", "Speaker"),
                            ("document", "Document"),
                        ],
                        max_length=12,
                    ),
                ),
                ("subject_id", models.CharField(help_text="Public id of what it happened to.", max_length=10)),
                ("number", models.PositiveIntegerField(help_text="Place in the chain, from 1.")),
                ("action", models.CharField(help_text="What happened, such as verdict.approved.", max_length=60)),
                ("actor_name", models.CharField(help_text="The actor's name at that time.", max_length=200)),
                ("at", models.DateTimeField(help_text="When it happened.")),
                ("reason", models.TextField(blank=True, help_text="The written reason.")),
                ("before", models.JSONField(blank=True, default=dict)),
                ("after", models.JSONField(blank=True, default=dict)),
                (
                    "is_public",
                    models.BooleanField(default=False, help_text="Whether the public history shows this line."),
                ),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "ordering": ["subject", "subject_id", "number"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=factcheck.base.new_public_id,
                        editable=False,
                        help_text="The id in addresses and in the API.",
                        max_length=10,
                        unique=True,
                        verbose_name="id",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, help_text="When this row was made.")),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When this row last changed.")),
                (
                    "stance",
                    models.CharField(
                        choices=[
                            ("supports", "Supports the claim"),
                            ("contradicts", "Contradicts the claim"),
                            ("context", "Gives context"),
                        ],
                        max_length=12,
                    ),
                ),
                ("url", models.URLField(blank=True, help_text="an address outside it.", max_length=2000)),
                ("title", models.CharField(help_text="What it is, in a few words.", max_length=300)),
                ("excerpt", models.TextField(blank=True, help_text="The passage that matters, word for word.")),
                ("accessed_on", models.DateField(help_text="When somebody of the desk last read it.")),
                ("archived_url", models.URLField(blank=True, help_text="Archived copy.", max_length=2000)),
                (
                    "archived_digest",
                    models.CharField(blank=True, help_text="SHA-256 of the archived copy.", max_length=64),
                ),
                (
                    "origin_key",
                    models.CharField(
                        editable=False,
                        help_text="What makes two pieces of evidence one source: the dispatch, or the host.",
                        max_length=300,
                    ),
                ),
                (
                    "is_protected",
                    models.BooleanField(
                        default=False,
                        help_text="Only the title is public; address, document and excerpt are not.",
                        verbose_name="protected source",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="claims.claim"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        help_text="A document in the record, or",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="sources.document",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("claim", "Claim"),
                            ("statement", "Statement"),
                            ("speaker", "Speaker"),
                            ("outlet", "Outlet"),
                            ("document", "Document"),
                            ("topic", "Topic"),
                            ("correction", "Correction"),
                        ],
                        max_length=12,
                    ),
                ),
                ("public_id", models.CharField(max_length=10)),
                ("slug", models.CharField(blank=True, max_length=100)),
                ("title", models.TextField(help_text="How lists name it.")),
                ("status", models.CharField(blank=True, help_text="Of a claim: does it hold?", max_length=12)),
                (
                    "facets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        default=list,
                        help_text="What it may be filtered by, such as speaker:0123456789.",
                        size=None,
                    ),
                ),
                ("sort_at", models.DateTimeField(help_text="What lists are sorted by, newest first.")),
                ("said_on", models.DateField(help_text="When it was (first) said; date filters.", null=True)),
                ("first_published_at", models.DateTimeField()),
                ("modified_at", models.DateTimeField(help_text="When the document last changed.")),
                ("body", models.TextField(help_text="The complete public JSON document, as it is sent.")),
                ("digest", models.CharField(help_text="SHA-256 of the body; the ETag.", max_length=64)),
                ("search", django.contrib.postgres.search.SearchVectorField()),
                (
                    "change_number",
                    models.BigIntegerField(
                        help_text="Place in the order of all public changes, by commit.", unique=True
                    ),
                ),
                (
                    "is_gone",
                    models.BooleanField(
                        default=False, help_text="A tombstone: withdrawn from view; the address says why."
                    ),
                ),
                (
                    "redirect_to",
                    models.CharField(blank=True, help_text="Public id of what it was merged into.", max_length=10),
                ),
                (
                    "is_stale",
                    models.BooleanField(
                        default=False, help_text="Something it shows changed; the worker writes it anew."
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_gone", False)),
                        fields=["kind", "-sort_at", "-id"],
                        name="publication_list_idx",
                    ),
                    models.Index(
                        condition=models.Q(("is_gone", False)),
                        fields=["kind", "status", "-sort_at", "-id"],
                        name="publication_status_idx",
                    ),
                    models.Index(
                        condition=models.Q(("is_gone", False), ("kind__in", ["speaker", "outlet", "topic"])),
                        fields=["kind", "title", "id"],
                        name="publication_title_idx",
                    ),
                    models.Index(fields=["kind", "modified_at", "id"], name="publication_modified_idx"),
                    models.Index(condition=models.Q(("is_stale", True)), fields=["id"], name="publication_stale_idx"),
                    django.contrib.postgres.indexes.GinIndex(fields=["facets"], name="publication_facets_gin"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="publication_search_gin"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "public_id"), name="publication_once"),
                    models.CheckConstraint(
                        condition=models.Q(("digest", ""), _negated=True), name="publication_has_digest"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.SlugField(help_text="Stable machine name, never translated.", max_length=40, unique=True),
                ),
                ("label", models.CharField(help_text="The verdict in words.", max_length=60, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("verified", "Verified"), ("disputed", "Disputed"), ("unverified", "Unverified")],
                        help_text="Which of the three states it stands for.",
                        max_length=12,
                    ),
                ),
                (
                    "value",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="From 1 (false) to 5 (true); empty where the rating is no point on that scale.",
                        null=True,
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, help_text="When it is given; shown on the methodology page."),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, help_text="Order in lists.")),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["verified", "disputed", "unverified"])),
                        name="rating_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", True), models.Q(("value__gte", 1), ("value__lte", 5)), _connector="OR"
                        ),
                        name="rating_value_on_scale",
                        violation_error_message="A number goes from 1 to 5.",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rating",
            trigger=pgtrigger.compiler.Trigger(
                name="rating_meaning_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="afebbb9fcad5a5900c1ace02644bf164f51ebab2",
                    operation="UPDATE",
                    pgid="pgtrigger_rating_meaning_never_changes_f9e06",
                    table="claims_rating",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="continues",
            field=models.ForeignKey(
                blank=True,
                help_text="The statement of which this is the next part.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="continued_by",
                to="claims.statement",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="sources.document"
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="marked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="role",
            field=models.ForeignKey(
                blank=True,
                help_text="The role in the record that was held at the time.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sources.role",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="speaker",
            field=models.ForeignKey(
                blank=True,
                help_text="Who said it; empty while nobody has decided.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="sources.speaker",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="statements",
            field=models.ManyToManyField(related_name="claims", through="claims.Appearance", to="claims.statement"),
        ),
        migrations.AddField(
            model_name="attribution",
            name="statement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="attributions", to="claims.statement"
            ),
        ),
        migrations.AddField(
            model_name="appearance",
            name="statement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="appearances", to="claims.statement"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="topics",
            field=models.ManyToManyField(blank=True, related_name="claims", to="claims.topic"),
        ),
        migrations.AddField(
            model_name="verdict",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approved_verdicts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="proposed_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposed_verdicts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="rating",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="verdicts",
                to="claims.rating",
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="claims.verdict",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="current_verdict",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                help_text="The newest approved verdict.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="current_for",
                to="claims.verdict",
            ),
        ),
        migrations.AddField(
            model_name="verdictevidence",
            name="evidence",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="claims.evidence"),
        ),
        migrations.AddField(
            model_name="verdictevidence",
            name="verdict",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="claims.verdict"),
        ),
        migrations.AddField(
            model_name="verdict",
            name="evidence",
            field=models.ManyToManyField(
                related_name="verdicts", through="claims.VerdictEvidence", to="claims.evidence"
            ),
        ),
        migrations.AddConstraint(
            model_name="claimlink",
            constraint=models.UniqueConstraint(
                fields=("claim", "other", "kind"),
                name="claim_link_once",
                violation_error_message="These claims are linked so already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("claim", models.F("other")), _negated=True),
                name="claim_link_not_to_itself",
                violation_error_message="A claim cannot be linked to itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "contradicts"), _negated=True), ("claim__lt", models.F("other")), _connector="OR"
                ),
                name="claim_link_contradicts_lower_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["repeats", "contradicts", "supports", "narrows"])),
                name="claim_link_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="correction_request_has_text",
                violation_error_message="Say what is wrong.",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "open"),
                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_by__isnull", False)),
                    _connector="OR",
                ),
                name="correction_request_answered",
                violation_error_message="An answer needs words and a name.",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["claim", "number"], name="event_claim_idx"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("subject", "subject_id", "number"), name="event_number_once"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claim__isnull", False), ("subject", "claim")),
                    models.Q(models.Q(("subject", "claim"), _negated=True), ("claim__isnull", True)),
                    _connector="OR",
                ),
                name="event_claim_matches_subject",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="event_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b96c4d0f7ee7c853518386fee24fae7ff3481f2d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_event_append_only_4ba06",
                    table="claims_event",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="event_never_truncated",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    RAISE EXCEPTION 'pgtrigger: Cannot truncate events.';\n                ",
                    hash="690d66215d82bed06f1c5f986f1f3b874fe27465",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_event_never_truncated_e0de5",
                    table="claims_event",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="event_joins_its_chain",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE last_number integer; last_hash text;",
                    func="\n                    SELECT number, hash INTO last_number, last_hash FROM claims_event\n                        WHERE subject = NEW.subject AND subject_id = NEW.subject_id\n                        ORDER BY number DESC LIMIT 1;\n                    IF NEW.number <> COALESCE(last_number, 0) + 1\n                        OR NEW.previous_hash <> COALESCE(last_hash, '0000000000000000000000000000000000000000000000000000000000000000') THEN\n                        RAISE EXCEPTION 'An event must follow the last one of its chain.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'event_joins_its_chain';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="e314d7f712f297cdf4fa41ba1ee2d7b7512f9529",
                    operation="INSERT",
                    pgid="pgtrigger_event_joins_its_chain_43770",
                    table="claims_event",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document__isnull", False), ("url", "")),
                    models.Q(("document__isnull", True), models.Q(("url", ""), _negated=True)),
                    _connector="OR",
                ),
                name="evidence_document_or_url",
                violation_error_message="Evidence is a document in the record or an address.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("stance__in", ["supports", "contradicts", "context"])), name="evidence_stance_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True),
                name="evidence_has_title",
                violation_error_message="Say in a few words what the evidence is.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidence",
            trigger=pgtrigger.compiler.Trigger(
                name="evidence_used_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF EXISTS (\n                        SELECT 1 FROM claims_verdictevidence u JOIN claims_verdict v\n                            ON v.id = u.verdict_id\n                        WHERE u.evidence_id = OLD.id AND v.approved_by_id IS NOT NULL\n                    ) THEN\n                        RAISE EXCEPTION 'Evidence of an approved verdict cannot be changed.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'evidence_used_never_changes';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ",
                    hash="7473d4e8593b5296f7d7cbc79bd4c93505201693",
                    operation='DELETE OR UPDATE OF "claim_id", "stance", "document_id", "url", "excerpt", "origin_key", "title"',
                    pgid="pgtrigger_evidence_used_never_changes_14e71",
                    table="claims_evidence",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["speaker", "-said_on"], name="statement_speaker_idx"),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(
                condition=models.Q(("review_state", "suggested")), fields=["created_at"], name="statement_suggested_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("start__lt", models.F("end"))),
                name="statement_span_ordered",
                violation_error_message="A statement must hold at least one character.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                fields=("document", "start", "end"),
                name="statement_once_per_span",
                violation_error_message="These words are marked as a statement already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["direct", "mixed", "indirect"])), name="statement_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("review_state__in", ["suggested", "accepted", "rejected"])),
                name="statement_review_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("authenticity__in", ["unconfirmed", "confirmed", "disputed"])),
                name="statement_authenticity_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("said_on__isnull", True), ("said_on_precision", "unknown")),
                    models.Q(("said_on__isnull", False), ("said_on_precision__in", ["day", "month", "year"])),
                    _connector="OR",
                ),
                name="statement_said_on_precision",
                violation_error_message="A date needs a precision, and the reverse.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("confidence__gte", 0.0), ("confidence__lte", 1.0)),
                name="statement_confidence_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("review_state", "accepted"), _negated=True), ("speaker__isnull", False), _connector="OR"
                ),
                name="statement_accepted_has_speaker",
                violation_error_message="Say who spoke before you accept a statement.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statement",
            trigger=pgtrigger.compiler.Trigger(
                name="statement_words_at_their_place",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.exact IS DISTINCT FROM (\n                        SELECT substr(text, NEW.\"start\" + 1, NEW.\"end\" - NEW.\"start\")\n                        FROM sources_document WHERE id = NEW.document_id\n                    ) THEN\n                        RAISE EXCEPTION 'The words are not at this place of the document.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'statement_words_at_their_place';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="fbb22438e7397c038d9ca9688559304bb867dd7f",
                    operation='INSERT OR UPDATE OF "document_id", "start", "end", "exact"',
                    pgid="pgtrigger_statement_words_at_their_place_fc3b0",
                    table="claims_statement",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statement",
            trigger=pgtrigger.compiler.Trigger(
                name="statement_legal_moves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.review_state <> OLD.review_state AND NOT ((OLD.review_state = 'suggested' AND NEW.review_state IN ('accepted', 'rejected')) OR (OLD.review_state = 'accepted' AND NEW.review_state IN ('rejected', 'suggested')) OR (OLD.review_state = 'rejected' AND NEW.review_state IN ('accepted', 'suggested'))) THEN\n                        RAISE EXCEPTION 'A statement cannot go from % to %.',\n                            OLD.review_state, NEW.review_state\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'statement_legal_moves';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="60b316d01cdb44ffca8d1330ee287603d22b4a92",
                    operation='UPDATE OF "review_state"',
                    pgid="pgtrigger_statement_legal_moves_0dd4a",
                    table="claims_statement",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="attribution",
            constraint=models.UniqueConstraint(fields=("statement", "position"), name="attribution_position_once"),
        ),
        migrations.AddConstraint(
            model_name="attribution",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["told", "reported", "posted", "published", "quoted"])),
                name="attribution_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attribution",
            constraint=models.CheckConstraint(
                condition=models.Q(("outlet__isnull", True), ("speaker__isnull", True), _connector="OR"),
                name="attribution_outlet_or_speaker",
                violation_error_message="A step goes through an outlet or a speaker, not both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.UniqueConstraint(
                fields=("claim", "statement"),
                name="appearance_once",
                violation_error_message="This statement is joined to this claim already.",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["assigned_to", "-updated_at"], name="claim_assigned_idx"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["status", "-published_at"], name="claim_status_idx"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("reopened_at__isnull", False)), fields=["reopened_at"], name="claim_reopened_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="claim_has_text",
                violation_error_message="A claim needs a text.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["verified", "disputed", "unverified"])), name="claim_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("published_at__isnull", True), ("current_verdict__isnull", False), _connector="OR"),
                name="claim_published_has_verdict",
                violation_error_message="A claim is published by approving its verdict.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True), models.Q(("withdrawal_reason", ""), _negated=True), _connector="OR"
                ),
                name="claim_withdrawn_has_reason",
                violation_error_message="Say why the claim is withdrawn.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="claim_not_merged_into_itself",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="claim_status_follows_verdict",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.current_verdict_id IS NULL THEN\n                        IF NEW.status <> 'unverified' THEN\n                            RAISE EXCEPTION 'A status comes from an approved verdict only.'\n                                USING ERRCODE = 'check_violation',\n                                      CONSTRAINT = 'claim_status_follows_verdict';\n                        END IF;\n                    ELSIF NOT EXISTS (\n                        SELECT 1 FROM claims_verdict v JOIN claims_rating r ON r.id = v.rating_id\n                        WHERE v.id = NEW.current_verdict_id AND v.claim_id = NEW.id\n                          AND v.state = 'approved' AND r.status = NEW.status\n                    ) THEN\n                        RAISE EXCEPTION 'A status comes from an approved verdict only.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'claim_status_follows_verdict';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="db68d7def011d81681ffc2781e2620d009e647fd",
                    operation='INSERT OR UPDATE OF "status", "current_verdict_id"',
                    pgid="pgtrigger_claim_status_follows_verdict_b1b80",
                    table="claims_claim",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="claim_id_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."public_id" IS DISTINCT FROM (NEW."public_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="f032853801fd4b80cc868e20b6e9a07494d4effe",
                    operation="UPDATE",
                    pgid="pgtrigger_claim_id_never_changes_4b00c",
                    table="claims_claim",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="claim_published_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."published_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="411acb38be0296d9a1d31d4a25defa67bb7e83f5",
                    operation="DELETE",
                    pgid="pgtrigger_claim_published_never_deleted_26a83",
                    table="claims_claim",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="verdictevidence",
            constraint=models.UniqueConstraint(fields=("verdict", "evidence"), name="verdict_evidence_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdictevidence",
            trigger=pgtrigger.compiler.Trigger(
                name="verdict_evidence_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE target bigint;",
                    func="\n                    target := CASE TG_OP WHEN 'INSERT' THEN NEW.verdict_id ELSE OLD.verdict_id END;\n                    IF EXISTS (\n                        SELECT 1 FROM claims_verdict\n                        WHERE id = target AND state NOT IN ('draft', 'returned')\n                    ) THEN\n                        RAISE EXCEPTION 'The evidence of a proposed verdict cannot be changed.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'verdict_evidence_frozen';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ",
                    hash="cd17c96c506856f5a29b85d8247153828af7f650",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_verdict_evidence_frozen_6b3c4",
                    table="claims_verdictevidence",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["state", "proposed_at"], name="verdict_state_idx"),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                condition=models.Q(("recheck_on__isnull", False), ("state", "approved")),
                fields=["recheck_on"],
                name="verdict_recheck_idx",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "proposed", "returned"))),
                fields=("claim",),
                name="verdict_one_open_per_claim",
                violation_error_message="This claim has an open verdict already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "approved")),
                fields=("claim",),
                name="verdict_one_approved_per_claim",
                violation_error_message="This claim has an approved verdict already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "proposed", "returned", "approved", "superseded"])),
                name="verdict_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="verdict_second_editor_approves",
                violation_error_message="A second editor must approve this verdict.",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "approved"), _negated=True),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("proposed_at__isnull", False),
                        ("proposed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="verdict_approved_is_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "returned", "superseded"]),
                    models.Q(
                        ("rating__isnull", False),
                        models.Q(("summary", ""), _negated=True),
                        ("proposed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="verdict_proposed_is_complete",
                violation_error_message="A verdict needs a rating and a reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), _negated=True),
                    models.Q(("returned_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="verdict_returned_has_reason",
                violation_error_message="Say why the verdict is returned.",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaces__isnull", True),
                    ("state__in", ["draft", "returned", "superseded"]),
                    models.Q(("correction_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="verdict_replacement_has_note",
                violation_error_message="Say in a public note what changed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("required_origins__gte", 1)), name="verdict_required_origins_positive"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="verdict_legal_moves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF TG_OP = 'INSERT' THEN\n                        IF NEW.state <> 'draft' THEN\n                            RAISE EXCEPTION 'A verdict begins as a draft.'\n                                USING ERRCODE = 'check_violation',\n                                      CONSTRAINT = 'verdict_legal_moves';\n                        END IF;\n                        RETURN NEW;\n                    END IF;\n                    IF NEW.state <> OLD.state AND NOT ((OLD.state = 'draft' AND NEW.state IN ('proposed', 'superseded')) OR (OLD.state = 'proposed' AND NEW.state IN ('approved', 'returned', 'superseded')) OR (OLD.state = 'returned' AND NEW.state IN ('proposed', 'superseded')) OR (OLD.state = 'approved' AND NEW.state IN ('superseded'))) THEN\n                        RAISE EXCEPTION 'A verdict cannot go from % to %.', OLD.state, NEW.state\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'verdict_legal_moves';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="6a1335ceb79d6ce146f69c246206a49ad7ee4112",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_verdict_legal_moves_475a8",
                    table="claims_verdict",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="verdict_frozen_once_proposed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF OLD.state IN ('proposed', 'approved', 'superseded') AND (\n                        NEW.claim_id, NEW.rating_id, NEW.summary, NEW.known, NEW.not_known,\n                        NEW.reason_code, NEW.recheck_on, NEW.override_reason, NEW.correction_note,\n                        NEW.required_origins, NEW.proposed_by_id, NEW.proposed_at, NEW.replaces_id,\n                        NEW.public_id\n                    ) IS DISTINCT FROM (\n                        OLD.claim_id, OLD.rating_id, OLD.summary, OLD.known, OLD.not_known,\n                        OLD.reason_code, OLD.recheck_on, OLD.override_reason, OLD.correction_note,\n                        OLD.required_origins, OLD.proposed_by_id, OLD.proposed_at, OLD.replaces_id,\n                        OLD.public_id\n                    ) OR OLD.approved_by_id IS NOT NULL AND (\n                        NEW.approved_by_id, NEW.approved_at\n                    ) IS DISTINCT FROM (OLD.approved_by_id, OLD.approved_at) THEN\n                        RAISE EXCEPTION 'A verdict cannot be edited once it is proposed.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'verdict_frozen_once_proposed';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="cd681a7dff33f10f531ad9c9e5943e6ce1256c58",
                    operation="UPDATE",
                    pgid="pgtrigger_verdict_frozen_once_proposed_1e894",
                    table="claims_verdict",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="verdict_rests_on_evidence",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.state NOT IN ('proposed', 'approved') THEN RETURN NEW; END IF;\n                    IF NOT EXISTS (\n                        SELECT 1 FROM claims_verdictevidence WHERE verdict_id = NEW.id\n                    ) THEN\n                        RAISE EXCEPTION 'A verdict needs evidence.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'verdict_rests_on_evidence';\n                    END IF;\n                    IF NEW.override_reason = ''\n                        AND (SELECT status FROM claims_rating WHERE id = NEW.rating_id) = 'verified'\n                        AND (\n                            SELECT count(DISTINCT e.origin_key) FROM claims_verdictevidence u\n                            JOIN claims_evidence e ON e.id = u.evidence_id\n                            WHERE u.verdict_id = NEW.id AND e.stance = 'supports'\n                        ) < NEW.required_origins\n                    THEN\n                        RAISE EXCEPTION 'Verified needs evidence from more independent origins.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'verdict_verified_has_origins';\n                    END IF;\n                    IF (SELECT status FROM claims_rating WHERE id = NEW.rating_id) = 'unverified'\n                        AND (NEW.reason_code = '' OR NEW.recheck_on IS NULL)\n                    THEN\n                        RAISE EXCEPTION 'Unverified needs a reason code and a recheck date.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'verdict_unverified_has_recheck';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="bed79144ec5dfd54e4ad9c140b521f99459833d8",
                    operation='UPDATE OF "state"',
                    pgid="pgtrigger_verdict_rests_on_evidence_02fef",
                    table="claims_verdict",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="verdict_decided_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."proposed_by_id" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="052253b02d1ced8147719db139db31d4fd0e3e65",
                    operation="DELETE",
                    pgid="pgtrigger_verdict_decided_never_deleted_e46db",
                    table="claims_verdict",
                    when="BEFORE",
                ),
            ),
        ),
    ]
