"""Feeds are watched."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import factcheck.base


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0009_speaker_merged_into"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
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
                ("created_at", models.DateTimeField(auto_now_add=True, help_text="When this row was made.")),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When this row last changed.")),
                (
                    "url",
                    models.URLField(
                        help_text="Address of an RSS, Atom or JSON feed.",
                        max_length=2000,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                ("name", models.CharField(blank=True, help_text="What the desk calls it.", max_length=200)),
                (
                    "interval",
                    models.PositiveSmallIntegerField(default=15, help_text="Minutes between two readings, at least 1."),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="Off: it stays here and is not read.", verbose_name="is read"
                    ),
                ),
                (
                    "next_at",
                    models.DateTimeField(
                        auto_now_add=True,
                        help_text="When it is due; later after each failure.",
                        verbose_name="next reading",
                    ),
                ),
                (
                    "read_at",
                    models.DateTimeField(
                        blank=True, help_text="When it last answered.", null=True, verbose_name="last reading"
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        blank=True, help_text="When it last held a new item.", null=True, verbose_name="last news"
                    ),
                ),
                ("failures", models.PositiveSmallIntegerField(default=0, help_text="Readings in a row that failed.")),
                ("reason", models.TextField(blank=True, help_text="Why the last reading failed, in words.")),
                ("etag", models.CharField(blank=True, editable=False, max_length=500)),
                ("last_modified", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "digest",
                    models.CharField(
                        blank=True, editable=False, help_text="SHA-256 of the last answer.", max_length=64
                    ),
                ),
                (
                    "fetch",
                    models.ForeignKey(
                        blank=True,
                        help_text="Last answer with news.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.fetch",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who publishes what it holds; empty where its items say so themselves.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeds",
                        to="sources.outlet",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "url"],
            },
        ),
        migrations.CreateModel(
            name="FeedEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(help_text="SHA-256 of the item as it was read.", max_length=64)),
                ("seen_at", models.DateTimeField(auto_now_add=True)),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="sources.feed"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IntakePause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "batch",
                    models.CharField(
                        blank=True, help_text="Deliveries of one batch; empty: all.", max_length=10, unique=True
                    ),
                ),
                ("paused_at", models.DateTimeField(auto_now_add=True)),
                (
                    "paused_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["paused_at"],
            },
        ),
        migrations.AddIndex(
            model_name="feed",
            index=models.Index(condition=models.Q(("is_active", True)), fields=["next_at"], name="feed_due_idx"),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(("interval__gte", 1)),
                name="feed_interval_positive",
                violation_error_message="A feed is read once a minute at most.",
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(("failures", 0), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="feed_failure_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedentry",
            constraint=models.UniqueConstraint(fields=("feed", "digest"), name="feed_entry_once"),
        ),
    ]
