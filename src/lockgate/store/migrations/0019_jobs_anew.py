"""What a draft's officer is shown is sealed from here on: jobs that are under way are made ready, and signed, anew."""

from django.db import migrations


def made_anew(apps, _editor) -> None:
    """Nothing that was shown before stays in the clear; no act is lost by it, for none of these is entered."""
    under_way = apps.get_model("store", "JobRow").objects.filter(ended_at=None, state__in=["asked", "to_sign"])
    under_way.update(state="asked", decision=b"", signature=b"", signed_at=None, told=b"{}")


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0018_sign_counts"),
    ]

    operations = [migrations.RunPython(made_anew, migrations.RunPython.noop)]
