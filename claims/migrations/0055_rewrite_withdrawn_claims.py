"""Has withdrawn claims written anew: they led to statements and documents that had gone from view with them."""

from django.db import migrations


def forwards(apps, schema_editor):
    publications = apps.get_model("claims", "Publication").objects
    publications.filter(kind="claim", facets__contains=["withdrawn"], is_gone=False).update(is_stale=True)


class Migration(migrations.Migration):
    dependencies = [("claims", "0054_reasons_of_tombstones")]

    # The way back needs nothing: what the worker wrote is written anew with the next answer.
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
