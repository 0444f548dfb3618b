"""Leaves out of the indexes of deliveries what most of them leave empty: each change of state wrote all of it anew."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0010_watched_feeds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="ingestion",
            name="ingestion_part_once",
        ),
        migrations.AlterField(
            model_name="ingestion",
            name="batch",
            field=models.CharField(blank=True, help_text="Deliveries handed in together.", max_length=10),
        ),
        migrations.AlterField(
            model_name="ingestion",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="ingestion",
            name="fetch",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="The answer of the address, where it was fetched.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ingestions",
                to="sources.fetch",
            ),
        ),
        migrations.AlterField(
            model_name="ingestion",
            name="outlet",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Outlet named by whoever handed it in.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="sources.outlet",
            ),
        ),
        migrations.AlterField(
            model_name="ingestion",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="The delivery that held this item among others.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="sources.ingestion",
            ),
        ),
        migrations.AddIndex(
            model_name="ingestion",
            index=models.Index(fields=["batch"], name="ingestion_batch_idx"),
        ),
        migrations.AddIndex(
            model_name="ingestion",
            index=models.Index(
                condition=models.Q(("fetch__isnull", False)), fields=["fetch"], name="ingestion_fetch_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="ingestion",
            index=models.Index(
                condition=models.Q(("parent__isnull", False)), fields=["parent"], name="ingestion_parent_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="ingestion",
            index=models.Index(
                condition=models.Q(("outlet__isnull", False)), fields=["outlet"], name="ingestion_outlet_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="ingestion",
            index=models.Index(
                condition=models.Q(("created_by__isnull", False)),
                fields=["created_by"],
                name="ingestion_created_by_idx",
            ),
        ),
        # Django adds it for LIKE; an id is only ever asked for whole.
        migrations.RunSQL(
            "DROP INDEX IF EXISTS sources_ingestion_public_id_097f10cc_like",
            "CREATE INDEX sources_ingestion_public_id_097f10cc_like ON sources_ingestion (public_id varchar_pattern_ops)",
        ),
        migrations.AddConstraint(
            model_name="ingestion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("parent__isnull", False), ("retry_of__isnull", True)),
                fields=("parent", "position"),
                name="ingestion_part_once",
            ),
        ),
    ]
