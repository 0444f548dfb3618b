"""No two topics whose names differ by capitals only; what makes an origin is told as it is counted.

Where an older record has such topics the later ones are numbered, "war (2)", for an editor to merge or to name.
"""

from itertools import count

import django.db.models.functions.text
from django.db import migrations, models
from django.db.models import Q, Value
from django.db.models.functions import Lower


def number_later_ones(apps, schema_editor):
    """Give topics whose names differ by capitals only a number each, and have what shows them written anew."""
    topics, publications = (apps.get_model("claims", name).objects for name in ("Topic", "Publication"))
    rows = list(topics.annotate(level=Lower("name")).order_by("pk"))
    names, taken = {topic.level for topic in rows}, set()
    for topic in rows:
        if topic.level not in taken:
            taken.add(topic.level)
            continue
        for number in count(2):
            ending = f" ({number})"
            name = f"{topic.name[: 100 - len(ending)].rstrip()}{ending}"
            level = topics.filter(pk=topic.pk).values_list(Lower(Value(name)), flat=True).get()
            if level not in names:
                break
        names.add(level)
        topics.filter(pk=topic.pk).update(name=name)
        shows = Q(facets__contains=[f"topic:{topic.public_id}"]) | Q(kind="topic", public_id=topic.public_id)
        publications.filter(shows, is_gone=False).update(is_stale=True)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0045_verdict_notifications"),
    ]

    operations = [
        # The way back needs nothing: a number harms no name.
        migrations.RunPython(number_later_ones, migrations.RunPython.noop),
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
