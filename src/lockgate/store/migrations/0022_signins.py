"""Sign-ins, and refused ones held to an officer. No part of the record of work, so the rows change: no triggers here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0021_turns"),
    ]

    operations = [
        migrations.CreateModel(
            name="LastSignInRow",
            fields=[
                ("officer", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("last_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("changes_seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SignInRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("officer", models.CharField(max_length=200)),
                ("what", models.CharField(max_length=200)),
                ("way", models.CharField(max_length=200)),
                ("client", models.CharField(blank=True, default="", max_length=200)),
                ("day", models.DateField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("count", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("officer", "what", "way", "client", "day"), name="sign_ins_of_a_day_once"
                    )
                ],
            },
        ),
    ]
