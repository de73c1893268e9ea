"""One stage more, of a withdrawn case; versions and withdrawals, append-only, and the gates of a withdrawn case.

SQLite makes the table of cases anew, so its triggers are put up again.
"""

import django.db.models.deletion
from django.db import migrations, models

from lockgate.store.gates import WITHDRAWAL_GATES, gate_statements
from lockgate.store.triggers import SQLITE, append_only

STAGES = (
    "submitted", "examined", "reading", "located", "proposed", "authorized", "sealed", "handed_over", "returned",
    "withdrawn", "look_back", "looked_back",
)
_CASE = {"on_delete": django.db.models.deletion.PROTECT, "to": "store.caserow"}
_ACT = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": "store.actrow"}


def protect(apps, schema_editor):
    engine = schema_editor.connection.vendor
    tables = ["VersionRow", "WithdrawalRow", *(["CaseRow"] if engine == SQLITE else [])]
    statements = [one for table in tables for one in append_only(apps.get_model("store", table), engine)]
    statements += [one for gate in WITHDRAWAL_GATES for one in gate_statements(gate, engine)]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0013_queue"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="caserow", name="case_stage_known"),
        migrations.AddConstraint(
            model_name="caserow",
            constraint=models.CheckConstraint(condition=models.Q(stage__in=STAGES), name="case_stage_known"),
        ),
        migrations.CreateModel(
            name="VersionRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("act", models.ForeignKey(**_ACT)),
                ("case", models.OneToOneField(**_CASE, related_name="version_of")),
                ("former", models.ForeignKey(**_CASE, related_name="later")),
            ],
        ),
        migrations.AddConstraint(
            model_name="versionrow",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=("amend", "extend", "resubmit")), name="version_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="versionrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("case", models.F("former")), _negated=True), name="version_of_another"
            ),
        ),
        migrations.CreateModel(
            name="WithdrawalRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=200)),
                ("statement", models.CharField(max_length=64)),
                ("act", models.ForeignKey(**_ACT)),
                ("case", models.OneToOneField(**_CASE, related_name="withdrawal")),
            ],
        ),
        migrations.AddConstraint(
            model_name="withdrawalrow",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=("withdraw", "amend", "extend")), name="withdrawal_known"
            ),
        ),
        migrations.RunPython(protect),
    ]
