from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0010_presence")]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="reopened_for",
            field=models.CharField(
                blank=True,
                choices=[("recheck", "Recheck due"), ("source", "A source changed")],
                default="",
                editable=False,
                max_length=10,
            ),
            preserve_default=False,
        ),
    ]
