"""Takes outlets of which nobody said what kind they are; those that are there keep the kind that they have."""

from django.db import migrations, models


def forget(apps, schema_editor):
    """Call them what they would have been called before."""
    apps.get_model("sources", "Outlet").objects.filter(kind="unknown").update(kind="newspaper")


KINDS = ["wire", "newspaper", "broadcaster", "state_media", "social_platform", "official"]
LABELS = ["News agency", "Newspaper", "Broadcaster", "State media", "Social platform", "Official"]


class Migration(migrations.Migration):
    dependencies = [("sources", "0023_document_put_away_idx")]

    operations = [
        migrations.RemoveConstraint(model_name="outlet", name="outlet_kind_known"),
        migrations.AlterField(
            model_name="outlet",
            name="kind",
            field=models.CharField(
                choices=[*zip(KINDS, LABELS, strict=True), ("unknown", "Kind not known")],
                default="unknown",
                max_length=20,
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget),
        migrations.AddConstraint(
            model_name="outlet",
            constraint=models.CheckConstraint(
                name="outlet_kind_known", condition=models.Q(kind__in=[*KINDS, "unknown"])
            ),
        ),
    ]
