import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0031_roles_of_feeds"),
        ("sources", "0006_archive"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="evidence",
            name="evidence_used_never_changes",
        ),
        migrations.RemoveConstraint(
            model_name="evidence",
            name="evidence_document_or_url",
        ),
        migrations.AddField(
            model_name="evidence",
            name="file",
            field=models.ForeignKey(
                blank=True,
                help_text="a file, kept as it was handed in.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="sources.original",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="file_from",
            field=models.CharField(blank=True, help_text="Who made the file: that is its origin.", max_length=200),
        ),
        migrations.AddField(
            model_name="evidence",
            name="file_name",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="url",
            field=models.URLField(blank=True, help_text="an address outside it, or", max_length=2000),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidence",
            trigger=pgtrigger.compiler.Trigger(
                name="evidence_used_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF EXISTS (\n                        SELECT 1 FROM claims_verdictevidence u JOIN claims_verdict v\n                            ON v.id = u.verdict_id\n                        WHERE u.evidence_id = OLD.id AND v.approved_by_id IS NOT NULL\n                    ) THEN\n                        RAISE EXCEPTION 'Evidence of an approved verdict cannot be changed.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'evidence_used_never_changes';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ",
                    hash="e2977ec95f4442629b0cbc9096848e84d94abd22",
                    operation='DELETE OR UPDATE OF "claim_id", "stance", "document_id", "url", "file_id", "file_from", "excerpt", "origin_key", "title"',
                    pgid="pgtrigger_evidence_used_never_changes_14e71",
                    table="claims_evidence",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document__isnull", False), ("file__isnull", True), ("url", "")),
                    models.Q(("document__isnull", True), ("file__isnull", True), models.Q(("url", ""), _negated=True)),
                    models.Q(("document__isnull", True), ("file__isnull", False), ("url", "")),
                    _connector="OR",
                ),
                name="evidence_is_one_of_three",
                violation_error_message="Evidence is a document in the record, an address or a file: one of the three.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file__isnull", True), ("file_from", "")),
                    models.Q(("file__isnull", False), models.Q(("file_from", ""), _negated=True)),
                    _connector="OR",
                ),
                name="evidence_file_has_maker",
                violation_error_message="Say who made the file: files of one maker are one origin.",
            ),
        ),
    ]
