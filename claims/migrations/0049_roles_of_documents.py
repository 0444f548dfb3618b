"""Gives the roles their permissions on documents, which editors correct."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from claims.roles import ROLES

MODELS = ("document",)


def forwards(apps, schema_editor):
    # Django makes permissions after all migrations, which is too late for the groups here.
    config = apps.get_app_config("sources")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="sources", content_type__model__in=MODELS
    )
    for name, wanted in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*(row for row in permissions if f"sources.{row.codename}" in wanted))


def backwards(apps, schema_editor):
    # To read them is older.
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.remove(
            *group.permissions.filter(content_type__app_label="sources", codename="change_document")
        )


class Migration(migrations.Migration):
    dependencies = [("claims", "0048_verdict_taken_back"), ("sources", "0017_document_version")]

    operations = [migrations.RunPython(forwards, backwards)]
