"""Gives the roles their permissions on merges of speakers and on comments."""

from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.models import Q

from claims.roles import ROLES

NEW = Q(content_type__app_label="claims", content_type__model="comment") | Q(codename="merge_speaker")


def forwards(apps, schema_editor):
    # Django makes permissions after all migrations, which is too late for the groups here.
    for label in ("sources", "claims"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(NEW).select_related("content_type")
    for name, wanted in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        held = (row for row in permissions if f"{row.content_type.app_label}.{row.codename}" in wanted)
        group.permissions.add(*held)


def backwards(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.remove(*group.permissions.filter(NEW))


class Migration(migrations.Migration):
    dependencies = [("claims", "0029_talk"), ("sources", "0009_speaker_merged_into")]

    operations = [migrations.RunPython(forwards, backwards)]
