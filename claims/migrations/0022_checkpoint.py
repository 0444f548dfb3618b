import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import factcheck.base


class Migration(migrations.Migration):
    dependencies = [("claims", "0021_heads_follow_events")]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=factcheck.base.new_public_id,
                        editable=False,
                        help_text="The id in addresses and in the API.",
                        max_length=10,
                        unique=True,
                        verbose_name="id",
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="Place among the checkpoints, from 1.", unique=True)),
                ("day", models.DateField(help_text="One a day, in UTC.", unique=True)),
                ("at", models.DateTimeField(help_text="When it was taken.")),
                ("last_event_id", models.BigIntegerField(help_text="The last row of the ledger that it covers.")),
                ("heads", models.CharField(help_text="Hash over the heads of the chains that grew.", max_length=64)),
                (
                    "lines",
                    models.CharField(
                        help_text="Hash over the public lines written since the one before.", max_length=64
                    ),
                ),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="checkpoint_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c4b65bdf7104962f2ee755f23401bd9e448cfc69",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_checkpoint_append_only_54483",
                    table="claims_checkpoint",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="checkpoint_never_truncated",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    RAISE EXCEPTION 'pgtrigger: Cannot truncate checkpoints.';\n                ",
                    hash="2dbcf058757ebb0bf3de49b99a744f76648b04ad",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_checkpoint_never_truncated_d8ce0",
                    table="claims_checkpoint",
                    when="BEFORE",
                ),
            ),
        ),
    ]
