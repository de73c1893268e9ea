"""The agency's authorities as two officers loaded them, append-only like every table."""

import django.db.models.deletion
from django.db import migrations, models

from lockgate.store.triggers import append_only


def protect(apps, schema_editor):
    for statement in append_only(apps.get_model("store", "AuthoritiesRow"), schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0007_marks"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthoritiesRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("loaded_at", models.DateTimeField()),
                ("first_officer", models.CharField(max_length=200)),
                ("second_officer", models.CharField(max_length=200)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="authorities", to="store.entryrow"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="authoritiesrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_officer", models.F("second_officer")), _negated=True),
                    models.Q(("first_officer", ""), _negated=True),
                    models.Q(("second_officer", ""), _negated=True),
                ),
                name="authorities_by_two_persons",
            ),
        ),
        migrations.RunPython(protect),
    ]
