"""One index for what is searched by words and by time together."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0037_event_format_three"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="publication",
            name="publication_claim_gin",
        ),
        migrations.RemoveIndex(
            model_name="publication",
            name="publication_statement_gin",
        ),
        migrations.RemoveIndex(
            model_name="publication",
            name="publication_document_gin",
        ),
        migrations.AddIndex(
            model_name="publication",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Case(models.When(is_gone=False, kind="claim", then="search")), name="publication_claim_gin"
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Case(models.When(is_gone=False, kind="statement", then="search")),
                name="publication_statement_gin",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Case(models.When(is_gone=False, kind="document", then="search")), name="publication_document_gin"
            ),
        ),
    ]
