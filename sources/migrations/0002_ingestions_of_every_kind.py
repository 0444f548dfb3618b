"""Whatever comes in has a row: by which way, from whom, and what became of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="ingestion",
            name="ingestion_done_has_document",
        ),
        migrations.AddField(
            model_name="document",
            name="guid",
            field=models.CharField(
                blank=True, help_text="The sender's own id of the item, the same in all its versions.", max_length=500
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="item_version",
            field=models.CharField(blank=True, help_text="The sender's version of the item.", max_length=100),
        ),
        migrations.AddField(
            model_name="ingestion",
            name="items_found",
            field=models.PositiveIntegerField(default=0, help_text="How many items it held, where several."),
        ),
        migrations.AddField(
            model_name="ingestion",
            name="note",
            field=models.TextField(blank=True, help_text="What the sender or the reader says about it."),
        ),
        migrations.AddField(
            model_name="ingestion",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                help_text="The delivery that held this item among others.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="sources.ingestion",
            ),
        ),
        migrations.AddField(
            model_name="ingestion",
            name="position",
            field=models.PositiveIntegerField(blank=True, help_text="Place of the item in that delivery.", null=True),
        ),
        migrations.AlterField(
            model_name="document",
            name="language",
            field=models.CharField(
                default="en", help_text="BCP 47 code of the text; und where it is not known.", max_length=35
            ),
        ),
        migrations.AlterField(
            model_name="ingestion",
            name="original",
            field=models.ForeignKey(
                blank=True,
                help_text="The bytes; empty while an address has not been fetched.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ingestions",
                to="sources.original",
            ),
        ),
        migrations.AlterField(
            model_name="ingestion",
            name="way",
            field=models.CharField(
                choices=[
                    ("paste", "Pasted"),
                    ("file", "File"),
                    ("command", "Command line"),
                    ("api", "API"),
                    ("url", "Address"),
                    ("feed", "Feed"),
                    ("folder", "Folder"),
                ],
                max_length=12,
                verbose_name="way in",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("guid", ""), _negated=True), fields=["guid"], name="document_guid_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="ingestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "done"), _negated=True),
                    ("document__isnull", False),
                    ("items_found__gt", 0),
                    _connector="OR",
                ),
                name="ingestion_done_has_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="ingestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("original__isnull", False), models.Q(("url", ""), _negated=True), _connector="OR"),
                name="ingestion_has_bytes_or_address",
                violation_error_message="A delivery needs a text or an address.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ingestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("parent__isnull", True), ("position__isnull", True)),
                    models.Q(("parent__isnull", False), ("position__isnull", False)),
                    _connector="OR",
                ),
                name="ingestion_part_has_position",
            ),
        ),
        migrations.AddConstraint(
            model_name="ingestion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retry_of__isnull", True)),
                fields=("parent", "position"),
                name="ingestion_part_once",
            ),
        ),
    ]
