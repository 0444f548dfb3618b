"""Keeps before and after of an event as the text that was hashed, and tells by which members."""

from django.db import migrations, models

import claims.models.events

# Written as Python wrote it when it was hashed: keys in order, no spaces. Changing a type fires no trigger.
TO_TEXT = """
    CREATE FUNCTION pg_temp.canonical(value jsonb) RETURNS text LANGUAGE plpgsql AS $$
    BEGIN
        IF jsonb_typeof(value) = 'object' THEN
            RETURN '{' || coalesce((
                SELECT string_agg(to_json(key)::text || ':' || pg_temp.canonical(part), ',' ORDER BY key COLLATE "C")
                FROM jsonb_each(value) AS parts(key, part)), '') || '}';
        ELSIF jsonb_typeof(value) = 'array' THEN
            RETURN '[' || coalesce((
                SELECT string_agg(pg_temp.canonical(part), ',' ORDER BY place)
                FROM jsonb_array_elements(value) WITH ORDINALITY AS parts(part, place)), '') || ']';
        END IF;
        RETURN value::text;
    END $$;
    ALTER TABLE claims_event
        ALTER COLUMN before TYPE json USING pg_temp.canonical(before)::json,
        ALTER COLUMN after TYPE json USING pg_temp.canonical(after)::json;
"""
BACK = """
    ALTER TABLE claims_event
        ALTER COLUMN before TYPE jsonb USING before::jsonb,
        ALTER COLUMN after TYPE jsonb USING after::jsonb;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0016_roles_of_sources")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="format",
            # What stands there was hashed by the first list of members; what comes is not.
            field=models.PositiveSmallIntegerField(default=1, help_text="Which members its hash was made from."),
        ),
        migrations.AlterField(
            model_name="event",
            name="format",
            field=models.PositiveSmallIntegerField(default=2, help_text="Which members its hash was made from."),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TO_TEXT, BACK)],
            state_operations=[
                migrations.AlterField(
                    model_name="event",
                    name="after",
                    field=claims.models.events.CanonicalJSONField(blank=True, default=dict),
                ),
                migrations.AlterField(
                    model_name="event",
                    name="before",
                    field=claims.models.events.CanonicalJSONField(blank=True, default=dict),
                ),
            ],
        ),
    ]
