"""Evidence of a verdict that was given up before it was decided may be removed."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0043_rewrite_documents"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="verdictevidence",
            name="verdict_evidence_frozen",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdictevidence",
            trigger=pgtrigger.compiler.Trigger(
                name="verdict_evidence_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE target bigint;",
                    func="\n                    target := CASE TG_OP WHEN 'INSERT' THEN NEW.verdict_id ELSE OLD.verdict_id END;\n                    IF EXISTS (\n                        SELECT 1 FROM claims_verdict\n                        WHERE id = target AND state NOT IN ('draft', 'returned')\n                            AND NOT (TG_OP = 'DELETE' AND state = 'superseded' AND approved_at IS NULL)\n                    ) THEN\n                        RAISE EXCEPTION 'The evidence of a proposed verdict cannot be changed.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'verdict_evidence_frozen';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ",
                    hash="d4802cbb8a816cbc685e7623075177a3cf45652e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_verdict_evidence_frozen_6b3c4",
                    table="claims_verdictevidence",
                    when="BEFORE",
                ),
            ),
        ),
    ]
