"""What was fetched is kept with its headers and its time."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import factcheck.base


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0002_ingestions_of_every_kind"),
    ]

    operations = [
        migrations.CreateModel(
            name="Fetch",
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
                ("url", models.URLField(help_text="The address that was asked for.", max_length=2000)),
                (
                    "final_url",
                    models.URLField(help_text="The address that answered, after redirects.", max_length=2000),
                ),
                ("status", models.PositiveSmallIntegerField(help_text="HTTP status.")),
                ("headers", models.JSONField(default=list, help_text="Headers of the answer, as name and value each.")),
                ("fetched_at", models.DateTimeField(help_text="When it answered.")),
                (
                    "original",
                    models.ForeignKey(
                        help_text="The body, unpacked.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fetches",
                        to="sources.original",
                    ),
                ),
            ],
            options={
                "ordering": ["-fetched_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="ingestion",
            name="fetch",
            field=models.ForeignKey(
                blank=True,
                help_text="The answer of the address, where it was fetched.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ingestions",
                to="sources.fetch",
            ),
        ),
        migrations.AddIndex(
            model_name="fetch",
            index=models.Index(fields=["url", "-fetched_at"], name="fetch_url_idx"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fetch",
            trigger=pgtrigger.compiler.Trigger(
                name="fetch_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9b437e2c64b941c16acf18ae84e4cc0d491a806a",
                    operation="UPDATE",
                    pgid="pgtrigger_fetch_never_changes_a7bb2",
                    table="sources_fetch",
                    when="BEFORE",
                ),
            ),
        ),
    ]
