"""The law took claims away and left their words: the worker writes statements, and what is shown with them, anew."""

from django.db import migrations


def forwards(apps, schema_editor):
    statements = apps.get_model("claims", "Statement").objects.filter(claims__is_removed=True)
    ways = ("document", "document__outlet", "speaker", "attributions__outlet", "attributions__speaker")
    names = ("public_id", *(f"{way}__public_id" for way in ways))
    ids = {key for name in names for key in statements.values_list(name, flat=True) if key}
    publications = apps.get_model("claims", "Publication").objects.filter(public_id__in=ids, is_gone=False)
    publications.update(is_stale=True)


class Migration(migrations.Migration):
    dependencies = [("claims", "0046_topic_names_level")]

    # The way back needs nothing: what the worker wrote is written anew with the next answer.
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
