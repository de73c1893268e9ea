"""The gated form: keys, openings, refusals, erasures, re-issues; and an officer's package may follow one that is gone.

SQLite makes the table of packages anew, so every trigger that speaks of it is taken down before and put up after.
"""

import django.db.models.deletion
from django.db import migrations, models

from lockgate.store.gates import GATES, GATEWAY_GATES, gate_statements
from lockgate.store.triggers import SQLITE, append_only

TABLE = "store_packagerow"
NEW = ("GatewayKeyRow", "OpeningRow", "GrantRow", "RefusedOpeningRow", "PurgeRow", "ReissueRow")


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor != SQLITE:
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE %s", [f"%{TABLE}%"])
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        schema_editor.execute(f'DROP TRIGGER "{name}"', params=None)


def put_up(apps, schema_editor):
    engine = schema_editor.connection.vendor
    statements = [one for name in NEW for one in append_only(apps.get_model("store", name), engine)]
    if engine == SQLITE:
        statements += append_only(apps.get_model("store", "PackageRow"), engine)
        statements += [one for gate in GATES for one in gate_statements(gate, engine) if TABLE in one]
    statements += [one for gate in GATEWAY_GATES for one in gate_statements(gate, engine)]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0004_holds"),
    ]

    operations = [
        migrations.RunPython(take_down),
        migrations.CreateModel(
            name="GatewayKeyRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=32, unique=True)),
                ("signature_certificate", models.CharField(max_length=64)),
                ("wrapped", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="GrantRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("proof", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="OpeningRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("officer", models.CharField(max_length=200)),
                ("request", models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="PurgeRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RefusedOpeningRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("officer", models.CharField(max_length=200)),
                ("code", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ReissueRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="packagerow",
            name="one_package_per_recipient",
        ),
        migrations.AddField(
            model_name="gatewaykeyrow",
            name="package",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="gateway_key", to="store.packagerow"
            ),
        ),
        migrations.AddField(
            model_name="openingrow",
            name="act",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.actrow"),
        ),
        migrations.AddField(
            model_name="openingrow",
            name="package",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="opening", to="store.packagerow"
            ),
        ),
        migrations.AddField(
            model_name="grantrow",
            name="opening",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="grant", to="store.openingrow"
            ),
        ),
        migrations.AddField(
            model_name="purgerow",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="purges", to="store.caserow"
            ),
        ),
        migrations.AddField(
            model_name="purgerow",
            name="entry",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.entryrow"),
        ),
        migrations.AddField(
            model_name="purgerow",
            name="package",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="purge", to="store.packagerow"
            ),
        ),
        migrations.AddField(
            model_name="refusedopeningrow",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.entryrow"
            ),
        ),
        migrations.AddField(
            model_name="refusedopeningrow",
            name="package",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="refused_openings", to="store.packagerow"
            ),
        ),
        migrations.AddField(
            model_name="reissuerow",
            name="act",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.actrow"),
        ),
        migrations.AddField(
            model_name="reissuerow",
            name="package",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="reissue", to="store.packagerow"
            ),
        ),
        migrations.AddField(
            model_name="reissuerow",
            name="replaces",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="replaced_by", to="store.packagerow"
            ),
        ),
        migrations.AddConstraint(
            model_name="refusedopeningrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("code", ""), _negated=True), name="refused_opening_has_ground"
            ),
        ),
        migrations.AddConstraint(
            model_name="reissuerow",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="reissue_has_reason"
            ),
        ),
        migrations.RunPython(put_up),
    ]
