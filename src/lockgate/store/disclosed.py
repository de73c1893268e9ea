"""What counts as disclosed, and from when: (p)(3)(A), R29, R44.

A package in the direct form counts from its hand-over; a gated one from its opening, once its key left. The row of the
accounting is written with the seal and complete then, so that nothing leaves unaccounted; its date is that of the
seal, and the date of the disclosure is asked here. One taxpayer is one, however often a package was issued.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from lockgate.store.models.releases import DisclosureRow

_OPENED = Q(package__opening__grant__isnull=False)
_DIRECT = Q(package__gateway_key=None, package__handover__isnull=False)
_UNREAD = Q(package__gateway_key__isnull=False, package__opening__grant=None)


@dataclass(frozen=True, slots=True)
class Disclosures:
    """Lines of the accounting, by what became of their packages.

    Attributes:
        instances: lines disclosed: a record to a recipient.
        taxpayers: distinct taxpayers among them.
        waiting: lines of packages that can still be opened.
        purged: lines of packages whose key was erased before anybody opened them.
    """

    instances: int
    taxpayers: int
    waiting: int
    purged: int


def disclosures() -> Disclosures:
    """How many lines were disclosed, how many wait, and how many never will be."""
    rows = _disclosed()
    unread = DisclosureRow.objects.filter(_UNREAD)
    return Disclosures(
        instances=rows.count(),
        taxpayers=rows.values("taxpayer").distinct().count(),
        waiting=unread.filter(package__purge=None, package__recall=None).count(),
        purged=unread.filter(package__purge__isnull=False).count(),
    )


def disclosed_on(case: str) -> tuple[tuple[int, str, date], ...]:
    """The disclosures of a case: row, recipient, and the day; in row order."""
    opened, handed = F("package__opening__act__entry__at"), F("package__handover__act__entry__at")
    day = TruncDate(Coalesce(opened, handed), output_field=DateField())
    rows = _disclosed().filter(case_id=case).annotate(day=day).order_by("row", "recipient")
    return tuple(rows.values_list("row", "recipient", "day"))


def _disclosed() -> "QuerySet[DisclosureRow]":
    return DisclosureRow.objects.filter(_OPENED | _DIRECT)
