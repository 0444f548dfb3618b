"""No two topics whose names differ by capitals only; what makes an origin is told as it is counted."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0045_verdict_notifications"),
    ]

    operations = [
        migrations.AlterField(
            model_name="evidence",
            name="origin_key",
            field=models.CharField(
                editable=False,
                help_text="What makes two pieces of evidence one source: the dispatch, the domain, or who made a file.",
                max_length=300,
            ),
        ),
        migrations.AlterField(
            model_name="topic",
            name="name",
            field=models.CharField(help_text="For example: Mobilisation.", max_length=100),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                name="topic_name",
                violation_error_message="There is a topic of this name already.",
            ),
        ),
    ]
