"""Speakers, outlets, documents and what was handed in."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import factcheck.base


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Original",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(help_text="SHA-256 of the bytes.", max_length=64, unique=True)),
                ("data", models.BinaryField()),
                ("size", models.PositiveIntegerField(help_text="Length in bytes.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Outlet",
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
                ("name", models.CharField(help_text="The outlet's name.", max_length=200, unique=True)),
                (
                    "domain",
                    models.CharField(
                        blank=True, help_text="Host of its site without www., such as tass.com.", max_length=253
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wire", "News agency"),
                            ("newspaper", "Newspaper"),
                            ("broadcaster", "Broadcaster"),
                            ("state_media", "State media"),
                            ("social_platform", "Social platform"),
                            ("official", "Official"),
                        ],
                        default="newspaper",
                        max_length=20,
                    ),
                ),
                ("country", models.CharField(blank=True, help_text="Two-letter country code.", max_length=2)),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(help_text="For example: Minister of Foreign Affairs.", max_length=200)),
                ("organisation", models.CharField(blank=True, help_text="For example: Russia.", max_length=200)),
                (
                    "from_on",
                    models.DateField(blank=True, help_text="First day, if known.", null=True, verbose_name="from"),
                ),
                (
                    "until_on",
                    models.DateField(
                        blank=True, help_text="Last day; empty while it lasts.", null=True, verbose_name="until"
                    ),
                ),
            ],
            options={
                "ordering": [models.OrderBy(models.F("from_on"), descending=True, nulls_last=True), "pk"],
            },
        ),
        migrations.CreateModel(
            name="Speaker",
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
                ("name", models.CharField(help_text="The name as the house writes it.", max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "Person"),
                            ("organisation", "Organisation"),
                            ("office", "Office"),
                            ("group", "Group"),
                        ],
                        default="person",
                        help_text="Unnamed speakers such as “Ukrainian officials” are a group.",
                        max_length=20,
                    ),
                ),
                (
                    "wikidata_id",
                    models.CharField(
                        blank=True, help_text="For example Q3874799.", max_length=20, verbose_name="Wikidata id"
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True, help_text="Two-letter code of the country they speak for.", max_length=2
                    ),
                ),
                ("description", models.TextField(blank=True, help_text="One sentence on who this is.")),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SpeakerName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="A spelling or alias, in any script.", max_length=200)),
                (
                    "language",
                    models.CharField(
                        blank=True, help_text="Language of this spelling, such as uk or ru.", max_length=35
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        editable=False,
                        help_text="The name folded for look-up: case, accents, script and transliteration levelled.",
                        max_length=400,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Document",
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
                ("url", models.URLField(blank=True, help_text="Address of the published copy.", max_length=2000)),
                ("title", models.CharField(blank=True, help_text="The headline.", max_length=500)),
                ("byline", models.CharField(blank=True, help_text="The author line.", max_length=300)),
                (
                    "dateline",
                    models.CharField(
                        blank=True, help_text="Place and date line, such as KYIV, Ukraine.", max_length=200
                    ),
                ),
                ("language", models.CharField(default="en", help_text="BCP 47 code of the text.", max_length=35)),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True, db_index=True, help_text="When it was published; empty if unknown.", null=True
                    ),
                ),
                (
                    "published_precision",
                    models.CharField(
                        choices=[("time", "Date and time"), ("day", "Day"), ("unknown", "Unknown")],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(help_text="The text as published. Never edited.")),
                ("text_digest", models.CharField(help_text="SHA-256 of the text in UTF-8.", max_length=64)),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, help_text="When the publisher withdrew or killed it.", null=True),
                ),
                ("withdrawal_note", models.TextField(blank=True)),
                (
                    "origin",
                    models.ForeignKey(
                        blank=True,
                        help_text="The dispatch that this document republishes.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="sources.document",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        help_text="The version that this one replaces.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="sources.document",
                    ),
                ),
                (
                    "original",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="sources.original",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Ingestion",
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
                            ("queued", "Queued"),
                            ("reading", "Reading"),
                            ("extracting", "Extracting"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("retried", "Retried"),
                        ],
                        default="queued",
                        max_length=12,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("paste", "Pasted"), ("file", "File"), ("command", "Command line"), ("api", "API")],
                        max_length=12,
                        verbose_name="way in",
                    ),
                ),
                ("name", models.CharField(blank=True, help_text="File name or address it came under.", max_length=300)),
                (
                    "batch",
                    models.CharField(
                        blank=True, db_index=True, help_text="Deliveries handed in together.", max_length=10
                    ),
                ),
                ("url", models.URLField(blank=True, help_text="Address of the article.", max_length=2000)),
                ("title", models.CharField(blank=True, help_text="Headline, if not in the copy.", max_length=500)),
                ("published_at", models.DateTimeField(blank=True, help_text="When it was published.", null=True)),
                (
                    "published_precision",
                    models.CharField(
                        choices=[("time", "Date and time"), ("day", "Day"), ("unknown", "Unknown")],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                (
                    "is_duplicate",
                    models.BooleanField(
                        default=False, help_text="The text was in the record already; nothing was added."
                    ),
                ),
                ("statements_found", models.PositiveIntegerField(default=0)),
                ("reason", models.TextField(blank=True, help_text="Why it failed, in words.")),
                ("attempts", models.PositiveIntegerField(default=0, help_text="How often a worker took it up.")),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
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
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ingestions",
                        to="sources.document",
                    ),
                ),
                (
                    "retry_of",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retried_as",
                        to="sources.ingestion",
                    ),
                ),
                (
                    "original",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ingestions", to="sources.original"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="original",
            trigger=pgtrigger.compiler.Trigger(
                name="original_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9d611f82641bbf3caf693f8e955a44ba2477b486",
                    operation="UPDATE",
                    pgid="pgtrigger_original_never_changes_5a5da",
                    table="sources_original",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="outlet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["wire", "newspaper", "broadcaster", "state_media", "social_platform", "official"])
                ),
                name="outlet_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="outlet",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="outlet_has_name",
                violation_error_message="An outlet needs a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="outlet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("domain", ""), _negated=True),
                fields=("domain",),
                name="outlet_domain_once",
                violation_error_message="Another outlet already has this domain.",
            ),
        ),
        migrations.AddField(
            model_name="ingestion",
            name="outlet",
            field=models.ForeignKey(
                blank=True,
                help_text="Outlet named by whoever handed it in.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="sources.outlet",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="dispatch",
            field=models.ForeignKey(
                blank=True,
                help_text="The agency named in the copy, when it is not the outlet itself.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dispatches",
                to="sources.outlet",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="outlet",
            field=models.ForeignKey(
                blank=True,
                help_text="Who published this copy; empty when not known.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="sources.outlet",
            ),
        ),
        migrations.AddIndex(
            model_name="speaker",
            index=models.Index(fields=["name", "id"], name="speaker_name_idx"),
        ),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["person", "organisation", "office", "group"])),
                name="speaker_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="speaker_has_name",
                violation_error_message="A speaker needs a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.CheckConstraint(
                condition=models.Q(("wikidata_id", ""), ("wikidata_id__regex", "^Q[1-9][0-9]*$"), _connector="OR"),
                name="speaker_wikidata_id_form",
                violation_error_message="A Wikidata id is the letter Q and a number.",
            ),
        ),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.UniqueConstraint(
                condition=models.Q(("wikidata_id", ""), _negated=True),
                fields=("wikidata_id",),
                name="speaker_wikidata_id_once",
                violation_error_message="Another speaker already has this Wikidata id.",
            ),
        ),
        migrations.AddField(
            model_name="role",
            name="speaker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="roles", to="sources.speaker"
            ),
        ),
        migrations.AddField(
            model_name="speakername",
            name="speaker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="names", to="sources.speaker"
            ),
        ),
        migrations.AddIndex(
            model_name="ingestion",
            index=models.Index(
                condition=models.Q(("state__in", ("queued", "reading", "extracting"))),
                fields=["created_at"],
                name="ingestion_unfinished_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="ingestion",
            index=models.Index(fields=["state", "-created_at"], name="ingestion_state_idx"),
        ),
        migrations.AddConstraint(
            model_name="ingestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["queued", "reading", "extracting", "failed", "retried", "done"])),
                name="ingestion_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="ingestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="ingestion_failed_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="ingestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "done"), _negated=True), ("document__isnull", False), _connector="OR"
                ),
                name="ingestion_done_has_document",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ingestion",
            trigger=pgtrigger.compiler.Trigger(
                name="ingestion_legal_moves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.state <> OLD.state AND NOT ((OLD.state = 'queued' AND NEW.state IN ('failed', 'reading')) OR (OLD.state = 'reading' AND NEW.state IN ('done', 'extracting', 'failed', 'queued')) OR (OLD.state = 'extracting' AND NEW.state IN ('done', 'failed', 'queued', 'reading')) OR (OLD.state = 'failed' AND NEW.state IN ('retried'))) THEN\n                        RAISE EXCEPTION 'An ingestion cannot go from % to %.', OLD.state, NEW.state\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'ingestion_legal_moves';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="6aa40b9f8fe9aab5c272ffbcbc280c47ad78c9c5",
                    operation="UPDATE",
                    pgid="pgtrigger_ingestion_legal_moves_82aeb",
                    table="sources_ingestion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                fields=("text_digest", "outlet"),
                name="document_text_once_per_outlet",
                nulls_distinct=False,
                violation_error_message="This text from this outlet is already in the record.",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="document_has_text",
                violation_error_message="A document needs a text.",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", False), ("published_precision__in", ["time", "day"])),
                    models.Q(("published_at__isnull", True), ("published_precision", "unknown")),
                    _connector="OR",
                ),
                name="document_precision_known",
                violation_error_message="A publication date needs a precision, and the reverse.",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("origin__isnull", True), models.Q(("origin", models.F("id")), _negated=True), _connector="OR"
                ),
                name="document_not_own_origin",
                violation_error_message="A document cannot be its own origin.",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaces__isnull", True), models.Q(("replaces", models.F("id")), _negated=True), _connector="OR"
                ),
                name="document_not_own_version",
                violation_error_message="A document cannot replace itself.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="document_text_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."text_digest" IS DISTINCT FROM (NEW."text_digest") OR OLD."original_id" IS DISTINCT FROM (NEW."original_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="0ef12c4308c7c752e41dffe01e04dad57eaed72c",
                    operation="UPDATE",
                    pgid="pgtrigger_document_text_never_changes_ccbbd",
                    table="sources_document",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_on__isnull", True),
                    ("until_on__isnull", True),
                    ("from_on__lte", models.F("until_on")),
                    _connector="OR",
                ),
                name="role_dates_ordered",
                violation_error_message="A role cannot end before it began.",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="role_has_title"),
        ),
        migrations.AddIndex(
            model_name="speakername",
            index=models.Index(fields=["key"], name="speaker_name_key_idx"),
        ),
        migrations.AddIndex(
            model_name="speakername",
            index=models.Index(fields=["key"], name="speaker_name_key_like_idx", opclasses=["varchar_pattern_ops"]),
        ),
        migrations.AddConstraint(
            model_name="speakername",
            constraint=models.UniqueConstraint(
                fields=("speaker", "name"),
                name="speaker_name_once",
                violation_error_message="This speaker already has that spelling.",
            ),
        ),
        migrations.AddConstraint(
            model_name="speakername",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="speaker_name_not_empty"
            ),
        ),
    ]
