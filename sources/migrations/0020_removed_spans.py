"""Holds where words stand that the law took away, so that they are not shown around others either."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sources", "0019_names_that_are_seen")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="removed_spans",
            field=models.JSONField(
                blank=True,
                db_default=[],
                default=list,
                help_text=(
                    "Where words stand that the law took away, as [start, end]: shown nowhere, nor around others."
                ),
            ),
        ),
    ]
