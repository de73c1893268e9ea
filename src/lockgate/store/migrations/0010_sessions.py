"""Sessions of the console. No part of the record of work, so its rows change and go: no triggers here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0009_acts_by_word"),
    ]

    operations = [
        migrations.CreateModel(
            name="SessionRow",
            fields=[
                ("token", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("officer", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=64)),
                ("way", models.CharField(max_length=200)),
                ("begun_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
        ),
    ]
