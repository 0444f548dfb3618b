"""Publishes the ratings that are there, so that the methodology page has its table from the start."""

import datetime as dt
import hashlib

import orjson
from django.db import migrations

SINCE = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)


def forwards(apps, schema_editor):
    ratings = apps.get_model("claims", "Rating").objects.order_by("position", "pk")
    body = orjson.dumps(
        {
            "id": "scale",
            "type": "scale",
            "ratings": [
                {
                    "code": rating.code,
                    "label": rating.label,
                    "status": rating.status,
                    "value": rating.value,
                    "description": rating.description or None,
                }
                for rating in ratings
            ],
        }
    ).decode()
    apps.get_model("claims", "Publication").objects.get_or_create(
        kind="scale",
        public_id="scale",
        defaults={
            "title": "House scale",
            "body": body,
            "digest": hashlib.sha256(body.encode()).hexdigest(),
            "search": "",
            "sort_at": SINCE,
            "first_published_at": SINCE,
            "modified_at": SINCE,
            # Before every numbered change: whoever follows changes need not hear of it.
            "change_number": 0,
        },
    )


def backwards(apps, schema_editor):
    apps.get_model("claims", "Publication").objects.filter(kind="scale").delete()


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_publication_kind_scale")]

    operations = [migrations.RunPython(forwards, backwards)]
