import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import factcheck.base


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0028_merge"),
        ("sources", "0009_speaker_merged_into"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=factcheck.base.new_public_id,
                        editable=False,
                        help_text="The id in addresses and in the API.",
                        max_length=10,
                        unique=True,
                        verbose_name="id",
                    ),
                ),
                ("text", models.TextField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(blank=True, help_text="When its author took it back.", null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="claims.claim",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="sources.document",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="claims.statement",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claim__isnull", False), ("document", None), ("statement", None)),
                            models.Q(("claim", None), ("document", None), ("statement__isnull", False)),
                            models.Q(("claim", None), ("document__isnull", False), ("statement", None)),
                            _connector="OR",
                        ),
                        name="comment_about_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="comment_has_text",
                        violation_error_message="Write something first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Following",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followings",
                        to="claims.claim",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followings",
                        to="sources.document",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followings",
                        to="claims.statement",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claim__isnull", False), ("document", None), ("statement", None)),
                            models.Q(("claim", None), ("document", None), ("statement__isnull", False)),
                            models.Q(("claim", None), ("document__isnull", False), ("statement", None)),
                            _connector="OR",
                        ),
                        name="following_of_one_thing",
                    ),
                    models.UniqueConstraint(
                        fields=("user", "claim", "statement", "document"), name="following_once", nulls_distinct=False
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "when",
                    models.CharField(
                        choices=[("at_once", "At once"), ("daily", "Once a day, together"), ("never", "Not at all")],
                        default="at_once",
                        max_length=10,
                    ),
                ),
                ("digest_on", models.DateField(blank=True, help_text="Day of the last daily letter.", null=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_choice",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("when__in", ["at_once", "daily", "never"])), name="mail_choice_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=factcheck.base.new_public_id,
                        editable=False,
                        help_text="The id in addresses and in the API.",
                        max_length=10,
                        unique=True,
                        verbose_name="id",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mention", "You are named in a comment"),
                            ("comment", "A comment on something you watch"),
                            ("event", "Something you watch changed"),
                            ("assigned", "A claim was given to you"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(help_text="What it is about.", max_length=300)),
                ("text", models.CharField(help_text="Who did what, in one sentence.", max_length=500)),
                ("path", models.CharField(help_text="Where on the desk.", max_length=300)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "mailed_at",
                    models.DateTimeField(blank=True, help_text="When it went out; empty while it has not.", null=True),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["user", "-id"], name="notification_user_idx"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)), fields=["user"], name="notification_unread_idx"
                    ),
                    models.Index(
                        condition=models.Q(("mailed_at__isnull", True)), fields=["id"], name="notification_unmailed_idx"
                    ),
                ],
            },
        ),
    ]
