from django.db import migrations, models
from django.db.models import F, Q

OPEN_WORK = Q(withdrawn_at__isnull=True, merged_into__isnull=True) & (
    Q(current_verdict__isnull=True) | Q(reopened_at__isnull=False)
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0012_fill_reopened_for")]

    operations = [
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=Q(("reopened_at__isnull", True), ("reopened_for", ""))
                | Q(("reopened_at__isnull", False), ("reopened_for__in", ["recheck", "source"])),
                name="claim_reopened_for_something",
            ),
        ),
        migrations.RemoveIndex(model_name="claim", name="claim_reopened_idx"),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                F("priority").desc(), F("created_at"), F("id"), condition=OPEN_WORK, name="claim_open_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                F("assigned_to"),
                F("priority").desc(),
                F("created_at"),
                F("id"),
                condition=OPEN_WORK,
                name="claim_open_of_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                F("reopened_for"),
                F("priority").desc(),
                F("reopened_at"),
                F("id"),
                condition=Q(merged_into__isnull=True, reopened_at__isnull=False, withdrawn_at__isnull=True),
                name="claim_reopened_for_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="correctionrequest",
            index=models.Index(
                condition=Q(state="open"), fields=["created_at", "id"], name="correction_request_open_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(
                condition=Q(review_state="suggested"), fields=["document", "created_at"], name="statement_waiting_idx"
            ),
        ),
    ]
