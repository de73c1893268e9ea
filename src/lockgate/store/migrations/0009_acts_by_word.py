"""A case's acts are found by their word. An index is added beside the table, which stays as it is with its triggers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0008_authorities"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="actrow",
            index=models.Index(fields=["case", "act"], name="acts_of_a_case_by_word"),
        ),
    ]
