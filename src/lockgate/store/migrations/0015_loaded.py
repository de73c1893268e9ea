"""What two persons put in force beside the registers, append-only like every table of the record of work."""

import django.db.models.deletion
from django.db import migrations, models

from lockgate.store.triggers import append_only


def protect(apps, schema_editor):
    for statement in append_only(apps.get_model("store", "LoadedRow"), schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0014_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="LoadedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=200)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("since", models.DateTimeField()),
                ("loaded_at", models.DateTimeField()),
                ("standing", models.PositiveBigIntegerField()),
                ("first_officer", models.CharField(max_length=200)),
                ("second_officer", models.CharField(max_length=200)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="loaded", to="store.entryrow"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "name", "since"], name="loaded_by_name")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_officer", models.F("second_officer")), _negated=True),
                            models.Q(("first_officer", ""), _negated=True),
                            models.Q(("second_officer", ""), _negated=True),
                            models.Q(("kind", ""), _negated=True),
                        ),
                        name="loaded_by_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("since__gte", models.F("loaded_at"))), name="loaded_for_later"
                    ),
                ],
            },
        ),
        migrations.RunPython(protect),
    ]
