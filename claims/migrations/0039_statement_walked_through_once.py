"""Checks the words of new statements by one walk through each text, and indexes of them what they have alone."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0038_words_and_times_crossed"),
        ("sources", "0011_ingestion_indexes_of_what_is_there"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="statement",
            name="statement_words_stored_in_place",
        ),
        migrations.AlterField(
            model_name="statement",
            name="continues",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="The statement of which this is the next part.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="continued_by",
                to="claims.statement",
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="marked_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="role",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="The role in the record that was held at the time.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sources.role",
            ),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(condition=models.Q(("role__isnull", False)), fields=["role"], name="statement_role_idx"),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(
                condition=models.Q(("continues__isnull", False)), fields=["continues"], name="statement_continues_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(
                condition=models.Q(("marked_by__isnull", False)), fields=["marked_by"], name="statement_marked_by_idx"
            ),
        ),
        # Django adds it for LIKE; an id is only ever asked for whole.
        migrations.RunSQL(
            "DROP INDEX IF EXISTS claims_statement_public_id_83bf70df_like",
            "CREATE INDEX claims_statement_public_id_83bf70df_like ON claims_statement (public_id varchar_pattern_ops)",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statement",
            trigger=pgtrigger.compiler.Trigger(
                name="statement_words_stored_in_place",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE one record; document bigint; rest text; at integer;",
                    func='\n                    FOR one IN\n                        SELECT document_id, "start", "end" - "start" AS length, exact\n                        FROM stored ORDER BY document_id, "start"\n                    LOOP\n                        IF document IS DISTINCT FROM one.document_id THEN\n                            document := one.document_id;\n                            at := 0;\n                            rest := (SELECT text FROM sources_document WHERE id = document);\n                        END IF;\n                        IF one."start" > at THEN\n                            rest := right(rest, at - one."start");\n                            at := one."start";\n                        END IF;\n                        IF (starts_with(rest, one.exact) AND char_length(one.exact) = one.length) IS NOT TRUE THEN\n                            RAISE EXCEPTION \'The words are not at this place of the document.\'\n                                USING ERRCODE = \'check_violation\',\n                                      CONSTRAINT = \'statement_words_at_their_place\';\n                        END IF;\n                    END LOOP;\n                    RETURN NULL;\n                ',
                    hash="596d77ebcb1ca39a69fc67e9a418fb2ca7b0452c",
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
