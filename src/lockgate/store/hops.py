"""The hops of a package on its way, each a signed act or an entry of the office, and each with its pair.

Sealed, handed over, fetched, opened (entered, then the key given), receipt; refused, erased, recalled. A crash can
leave a hop without the next one, which ``open_hops`` counts; an act without its row, or a row without its act, is
no crash's doing, and ``check_hops`` says so.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import F, QuerySet

from lockgate.errors import IntegrityError
from lockgate.store.models.acts import ActRow
from lockgate.store.models.gateway import OpeningRow, PurgeRow, RefusedOpeningRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.releases import FetchRow, HandoverRow, PackageRow, RecallRow, ReceiptRow

_Rows = Mapping[str, Callable[[], QuerySet[Any]]]

_ROWS: _Rows = {
    "handover": HandoverRow.objects.all,
    "fetch": FetchRow.objects.all,
    "opening": OpeningRow.objects.all,
    "acknowledge": ReceiptRow.objects.all,
    # What a withdrawal takes back belongs to its own act.
    "recall": lambda: RecallRow.objects.filter(act__act="recall"),
    "reissue": lambda: PackageRow.objects.filter(act__act="reissue"),
}
"""The word of an act on a package, and its rows."""

_OWN: _Rows = {"purge": PurgeRow.objects.all, "refuse_opening": RefusedOpeningRow.objects.all}
"""The word of an entry of the office itself, and its rows."""


def open_hops() -> Mapping[str, int]:
    """How many packages stand at each hop, and the next has not come; recalled ones are at the end of their way."""
    out = PackageRow.objects.filter(recall=None)
    handed = out.filter(handover__isnull=False)
    gated = handed.filter(gateway_key__isnull=False, purge=None)
    waits: dict[str, QuerySet[PackageRow]] = {
        "not_handed_over": out.filter(handover=None),
        "not_fetched": handed.filter(fetches=None, purge=None),
        "not_opened": gated.filter(fetches__isnull=False, opening=None),
        "key_not_given": gated.filter(opening__isnull=False, opening__grant=None),
        "no_receipt": handed.filter(receipt=None).filter(fetches__isnull=False).exclude(
            gateway_key__isnull=False, opening__grant=None
        ),
    }  # fmt: skip
    return {name: rows.distinct().count() for name, rows in waits.items()}


def check_hops() -> None:
    """Every act on a package has a row of its hop, every row an act of its word; likewise the office's own entries.

    Raises:
        IntegrityError: naming the hop.
    """
    for word, all_of in _ROWS.items():
        acts = set(ActRow.objects.filter(act=word).values_list("id", flat=True))
        rows = set(all_of().values_list("act_id", flat=True))
        if acts != rows:
            raise IntegrityError(f"{len(acts ^ rows)} acts of the hop {word} stand without their pair.")
    for word, all_of in _OWN.items():
        entries = set(EntryRow.objects.filter(act=word).values_list("id", flat=True))
        if entries != set(all_of().values_list("entry_id", flat=True)):
            raise IntegrityError(f"Entries of the hop {word} stand without their pair.")
    early = PackageRow.objects.filter(handover__act_id__lte=F("act_id")).count()
    if early:
        raise IntegrityError(f"{early} packages were handed over before they were sealed.")
