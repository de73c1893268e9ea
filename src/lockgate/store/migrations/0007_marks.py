"""The mark of each copy, append-only like every table."""

import django.db.models.deletion
from django.db import migrations, models

from lockgate.store.triggers import append_only


def protect(apps, schema_editor):
    for statement in append_only(apps.get_model("store", "MarkRow"), schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0006_gateway"),
    ]

    operations = [
        migrations.CreateModel(
            name="MarkRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=64, unique=True)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.actrow"
                    ),
                ),
                (
                    "package",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marked", to="store.packagerow"
                    ),
                ),
            ],
        ),
        migrations.RunPython(protect),
    ]
