"""Notes where the words stand of claims that the law took away, and has what stands around them written anew."""

from django.db import migrations


def forwards(apps, schema_editor):
    statements = apps.get_model("claims", "Statement").objects
    stale = set()
    for row in statements.filter(claims__is_removed=True).select_related("document").distinct().iterator():
        document = row.document
        if [row.start, row.end] not in document.removed_spans:
            document.removed_spans = [*document.removed_spans, [row.start, row.end]]
            document.save(update_fields=["removed_spans"])
        around = statements.filter(document=document)
        stale.update(around.values_list("public_id", flat=True))
        stale.update(around.filter(claims__isnull=False).values_list("claims__public_id", flat=True))
    apps.get_model("claims", "Publication").objects.filter(public_id__in=stale, is_gone=False).update(is_stale=True)


class Migration(migrations.Migration):
    dependencies = [("claims", "0049_roles_of_documents"), ("sources", "0020_removed_spans")]

    # The way back needs nothing: the column goes with its own migration.
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
