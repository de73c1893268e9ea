"""Rounds with their sealed seeds, answers and restorations, append-only, and the gates of votes that follow."""

import django.db.models.deletion
from django.db import migrations, models

from lockgate.store.gates import gate_statements
from lockgate.store.gates_rounds import ROUND_GATES
from lockgate.store.triggers import append_only


def protect(apps, schema_editor):
    engine = schema_editor.connection.vendor
    for name in ("SeedsRow", "RoundRow", "RoundCloseRow", "RestoreRow"):
        for statement in append_only(apps.get_model("store", name), engine):
            schema_editor.execute(statement, params=None)
    for gate in ROUND_GATES:
        for statement in gate_statements(gate, engine):
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0016_stops"),
    ]

    operations = [
        migrations.CreateModel(
            name="SeedsRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("commitment", models.CharField(max_length=64, unique=True)),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="RoundCloseRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("officer", models.CharField(max_length=200)),
                ("missed", models.PositiveIntegerField()),
                ("returned", models.PositiveIntegerField()),
                (
                    "act",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.actrow"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.proposalrow"
                    ),
                ),
                (
                    "seeds",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="closing", to="store.seedsrow"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RestoreRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("officer", models.CharField(max_length=200)),
                ("reason", models.TextField()),
                (
                    "act",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.actrow"),
                ),
                (
                    "closing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="restored", to="store.roundcloserow"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="restoring_has_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("officer", models.CharField(max_length=200)),
                ("number", models.PositiveIntegerField()),
                ("begin", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("shown", models.PositiveIntegerField()),
                ("last", models.BooleanField()),
                (
                    "act",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.actrow"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="store.proposalrow"
                    ),
                ),
                (
                    "seeds",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.seedsrow"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("begin")), ("number__gte", 1), ("shown__gt", 0)),
                        name="round_shows_items",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="roundcloserow",
            index=models.Index(fields=["officer", "missed"], name="seeds_missed_by"),
        ),
        migrations.RunPython(protect),
    ]
