"""Two stages more: of a look-back case. SQLite makes the table anew, so its triggers are put up again."""

from django.db import migrations, models

from lockgate.store.triggers import SQLITE, append_only

STAGES = (
    "submitted", "examined", "reading", "located", "proposed", "authorized", "sealed", "handed_over", "returned",
    "look_back", "looked_back",
)


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == SQLITE:
        for statement in append_only(apps.get_model("store", "CaseRow"), SQLITE):
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("store", "0002_append_only")]
    operations = [
        migrations.RemoveConstraint(model_name="caserow", name="case_stage_known"),
        migrations.AddConstraint(
            model_name="caserow",
            constraint=models.CheckConstraint(condition=models.Q(stage__in=STAGES), name="case_stage_known"),
        ),
        migrations.RunPython(protect),
    ]
