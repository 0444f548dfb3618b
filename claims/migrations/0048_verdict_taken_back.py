"""Whoever proposed a verdict may make it a draft again."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0047_rewrite_words_of_removed_claims"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="verdict",
            name="verdict_legal_moves",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="verdict_legal_moves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF TG_OP = 'INSERT' THEN\n                        IF NEW.state <> 'draft' THEN\n                            RAISE EXCEPTION 'A verdict begins as a draft.'\n                                USING ERRCODE = 'check_violation',\n                                      CONSTRAINT = 'verdict_legal_moves';\n                        END IF;\n                        RETURN NEW;\n                    END IF;\n                    IF NEW.state <> OLD.state AND NOT ((OLD.state = 'draft' AND NEW.state IN ('proposed', 'superseded')) OR (OLD.state = 'proposed' AND NEW.state IN ('approved', 'draft', 'returned', 'superseded')) OR (OLD.state = 'returned' AND NEW.state IN ('proposed', 'superseded')) OR (OLD.state = 'approved' AND NEW.state IN ('superseded'))) THEN\n                        RAISE EXCEPTION 'A verdict cannot go from % to %.', OLD.state, NEW.state\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'verdict_legal_moves';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="fb042854b1e236d34bc1f594a2acd24dcd3ec984",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_verdict_legal_moves_475a8",
                    table="claims_verdict",
                    when="BEFORE",
                ),
            ),
        ),
    ]
