"""A look at a page that failed says why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0015_indexes_nobody_asks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="watch",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("unseen", "Not looked at yet"),
                    ("same", "As it was"),
                    ("edited", "Changed online"),
                    ("gone", "No longer there"),
                    ("unreachable", "Could not be read"),
                ],
                default="unseen",
                max_length=12,
            ),
        ),
    ]
