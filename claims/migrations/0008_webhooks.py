"""Makes the tables of webhooks and their deliveries."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import factcheck.base


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0007_api_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
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
                ("name", models.CharField(help_text="Whose it is, such as “Partner newsroom”.", max_length=100)),
                (
                    "url",
                    models.URLField(
                        help_text="Where to send. Private addresses are refused when sending.", max_length=2000
                    ),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("claim", "Claim"),
                                ("statement", "Statement"),
                                ("speaker", "Speaker"),
                                ("outlet", "Outlet"),
                                ("document", "Document"),
                                ("topic", "Topic"),
                                ("correction", "Correction"),
                            ],
                            max_length=12,
                        ),
                        help_text="What it is told about.",
                        size=None,
                    ),
                ),
                (
                    "secret",
                    models.CharField(
                        editable=False, help_text="Signs what is sent; begins with whsec_.", max_length=80
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Off: nothing is sent; later it goes on from here.",
                        verbose_name="active",
                    ),
                ),
                (
                    "told_until",
                    models.BigIntegerField(
                        default=0, editable=False, help_text="Number of the newest change it was told."
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
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
                ("message_id", models.CharField(help_text="The same each time the message is sent.", max_length=40)),
                ("payload", models.TextField(help_text="What is sent, to the byte.")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("delivered", "Delivered"), ("failed", "Failed")],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("next_attempt_at", models.DateTimeField(blank=True, help_text="When it is tried next.", null=True)),
                (
                    "attempts",
                    models.JSONField(default=list, help_text="Every attempt: when, how long it took, what came of it."),
                ),
                (
                    "replay_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replays",
                        to="claims.webhookdelivery",
                    ),
                ),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="claims.webhook"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "webhook deliveries",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(("kinds", []), _negated=True),
                name="webhook_has_kind",
                violation_error_message="Choose at least one kind of thing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kinds__contained_by",
                        ["claim", "statement", "speaker", "outlet", "document", "topic", "correction"],
                    )
                ),
                name="webhook_kinds_known",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["next_attempt_at"], name="delivery_waiting_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(fields=["webhook", "-id"], name="delivery_webhook_idx"),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "delivered", "failed"])), name="delivery_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("next_attempt_at__isnull", False), ("state", "waiting")),
                    models.Q(models.Q(("state", "waiting"), _negated=True), ("next_attempt_at__isnull", True)),
                    _connector="OR",
                ),
                name="delivery_waiting_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replay_of__isnull", True)),
                fields=("webhook", "message_id"),
                name="delivery_message_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="webhookdelivery",
            trigger=pgtrigger.compiler.Trigger(
                name="delivery_legal_moves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.state <> OLD.state AND NOT ((OLD.state = 'waiting' AND NEW.state IN ('delivered', 'failed'))) THEN\n                        RAISE EXCEPTION 'A delivery cannot go from % to %.', OLD.state, NEW.state\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_legal_moves';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="94c112b6f28d474e56ffe39d7cc7055e3adac79e",
                    operation='UPDATE OF "state"',
                    pgid="pgtrigger_delivery_legal_moves_bbee3",
                    table="claims_webhookdelivery",
                    when="BEFORE",
                ),
            ),
        ),
    ]
