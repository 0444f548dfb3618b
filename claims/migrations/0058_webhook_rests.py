"""How long a webhook that failed is left alone, once on its own row instead of on each message that waits for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0057_evidence_that_counts")]

    operations = [
        migrations.AddField(
            model_name="webhook",
            name="rests_until",
            field=models.DateTimeField(
                editable=False,
                help_text="It failed and did not answer since: what was not tried yet waits so long.",
                null=True,
            ),
        ),
    ]
