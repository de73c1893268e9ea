"""Counters of security keys. No part of the record of work, so the rows change: no triggers here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0017_rounds"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignCountRow",
            fields=[
                ("credential", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("counter", models.PositiveBigIntegerField(default=0)),
            ],
        ),
    ]
