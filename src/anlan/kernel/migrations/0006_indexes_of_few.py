from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0005_inbox_indexes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(condition=models.Q(("closed__isnull", True)), fields=["due"], name="matter_due"),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(condition=models.Q(("closed__isnull", False)), fields=["closed"], name="matter_closed"),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["state"], name="matter_state"),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(condition=models.Q(("secrecy", "公开")), fields=["id"], name="matter_public"),
        ),
    ]
