from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0006_indexes_of_few"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="outgoing",
            index=models.Index(condition=models.Q(("sent__isnull", False)), fields=["door", "sent"], name="outgoing_sent"),
        ),
    ]
