"""Publications that name a claim say in which language: the worker writes those that do anew."""

from django.db import migrations


def forwards(apps, schema_editor):
    publications = apps.get_model("claims", "Publication").objects.filter(is_gone=False)
    publications.filter(kind__in=["claim", "correction", "statement"]).update(is_stale=True)


class Migration(migrations.Migration):
    dependencies = [("claims", "0059_facets_without_a_pending_list")]

    # The way back needs nothing: what the worker wrote is written anew with the next change.
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
