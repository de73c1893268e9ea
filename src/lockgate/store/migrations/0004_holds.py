"""Holds and their ends, append-only like every table (R50)."""

import django.db.models.deletion
from django.db import migrations, models

from lockgate.store.triggers import append_only


def protect(apps, schema_editor):
    for name in ("HoldRow", "LiftRow"):
        for statement in append_only(apps.get_model("store", name), schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0003_look_back_stages'),
    ]

    operations = [
        migrations.CreateModel(
            name='HoldRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('officer', models.CharField(max_length=200)),
                ('held', models.CharField(max_length=200)),
                ('code', models.CharField(max_length=200)),
                ('hook', models.CharField(max_length=200)),
                ('reason', models.TextField()),
                ('owner', models.CharField(max_length=200)),
                ('since', models.DateTimeField()),
                ('due', models.DateField()),
                ('records', models.BigIntegerField()),
                ('act', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.actrow')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='store.caserow')),
            ],
        ),
        migrations.CreateModel(
            name='LiftRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.actrow')),
                ('hold', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lift', to='store.holdrow')),
            ],
        ),
        migrations.AddConstraint(
            model_name='holdrow',
            constraint=models.CheckConstraint(condition=models.Q(('held__in', ('records', 'answers'))), name='hold_is_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='holdrow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('hook', ''), _negated=True), models.Q(('reason', ''), _negated=True), models.Q(('owner', ''), _negated=True)), name='hold_has_owner_and_reason'),
        ),
        migrations.RunPython(protect),
    ]
