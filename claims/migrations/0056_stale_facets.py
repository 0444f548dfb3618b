"""The table of what was renamed, which spares a rename the marking of each publication that shows it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0055_rewrite_withdrawn_claims")]

    operations = [
        migrations.CreateModel(
            name="StaleFacet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("facet", models.CharField(help_text="What changed, such as speaker:0123456789.", max_length=60)),
                (
                    "done_until",
                    models.BigIntegerField(default=0, help_text="Publications up to this row are written."),
                ),
            ],
        ),
    ]
