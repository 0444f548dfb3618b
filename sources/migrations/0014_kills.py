"""Keeps kills in mind, and lets a version bring back the words of one before it.

There is no way back for a database that has either: what was taken back would be failed, and one of two texts be lost.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0013_document_sketch"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Kill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.CharField(help_text="The sender's own id of the item.", max_length=500)),
                (
                    "item_version",
                    models.CharField(
                        blank=True,
                        help_text="The last version taken back; empty where the sender names none.",
                        max_length=100,
                    ),
                ),
                ("received_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-received_at", "-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="document",
            name="document_text_once_per_outlet",
        ),
        migrations.RemoveConstraint(
            model_name="ingestion",
            name="ingestion_done_has_result",
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                fields=("text_digest", "outlet", "replaces"),
                name="document_text_once_per_outlet",
                nulls_distinct=False,
                violation_error_message="This text from this outlet is already in the record.",
            ),
        ),
        migrations.AddField(
            model_name="kill",
            name="outlet",
            field=models.ForeignKey(
                blank=True,
                help_text="Who sent it; empty when not known.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="kills",
                to="sources.outlet",
            ),
        ),
        migrations.AddField(
            model_name="ingestion",
            name="kill",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="What the sender took back by it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ingestions",
                to="sources.kill",
            ),
        ),
        migrations.AddConstraint(
            model_name="ingestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "done"), _negated=True),
                    ("document__isnull", False),
                    ("items_found__gt", 0),
                    ("kill__isnull", False),
                    _connector="OR",
                ),
                name="ingestion_done_has_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="kill",
            constraint=models.UniqueConstraint(
                fields=("guid", "outlet", "item_version"), name="kill_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="kill",
            constraint=models.CheckConstraint(condition=models.Q(("guid", ""), _negated=True), name="kill_has_guid"),
        ),
    ]
