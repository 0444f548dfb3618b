"""Gives the documents that were there already what copies are found by."""

from django.db import migrations

from sources.duplicates import signature

BATCH = 200


def fill(apps, schema_editor):
    documents = apps.get_model("sources", "Document").objects.order_by("pk")
    last = 0
    while rows := list(documents.filter(pk__gt=last).only("pk", "text", "bands")[:BATCH]):
        for row in rows:
            row.bands = signature(row.text).bands
        documents.model.objects.bulk_update(rows, ["bands"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("sources", "0004_copies")]

    # The column goes with the migration before.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
