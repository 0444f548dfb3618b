"""The words of statements are compared with their document once a transaction, not once a row."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0032_evidence_file"),
        ("sources", "0010_watched_feeds"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="statement",
            name="statement_words_at_their_place",
        ),
        migrations.AlterField(
            model_name="attribution",
            name="statement",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attributions",
                to="claims.statement",
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="document",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="sources.document",
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="speaker",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Who said it; empty while nobody has decided.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="sources.speaker",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statement",
            trigger=pgtrigger.compiler.Trigger(
                name="statement_words_at_their_place",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.exact IS DISTINCT FROM (\n                        SELECT substr(text, NEW.\"start\" + 1, NEW.\"end\" - NEW.\"start\")\n                        FROM sources_document WHERE id = NEW.document_id\n                    ) THEN\n                        RAISE EXCEPTION 'The words are not at this place of the document.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'statement_words_at_their_place';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="9fce249a89ac221263f73611e61f9521e191bad8",
                    operation='UPDATE OF "document_id", "start", "end", "exact"',
                    pgid="pgtrigger_statement_words_at_their_place_fc3b0",
                    table="claims_statement",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statement",
            trigger=pgtrigger.compiler.Trigger(
                name="statement_words_stored_in_place",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='\n                    IF EXISTS (\n                        SELECT 1 FROM (SELECT DISTINCT document_id FROM stored) AS named\n                        CROSS JOIN LATERAL (\n                            SELECT text || \'\' AS text FROM sources_document WHERE id = named.document_id OFFSET 0\n                        ) AS document\n                        JOIN stored USING (document_id)\n                        WHERE char_length(exact) <> "end" - "start" OR CASE\n                            WHEN position(exact IN text) = "start" + 1 THEN FALSE\n                            ELSE exact IS DISTINCT FROM substr(text, "start" + 1, "end" - "start")\n                        END\n                    ) THEN\n                        RAISE EXCEPTION \'The words are not at this place of the document.\'\n                            USING ERRCODE = \'check_violation\',\n                                  CONSTRAINT = \'statement_words_at_their_place\';\n                    END IF;\n                    RETURN NULL;\n                ',
                    hash="55f93a8b3511483ab23fb94b03c14ad4e7192eb3",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_statement_words_stored_in_place_a2a63",
                    referencing="REFERENCING NEW TABLE AS stored ",
                    table="claims_statement",
                    when="AFTER",
                ),
            ),
        ),
    ]
