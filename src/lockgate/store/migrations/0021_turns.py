"""Whose turn it is in the queue. Neither table is part of the record of work: no triggers here."""

from django.db import migrations, models


def agencies(apps, _editor) -> None:
    """Jobs that wait already are of the agency of their case, or of their upload."""
    waiting = apps.get_model("store", "JobRow").objects.filter(ended_at=None)
    for job in waiting:
        kept = apps.get_model("store", "UploadRow" if job.upload else "CaseRow").objects.filter(id=job.subject).first()
        waiting.filter(id=job.id).update(agency=kept.agency if kept is not None else "")


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0020_sessions_proved"),
    ]

    operations = [
        migrations.AddField("jobrow", "agency", models.CharField(blank=True, default="", max_length=200)),
        migrations.CreateModel(
            name="TurnRow",
            fields=[
                ("who", models.CharField(max_length=232, primary_key=True, serialize=False)),
                ("turn", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.RunPython(agencies, migrations.RunPython.noop),
    ]
