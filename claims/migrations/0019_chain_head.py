from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0018_event_action_index")]

    operations = [
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("claim", "Claim"),
                            ("statement", "Statement"),
                            ("speaker", "Speaker"),
                            ("document", "Document"),
                        ],
                        max_length=12,
                    ),
                ),
                ("subject_id", models.CharField(max_length=10)),
                ("number", models.PositiveIntegerField(help_text="How many lines the chain has.")),
                ("hash", models.CharField(help_text="Hash of its newest line.", max_length=64)),
                ("event_id", models.BigIntegerField(help_text="Row of its newest line.")),
            ],
        ),
        migrations.AddConstraint(
            model_name="chainhead",
            constraint=models.UniqueConstraint(fields=("subject", "subject_id"), name="chain_head_once"),
        ),
    ]
