"""Disputed needs evidence against the claim, and withdrawn documents count for nothing; what is decided stands."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0056_stale_facets"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="verdict",
            name="verdict_rests_on_evidence",
        ),
        migrations.AlterField(
            model_name="verdict",
            name="override_reason",
            field=models.TextField(
                blank=True,
                help_text="Why fewer origins are enough here, or why nothing that contradicts the claim is named; public.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="verdict_rests_on_evidence",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.state NOT IN ('proposed', 'approved') OR NEW.state = OLD.state THEN RETURN NEW; END IF;\n                    IF NOT EXISTS (\n                        SELECT 1 FROM claims_verdictevidence WHERE verdict_id = NEW.id\n                    ) THEN\n                        RAISE EXCEPTION 'A verdict needs evidence.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'verdict_rests_on_evidence';\n                    END IF;\n                    IF NEW.override_reason = ''\n                        AND (SELECT status FROM claims_rating WHERE id = NEW.rating_id) = 'verified'\n                        AND (\n                            SELECT count(DISTINCT e.origin_key) FROM claims_verdictevidence u\n                            JOIN claims_evidence e ON e.id = u.evidence_id\n                            LEFT JOIN sources_document d ON d.id = e.document_id\n                            WHERE u.verdict_id = NEW.id AND e.stance = 'supports' AND d.withdrawn_at IS NULL\n                        ) < NEW.required_origins\n                    THEN\n                        RAISE EXCEPTION 'Verified needs evidence from more independent origins.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'verdict_verified_has_origins';\n                    END IF;\n                    -- What was approved before this was asked for stands.\n                    IF NEW.state <> OLD.state AND NEW.override_reason = ''\n                        AND (SELECT status FROM claims_rating WHERE id = NEW.rating_id) = 'disputed'\n                        AND NOT EXISTS (\n                            SELECT 1 FROM claims_verdictevidence u\n                            JOIN claims_evidence e ON e.id = u.evidence_id\n                            WHERE u.verdict_id = NEW.id AND e.stance = 'contradicts'\n                        )\n                    THEN\n                        RAISE EXCEPTION 'Disputed needs evidence that contradicts the claim.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'verdict_disputed_has_contradiction';\n                    END IF;\n                    IF (SELECT status FROM claims_rating WHERE id = NEW.rating_id) = 'unverified'\n                        AND (NEW.reason_code = '' OR NEW.recheck_on IS NULL)\n                    THEN\n                        RAISE EXCEPTION 'Unverified needs a reason code and a recheck date.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'verdict_unverified_has_recheck';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="e48804f5acf5cce40dc22a4edcc7d391246068d1",
                    operation='UPDATE OF "state"',
                    pgid="pgtrigger_verdict_rests_on_evidence_02fef",
                    table="claims_verdict",
                    when="BEFORE",
                ),
            ),
        ),
    ]
