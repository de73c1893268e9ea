"""Make every table append-only, put the gates of a release up, and write the one standing row."""

from django.db import migrations

from lockgate.store.gates import GATES, gate_statements
from lockgate.store.triggers import POSTGRES, POSTGRES_REFUSAL, append_only


def protect(apps, schema_editor):
    engine = schema_editor.connection.vendor
    apps.get_model("store", "StandingRow").objects.create(id=1, version=1)
    statements = [POSTGRES_REFUSAL] if engine == POSTGRES else []
    for model in apps.get_app_config("store").get_models():
        statements += append_only(model, engine)
    for gate in GATES:
        statements += gate_statements(gate, engine)
    for statement in statements:
        # No parameters: the statements hold no values, and a percent sign stays one.
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_tables")]
    operations = [migrations.RunPython(protect)]
