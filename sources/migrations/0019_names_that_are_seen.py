"""Holds names to characters that can be seen; nothing changes in the database."""

from django.db import migrations, models

import sources.models.record


class Migration(migrations.Migration):
    dependencies = [("sources", "0018_country_codes")]

    operations = [
        migrations.AlterField(
            model_name="speaker",
            name="name",
            field=models.CharField(
                help_text="The name as the house writes it.",
                max_length=200,
                validators=[sources.models.record.name_seen],
            ),
        ),
        migrations.AlterField(
            model_name="speakername",
            name="name",
            field=models.CharField(
                help_text="A spelling or alias, in any script.",
                max_length=200,
                validators=[sources.models.record.name_seen],
            ),
        ),
    ]
