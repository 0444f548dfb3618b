from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0022_checkpoint")]

    operations = [
        migrations.AlterField(
            model_name="publication",
            name="kind",
            field=models.CharField(
                choices=[
                    ("claim", "Claim"),
                    ("statement", "Statement"),
                    ("speaker", "Speaker"),
                    ("outlet", "Outlet"),
                    ("document", "Document"),
                    ("topic", "Topic"),
                    ("correction", "Correction"),
                    ("scale", "House scale"),
                    ("checkpoint", "Checkpoint"),
                ],
                max_length=12,
            ),
        ),
    ]
