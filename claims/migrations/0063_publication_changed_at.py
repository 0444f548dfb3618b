"""Keeps when each publication came to be as it is; those that are there count as changed when this runs."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("claims", "0062_scope_puts_documents_away")]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="changed_at",
            field=models.DateTimeField(
                db_default=Now(), help_text="When it came to be as it is: at this change number."
            ),
        ),
        migrations.AlterField(
            model_name="publication",
            name="modified_at",
            field=models.DateTimeField(help_text="When what it tells of last changed, as the record has it."),
        ),
    ]
