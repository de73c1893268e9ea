"""What one person entered and a second has yet to confirm. It governs nothing, so its rows go: no triggers here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0011_substitutes"),
    ]

    operations = [
        migrations.CreateModel(
            name="PendingRow",
            fields=[
                ("subject", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("act", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("replaces", models.CharField(blank=True, max_length=64)),
                ("officer", models.CharField(max_length=200)),
                ("decision", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("fingerprints", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
