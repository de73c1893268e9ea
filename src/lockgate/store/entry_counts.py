"""How many entries of each act there are; anybody can count the published ones in the log."""

from django.db.models import Count

from lockgate.store.models.log import EntryRow


def entries_by_act() -> dict[str, int]:
    """The act's word -> its entries, those included that the next checkpoint will publish."""
    counted = EntryRow.objects.order_by("act").values("act").annotate(entries=Count("id"))
    return dict(counted.values_list("act", "entries"))
