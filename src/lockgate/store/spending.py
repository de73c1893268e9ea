"""Budgets: how much somebody asked for in a span of time, counted for all processes together."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from lockgate.store.models.queue import SpentRow


def spend(budget: str, who: str, since: datetime) -> int:
    """Count one more; how much was spent in this span, this one included. Earlier spans are dropped."""
    with transaction.atomic():
        row, fresh = SpentRow.objects.get_or_create(budget=budget, who=who, since=since)
        SpentRow.objects.filter(id=row.id).update(spent=F("spent") + 1)
        if fresh:
            SpentRow.objects.filter(budget=budget, since__lt=since).delete()
        return int(SpentRow.objects.values_list("spent", flat=True).get(id=row.id))
