"""Evidence at an address names the copy that the house keeps of it."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0014_rendering"),
        ("sources", "0006_archive"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="capture",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="The house's own copy of what the address answered.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="sources.capture",
            ),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="archived_digest",
            field=models.CharField(
                blank=True, help_text="SHA-256 of the body that the archived copy keeps.", max_length=64
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidence",
            trigger=pgtrigger.compiler.Trigger(
                name="evidence_copy_never_replaced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF (OLD.capture_id IS NOT NULL AND NEW.capture_id IS DISTINCT FROM OLD.capture_id)\n                        OR (OLD.archived_digest <> '' AND NEW.archived_digest <> OLD.archived_digest) THEN\n                        RAISE EXCEPTION 'The archived copy of evidence is never replaced.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'evidence_copy_never_replaced';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="62293272ea657c214b26eba371c0950fee7dc86f",
                    operation='UPDATE OF "capture_id", "archived_digest"',
                    pgid="pgtrigger_evidence_copy_never_replaced_d6a02",
                    table="claims_evidence",
                    when="BEFORE",
                ),
            ),
        ),
    ]
