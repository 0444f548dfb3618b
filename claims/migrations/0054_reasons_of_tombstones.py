"""Has tombstones of statements that went with a claim by law written anew: older ones do not give the reason."""

from django.db import migrations


def forwards(apps, schema_editor):
    removed = apps.get_model("claims", "Statement").objects.filter(claims__is_removed=True).values("public_id")
    publications = apps.get_model("claims", "Publication").objects
    publications.filter(kind="statement", public_id__in=removed, is_gone=True).update(is_stale=True)


class Migration(migrations.Migration):
    dependencies = [("claims", "0053_corrections_of_names_and_words")]

    # The way back needs nothing: what the worker wrote is written anew with the next answer.
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
