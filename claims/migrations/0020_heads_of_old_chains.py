"""Notes the heads of the chains that are there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0019_chain_head")]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO claims_chainhead (subject, subject_id, number, hash, event_id)
            SELECT DISTINCT ON (subject, subject_id) subject, subject_id, number, hash, id
            FROM claims_event ORDER BY subject, subject_id, number DESC
            """,
            "DELETE FROM claims_chainhead",
        ),
    ]
