import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0035_claim_language_facet"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="publication",
            name="publication_search_gin",
        ),
        migrations.AddIndex(
            model_name="publication",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("is_gone", False), ("kind__in", ("outlet", "speaker", "topic"))),
                fields=["search"],
                name="publication_names_gin",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("is_gone", False), ("kind__in", ("claim",))),
                fields=["search"],
                name="publication_claim_gin",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("is_gone", False), ("kind__in", ("statement",))),
                fields=["search"],
                name="publication_statement_gin",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("is_gone", False), ("kind__in", ("document",))),
                fields=["search"],
                name="publication_document_gin",
            ),
        ),
    ]
