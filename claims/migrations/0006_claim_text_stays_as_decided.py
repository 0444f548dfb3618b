"""The text of a claim that was decided stays as it was decided: the database sees to it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0005_publish_house_scale"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="claim_text_stays_as_decided",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.text <> OLD.text AND (\n                        OLD.published_at IS NOT NULL OR EXISTS (\n                            SELECT 1 FROM claims_verdict WHERE claim_id = OLD.id AND state = 'proposed'\n                        )\n                    ) THEN\n                        RAISE EXCEPTION 'The text of a claim stays as its verdict was about it.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'claim_text_stays_as_decided';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="79aa8d95aa3591cc2e22fb8f565e61d9aefb77e7",
                    operation='UPDATE OF "text"',
                    pgid="pgtrigger_claim_text_stays_as_decided_c819c",
                    table="claims_claim",
                    when="BEFORE",
                ),
            ),
        ),
    ]
