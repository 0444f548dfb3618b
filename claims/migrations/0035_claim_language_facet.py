from django.db import migrations


class Migration(migrations.Migration):
    """Give claims that are public already what `claim_compose` gives those that are published from now on."""

    dependencies = [("claims", "0034_claim_removed")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE claims_publication SET facets = (
                SELECT array_agg(DISTINCT facet COLLATE "C" ORDER BY facet COLLATE "C") FROM unnest(
                    facets || ('language:' || lower(split_part(body::json ->> 'language', '-', 1)))::varchar
                ) AS facet
            )
            WHERE kind = 'claim' AND NOT is_gone AND redirect_to = '' AND body::json ->> 'language' <> ''
            """,
            """
            UPDATE claims_publication SET facets = ARRAY(
                SELECT facet FROM unnest(facets) AS facet WHERE facet NOT LIKE 'language:%'
            )
            WHERE kind = 'claim' AND NOT is_gone
            """,
        ),
        # Or a list in the language of all of them is looked for as if few were.
        migrations.RunSQL("ANALYZE claims_publication", migrations.RunSQL.noop),
    ]
