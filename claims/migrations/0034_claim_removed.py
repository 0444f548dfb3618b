"""A claim may be removed where the law demands it."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0033_statement_words_checked_together"),
        ("sources", "0010_watched_feeds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="is_removed",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="The law takes its page away, too: its address says so and no more.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_removed", False), ("withdrawn_at__isnull", False), _connector="OR"),
                name="claim_removed_is_withdrawn",
                violation_error_message="What is removed is withdrawn first.",
            ),
        ),
    ]
