"""Authors hear what became of their verdict."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0044_evidence_of_what_was_given_up"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mention", "You are named in a comment"),
                    ("comment", "A comment on something you watch"),
                    ("event", "Something you watch changed"),
                    ("assigned", "A claim was given to you"),
                    ("verdict", "What became of your verdict"),
                ],
                max_length=10,
            ),
        ),
    ]
