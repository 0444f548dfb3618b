"""Claims tell which lines of their history are corrections: the worker writes those that are public anew."""

from django.db import migrations


def forwards(apps, schema_editor):
    apps.get_model("claims", "Publication").objects.filter(kind="claim", is_gone=False).update(is_stale=True)


class Migration(migrations.Migration):
    dependencies = [("claims", "0052_claims_by_publication")]

    # The way back needs nothing: what the worker wrote is written anew with the next change.
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
