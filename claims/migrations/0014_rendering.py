import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0013_desk_queues")]

    operations = [
        migrations.CreateModel(
            name="Rendering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(help_text="Which part of a page it is.", max_length=8)),
                (
                    "language",
                    models.CharField(help_text="The language of the words around the record's own.", max_length=12),
                ),
                (
                    "version",
                    models.CharField(help_text="What it was made with: templates, style and settings.", max_length=16),
                ),
                ("digest", models.CharField(help_text="Of the body that it was made of.", max_length=64)),
                ("html", models.BinaryField(help_text="UTF-8; a whole page is compressed with gzip.")),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renderings",
                        to="claims.publication",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("publication", "form", "language"), name="rendering_once"),
                ],
            },
        ),
    ]
