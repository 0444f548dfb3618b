import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0023_publication_kind_checkpoint"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="webhook",
            name="webhook_kinds_known",
        ),
        migrations.AlterField(
            model_name="webhook",
            name="kinds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("claim", "Claim"),
                        ("statement", "Statement"),
                        ("speaker", "Speaker"),
                        ("outlet", "Outlet"),
                        ("document", "Document"),
                        ("topic", "Topic"),
                        ("correction", "Correction"),
                        ("checkpoint", "Checkpoint"),
                    ],
                    max_length=12,
                ),
                help_text="What it is told about.",
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kinds__contained_by",
                        ["claim", "statement", "speaker", "outlet", "document", "topic", "correction", "checkpoint"],
                    )
                ),
                name="webhook_kinds_known",
            ),
        ),
    ]
