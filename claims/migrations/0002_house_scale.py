"""The ratings that ship with the product, and the row that numbers public changes."""

from django.db import migrations

RATINGS = (
    ("verified", "Verified", "verified", 5, "Evidence from independent origins supports the claim."),
    ("disputed", "Disputed", "disputed", None, "Credible sources contradict the claim or each other."),
    ("unverified", "Unverified", "unverified", None, "Somebody looked, and the evidence does not decide it yet."),
)  # fmt: skip


def forwards(apps, schema_editor):
    rating = apps.get_model("claims", "Rating")
    for position, (code, label, status, value, description) in enumerate(RATINGS, 1):
        rating.objects.get_or_create(
            code=code,
            defaults={
                "label": label,
                "status": status,
                "value": value,
                "description": description,
                "position": position,
            },
        )
    apps.get_model("claims", "ChangeCounter").objects.get_or_create(pk=1)


def backwards(apps, schema_editor):
    # Ratings that verdicts use are protected; going back past here means an empty record.
    apps.get_model("claims", "Rating").objects.filter(code__in=[r[0] for r in RATINGS]).delete()
    apps.get_model("claims", "ChangeCounter").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
