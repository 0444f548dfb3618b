"""The few documents that are put away are found at once; their reasons are checked without holding up the desk."""

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("sources", "0022_put_away")]

    operations = [
        ValidateConstraint(model_name="document", name="document_put_away_has_reason"),
        AddIndexConcurrently(
            model_name="document",
            index=models.Index(
                condition=Q(put_away_at__isnull=False), fields=["put_away_at"], name="document_put_away_idx"
            ),
        ),
    ]
