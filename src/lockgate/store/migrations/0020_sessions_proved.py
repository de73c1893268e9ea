"""When a session's person showed again who they are. Sessions are no part of the record of work: no triggers here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0019_jobs_anew"),
    ]

    operations = [
        migrations.AddField("sessionrow", "asked", models.CharField(blank=True, db_index=True, default="", max_length=64)),
        migrations.AddField("sessionrow", "asked_at", models.DateTimeField(null=True)),
        migrations.AddField("sessionrow", "proved_at", models.DateTimeField(null=True)),
    ]
