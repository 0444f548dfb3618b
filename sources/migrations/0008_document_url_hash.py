"""Finds the document of an address by an index."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("sources", "0007_document_bands_found_at_once")]

    operations = [
        AddIndexConcurrently(
            "document",
            django.contrib.postgres.indexes.HashIndex(
                fields=["url"], name="document_url_hash", condition=~models.Q(url="")
            ),
        )
    ]
