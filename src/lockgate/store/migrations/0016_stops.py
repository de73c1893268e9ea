"""The stops of an outside party, append-only, and the gates of a proposal that was stopped."""

import django.db.models.deletion
from django.db import migrations, models

from lockgate.store.gates import STOP_GATES, gate_statements
from lockgate.store.triggers import append_only


def protect(apps, schema_editor):
    engine = schema_editor.connection.vendor
    statements = list(append_only(apps.get_model("store", "StopRow"), engine))
    statements += [one for gate in STOP_GATES for one in gate_statements(gate, engine)]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0015_loaded"),
    ]

    operations = [
        migrations.CreateModel(
            name="StopRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("officer", models.CharField(max_length=200)),
                ("reason", models.TextField()),
                (
                    "act",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.actrow"),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stop", to="store.proposalrow"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="stoprow",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="stop_has_reason"
            ),
        ),
        migrations.RunPython(protect),
    ]
