"""Stores the bodies of publications as they are sent: PostgreSQL's compression costs a list more than its rows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0039_statement_walked_through_once"),
    ]

    operations = [
        # What is stored already stays compressed until it changes.
        migrations.RunSQL(
            sql="ALTER TABLE claims_publication ALTER COLUMN body SET STORAGE EXTERNAL",
            reverse_sql="ALTER TABLE claims_publication ALTER COLUMN body SET STORAGE EXTENDED",
        ),
    ]
