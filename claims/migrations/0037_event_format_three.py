from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0036_words_of_each_kind")]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="format",
            field=models.PositiveSmallIntegerField(default=3, help_text="How its hash was made."),
        ),
    ]
