import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0020_heads_of_old_chains")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="event_moves_its_head",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    INSERT INTO claims_chainhead (subject, subject_id, number, hash, event_id)\n                        VALUES (NEW.subject, NEW.subject_id, NEW.number, NEW.hash, NEW.id)\n                        ON CONFLICT (subject, subject_id) DO UPDATE\n                        SET number = EXCLUDED.number, hash = EXCLUDED.hash, event_id = EXCLUDED.event_id;\n                    RETURN NULL;\n                ",
                    hash="631a28520874a0439894e2dd22d6b40b9f404429",
                    operation="INSERT",
                    pgid="pgtrigger_event_moves_its_head_496e4",
                    table="claims_event",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chainhead",
            trigger=pgtrigger.compiler.Trigger(
                name="chain_head_follows_events",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    -- 1 is a statement of somebody's own, 2 one that the trigger on events made.\n                    IF pg_trigger_depth() < 2 THEN\n                        RAISE EXCEPTION 'Only a new event moves the head of a chain.'\n                            USING ERRCODE = 'check_violation',\n                                  CONSTRAINT = 'chain_head_follows_events';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="a1a93c15563dfe7df80aa1b4aa8c89cb3bf3cc32",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_chain_head_follows_events_00486",
                    table="claims_chainhead",
                    when="BEFORE",
                ),
            ),
        ),
    ]
