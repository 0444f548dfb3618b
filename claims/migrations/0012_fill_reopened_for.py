"""Tells why each claim that is back on the desk came back; until now only the reason's words did."""

from django.db import migrations

RECHECK = "The day of the recheck has come."


def forwards(apps, schema_editor):
    reopened = apps.get_model("claims", "Claim").objects.filter(reopened_at__isnull=False)
    reopened.filter(reopened_reason=RECHECK).update(reopened_for="recheck")
    reopened.exclude(reopened_reason=RECHECK).update(reopened_for="source")


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_claim_reopened_for")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
