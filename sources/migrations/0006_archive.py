"""The house keeps copies of pages."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import factcheck.base


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0005_bands"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="offline_since",
            field=models.DateTimeField(
                blank=True, help_text="Since when its address answers with nothing; empty while it does.", null=True
            ),
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, help_text="When this row was made.")),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When this row last changed.")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("unseen", "Not looked at yet"),
                            ("same", "As it was"),
                            ("edited", "Changed online"),
                            ("gone", "No longer there"),
                            ("unreachable", "Did not answer"),
                        ],
                        default="unseen",
                        max_length=12,
                    ),
                ),
                ("due_at", models.DateTimeField(db_index=True, help_text="When it is looked at next.")),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveIntegerField(default=0, help_text="Looks in a row that found nothing.")),
                ("reason", models.TextField(blank=True, help_text="What the last look found, in words.")),
                ("etag", models.CharField(blank=True, max_length=300)),
                ("last_modified", models.CharField(blank=True, max_length=100)),
                (
                    "text_digest",
                    models.CharField(
                        blank=True, help_text="SHA-256 of the words that the page had at the last look.", max_length=64
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="watch", to="sources.document"
                    ),
                ),
                (
                    "fetch",
                    models.ForeignKey(
                        blank=True,
                        help_text="The answer in which other words were found.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.fetch",
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who of the desk has seen the change; empty while it stands on the desk.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-looked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Capture",
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
                ("url", models.URLField(help_text="The address that is captured.", max_length=2000)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("stored", "Kept"), ("failed", "Failed")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "file",
                    models.CharField(
                        blank=True, help_text="Where the WARC file lies in the house's storage.", max_length=200
                    ),
                ),
                ("size", models.PositiveBigIntegerField(default=0, help_text="Length of the WARC file in bytes.")),
                ("digest", models.CharField(blank=True, help_text="SHA-256 of the WARC file.", max_length=64)),
                (
                    "text",
                    models.TextField(
                        blank=True, help_text="What a reader reads on the page; empty for what is no page."
                    ),
                ),
                ("stored_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, help_text="Why the last attempt failed, in words.")),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("due_at", models.DateTimeField(help_text="When it is to be tried next.")),
                (
                    "fetch",
                    models.OneToOneField(
                        blank=True,
                        help_text="The answer that is kept; empty until the address answered.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="capture",
                        to="sources.fetch",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["due_at"], name="capture_waiting_idx"
                    ),
                    models.Index(fields=["state", "-created_at"], name="capture_state_idx"),
                    models.Index(fields=["url", "-created_at"], name="capture_url_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "failed", "stored"])), name="capture_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "stored"), _negated=True),
                            models.Q(
                                ("fetch__isnull", False),
                                ("size__gt", 0),
                                ("stored_at__isnull", False),
                                models.Q(("file", ""), _negated=True),
                                models.Q(("digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="capture_stored_has_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="capture_failed_has_reason",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="capture",
            trigger=pgtrigger.compiler.Trigger(
                name="capture_legal_moves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF OLD.state = 'stored' OR NEW.state <> OLD.state AND NOT ((OLD.state = 'waiting' AND NEW.state IN ('failed', 'stored')) OR (OLD.state = 'failed' AND NEW.state IN ('waiting'))) THEN\n                        RAISE EXCEPTION 'A capture that is % cannot be changed or become %.', OLD.state, NEW.state\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'capture_legal_moves';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="5fc18ff1e051d0b00b0672e5bdd2756f01470b81",
                    operation="UPDATE",
                    pgid="pgtrigger_capture_legal_moves_c3057",
                    table="sources_capture",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="capture",
            trigger=pgtrigger.compiler.Trigger(
                name="capture_stored_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"state\" = 'stored')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="5c9ff98b8f779f77202b84f1a096847072ec71b8",
                    operation="DELETE",
                    pgid="pgtrigger_capture_stored_stays_c4a81",
                    table="sources_capture",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="watch",
            index=models.Index(
                condition=models.Q(("outcome__in", ["edited", "gone", "unreachable"]), ("seen_by__isnull", True)),
                fields=["-looked_at"],
                name="watch_reported_idx",
            ),
        ),
        migrations.AddConstraint(
            model_name="watch",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["unseen", "same", "edited", "gone", "unreachable"])),
                name="watch_outcome_known",
            ),
        ),
    ]
