"""Makes the tables of tokens and of answers to requests that may be sent twice."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import factcheck.base


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0006_claim_text_stays_as_decided"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnsweredRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(help_text="The Idempotency-Key of the request.", max_length=255)),
                ("fingerprint", models.CharField(help_text="SHA-256 of method, address and body.", max_length=64)),
                ("status", models.PositiveSmallIntegerField(help_text="Status of the answer.", null=True)),
                ("headers", models.JSONField(default=dict, help_text="Headers of the answer.")),
                ("body", models.TextField(blank=True, help_text="The answer.")),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "key"), name="answered_request_key_once")],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
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
                ("name", models.CharField(help_text="What it is for, such as “Wire desk import”.", max_length=100)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("read", "read what is not published"),
                                ("ingest", "hand in copy"),
                                ("review", "review and mark statements, add speakers"),
                                ("claims", "draft, edit, assign and link claims, join statements to them"),
                                ("evidence", "add and remove evidence"),
                                ("propose", "write and propose verdicts"),
                                ("approve", "approve and return verdicts that somebody else proposed"),
                                ("withdraw", "withdraw published claims"),
                            ],
                            max_length=20,
                        ),
                        help_text="What it may be used for; never more than your role allows.",
                        size=None,
                    ),
                ),
                (
                    "digest",
                    models.CharField(editable=False, help_text="SHA-256 of the key.", max_length=64, unique=True),
                ),
                ("hint", models.CharField(editable=False, help_text="How the key begins.", max_length=12)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(help_text="From then on it is refused.")),
                (
                    "last_used_at",
                    models.DateTimeField(blank=True, editable=False, help_text="To the minute.", null=True),
                ),
                ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        help_text="The colleague as whom it acts.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "API token",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="token_has_name",
                        violation_error_message="Say what the token is for.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scopes", []), _negated=True),
                        name="token_has_scope",
                        violation_error_message="Choose at least one scope.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "scopes__contained_by",
                                ["read", "ingest", "review", "claims", "evidence", "propose", "approve", "withdraw"],
                            )
                        ),
                        name="token_scopes_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="token_revoked_is_signed",
                    ),
                ],
            },
        ),
    ]
