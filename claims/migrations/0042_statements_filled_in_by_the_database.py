"""Lets the database fill in what no suggested statement has yet, so that it need not be sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0041_lists_of_facets"),
    ]

    operations = [
        migrations.AlterField(
            model_name="statement",
            name="authenticity",
            field=models.CharField(
                choices=[
                    ("unconfirmed", "Not confirmed that they said it"),
                    ("confirmed", "Confirmed that they said it"),
                    ("disputed", "Disputed whether they said it"),
                ],
                db_default="unconfirmed",
                default="unconfirmed",
                max_length=12,
                verbose_name="did they say it?",
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="is_lost",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="The words are no longer in the newest version of the document.",
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="original_language",
            field=models.CharField(blank=True, db_default="", default="", max_length=35),
        ),
        migrations.AlterField(
            model_name="statement",
            name="original_wording",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="The words in the language they were said in, where known.",
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="review_state",
            field=models.CharField(
                choices=[("suggested", "Suggested"), ("accepted", "Accepted"), ("rejected", "Rejected")],
                db_default="suggested",
                default="suggested",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="translator",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Who translated the words, where they are translated.",
                max_length=200,
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, help_text="Rises with every change."),
        ),
    ]
