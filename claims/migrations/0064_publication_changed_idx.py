"""Finds what changed since a time: lists with `updated_since`."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0063_publication_changed_at")]

    operations = [
        AddIndexConcurrently(
            model_name="publication",
            index=models.Index(fields=["kind", "changed_at", "id"], name="publication_changed_idx"),
        ),
    ]
