"""Corrections tell of which kind they are: the worker writes those that are public anew."""

from django.db import migrations


def forwards(apps, schema_editor):
    apps.get_model("claims", "Publication").objects.filter(kind="correction").update(is_stale=True)


class Migration(migrations.Migration):
    dependencies = [("claims", "0026_requests_of_readers")]

    # The way back needs nothing: what the worker wrote is written anew with the next answer.
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
