"""Indexes for what publishing and sweeps ask of claims: the first published one of a topic, those that the law took."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0051_scope_for_documents")]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(
                    ("is_removed", False), ("merged_into__isnull", True), ("published_at__isnull", False)
                ),
                fields=["published_at"],
                name="claim_first_public_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(condition=models.Q(("is_removed", True)), fields=["id"], name="claim_removed_idx"),
        ),
    ]
