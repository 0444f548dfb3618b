"""Holds countries to codes that exist; nothing changes in the database."""

from django.db import migrations, models

import sources.models.record


class Migration(migrations.Migration):
    dependencies = [("sources", "0017_document_version")]

    operations = [
        migrations.AlterField(
            model_name="speaker",
            name="country",
            field=models.CharField(
                blank=True,
                help_text="Two-letter code of the country they speak for.",
                max_length=2,
                validators=[sources.models.record.country_known],
            ),
        ),
        migrations.AlterField(
            model_name="outlet",
            name="country",
            field=models.CharField(
                blank=True,
                help_text="Two-letter country code.",
                max_length=2,
                validators=[sources.models.record.country_known],
            ),
        ),
    ]
