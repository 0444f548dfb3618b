"""Gives each facet that very many share a list of its own, and enters what is published already."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0040_bodies_stored_as_sent"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListPlace",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "list",
                        "listed_at",
                        "publication_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("list", models.CharField(help_text="Kind and facet, such as claim:outlet:0123456789.", max_length=80)),
                ("listed_at", models.DateTimeField(help_text="`sort_at` of the publication.")),
                ("publication_id", models.BigIntegerField()),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publication",
            trigger=pgtrigger.compiler.Trigger(
                name="places_entered",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO claims_listplace (list, listed_at, publication_id) SELECT one.kind || ':' || facet AS list, one.sort_at, one.id FROM entered AS one, unnest(one.facets) AS facet WHERE NOT one.is_gone AND one.redirect_to = '' AND split_part(facet, ':', 1) IN ('speaker', 'outlet', 'topic') ON CONFLICT DO NOTHING; RETURN NULL;",
                    hash="4eed0ed946f983838d8474487ef7088f1c32a201",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_places_entered_cbe50",
                    referencing="REFERENCING NEW TABLE AS entered ",
                    table="claims_publication",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publication",
            trigger=pgtrigger.compiler.Trigger(
                name="places_left",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="DELETE FROM claims_listplace AS place USING (SELECT one.kind || ':' || facet AS list, one.sort_at, one.id FROM left_rows AS one, unnest(one.facets) AS facet WHERE NOT one.is_gone AND one.redirect_to = '' AND split_part(facet, ':', 1) IN ('speaker', 'outlet', 'topic')) AS left_ WHERE place.list = left_.list AND place.listed_at = left_.sort_at AND place.publication_id = left_.id; RETURN NULL;",
                    hash="5d1137a9795517fb8aa7d9680a6a9fa604693ded",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_places_left_4bce7",
                    referencing="REFERENCING OLD TABLE AS left_rows ",
                    table="claims_publication",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publication",
            trigger=pgtrigger.compiler.Trigger(
                name="places_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="DELETE FROM claims_listplace AS place USING (SELECT a.kind || ':' || facet AS list, a.sort_at, a.id FROM were AS a JOIN are AS b USING (id), unnest(a.facets) AS facet WHERE NOT a.is_gone AND a.redirect_to = '' AND split_part(facet, ':', 1) IN ('speaker', 'outlet', 'topic') AND (a.facets, a.sort_at, a.is_gone, a.redirect_to) IS DISTINCT FROM (b.facets, b.sort_at, b.is_gone, b.redirect_to)) AS left_ WHERE place.list = left_.list AND place.listed_at = left_.sort_at AND place.publication_id = left_.id;INSERT INTO claims_listplace (list, listed_at, publication_id) SELECT b.kind || ':' || facet AS list, b.sort_at, b.id FROM were AS a JOIN are AS b USING (id), unnest(b.facets) AS facet WHERE NOT b.is_gone AND b.redirect_to = '' AND split_part(facet, ':', 1) IN ('speaker', 'outlet', 'topic') AND (a.facets, a.sort_at, a.is_gone, a.redirect_to) IS DISTINCT FROM (b.facets, b.sort_at, b.is_gone, b.redirect_to) ON CONFLICT DO NOTHING; RETURN NULL;",
                    hash="7341ebf81a09e1b3aa46006c52e8a368b7ffea34",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_places_changed_3713e",
                    referencing="REFERENCING OLD TABLE AS were  NEW TABLE AS are ",
                    table="claims_publication",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(
            sql="""
            INSERT INTO claims_listplace (list, listed_at, publication_id)
            SELECT kind || ':' || facet, sort_at, id FROM claims_publication, unnest(facets) AS facet
            WHERE NOT is_gone AND redirect_to = ''
                AND split_part(facet, ':', 1) IN ('speaker', 'outlet', 'topic')
            ON CONFLICT DO NOTHING
            """,
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.RunSQL("ANALYZE claims_listplace", migrations.RunSQL.noop),
    ]
