"""Documents tell of their versions: the worker writes those that are public anew."""

from django.db import migrations


def forwards(apps, schema_editor):
    apps.get_model("claims", "Publication").objects.filter(kind="document", is_gone=False).update(is_stale=True)


class Migration(migrations.Migration):
    dependencies = [("claims", "0042_statements_filled_in_by_the_database")]

    # The way back needs nothing: what the worker wrote is written anew with the next answer.
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
