"""Find what was first published lately: feeds of what is new, and the sitemap of news."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0024_webhook_kind_checkpoint")]

    operations = [
        AddIndexConcurrently(
            model_name="publication",
            index=models.Index(
                condition=models.Q(("is_gone", False)),
                fields=["kind", "first_published_at", "id"],
                name="publication_first_idx",
            ),
        ),
    ]
