"""Proposals for substitutes, append-only like every table, and the gates of a package for one."""

import django.db.models.deletion
from django.db import migrations, models

from lockgate.store.gates import SUBSTITUTES_GATES, gate_statements
from lockgate.store.triggers import SQLITE, append_only


def protect(apps, schema_editor):
    engine = schema_editor.connection.vendor
    former = "store_packagerow_gate_current_proposal"
    if engine == SQLITE:
        statements = [f'DROP TRIGGER "{former}"']
    else:
        statements = [f'DROP TRIGGER "{former}" ON "store_packagerow"', f'DROP FUNCTION "{former}"()']
    statements += append_only(apps.get_model("store", "SubstitutionRow"), engine)
    statements += [one for gate in SUBSTITUTES_GATES for one in gate_statements(gate, engine)]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0010_sessions"),
    ]

    operations = [
        migrations.CreateModel(
            name="SubstitutionRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("officer", models.CharField(max_length=200)),
                ("instead", models.CharField(max_length=200)),
                ("amendment", models.CharField(max_length=64)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.actrow"
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="substitution", to="store.proposalrow"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="substitutionrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("officer", models.F("instead")), _negated=True),
                    models.Q(("officer", ""), _negated=True),
                    models.Q(("instead", ""), _negated=True),
                ),
                name="substitute_is_another",
            ),
        ),
        migrations.RunPython(protect),
    ]
