"""Take in suggestions beside reports of errors, each form once; discard what is not meant for the desk."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0025_publication_first_idx"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="correctionrequest",
            name="correction_request_answered",
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="kind",
            field=models.CharField(
                choices=[("error", "Report of an error"), ("suggestion", "Suggestion of a claim")],
                default="error",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="sender",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="Tells senders of one day apart without naming them.",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="token",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="Of the form it was sent with: one form, one request.",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="url",
            field=models.URLField(
                blank=True,
                help_text="Where a suggested claim is made. Never public.",
                max_length=2000,
                verbose_name="found at",
            ),
        ),
        migrations.AlterField(
            model_name="correctionrequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("corrected", "Corrected"),
                    ("taken_up", "Taken up"),
                    ("declined", "Declined"),
                    ("discarded", "Discarded: not meant for the desk"),
                ],
                default="open",
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="correctionrequest",
            index=models.Index(fields=["created_at", "sender"], name="correction_request_sender_idx"),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "open"),
                    models.Q(
                        ("answered_by__isnull", False),
                        models.Q(models.Q(("answer", ""), _negated=True), ("state", "discarded"), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="correction_request_answered",
                violation_error_message="An answer needs words and a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "declined", "discarded"]),
                    models.Q(("kind", "error"), ("state", "corrected")),
                    models.Q(("kind", "suggestion"), ("state", "taken_up")),
                    _connector="OR",
                ),
                name="correction_request_state_fits_kind",
                violation_error_message="An error is corrected, a suggestion is taken up; both may be declined.",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("token", ""), _negated=True),
                fields=("token",),
                name="correction_request_once",
                violation_error_message="This was sent already.",
            ),
        ),
    ]
