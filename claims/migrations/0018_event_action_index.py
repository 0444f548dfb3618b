from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0017_event_kept_to_the_byte")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["action", "at"], name="event_action_idx"),
        ),
    ]
