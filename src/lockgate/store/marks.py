"""Which sealed copy something comes from: by the hash of a mark, by a package's id, or by its bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from lockgate.store.models.marks import MarkRow
from lockgate.store.models.releases import PackageRow


@dataclass(frozen=True, slots=True)
class Copy:
    """One sealed copy: the package, whose it is, of which case, and when it was handed over (None: never)."""

    package: str
    recipient: str
    case: str
    number: str
    handed_over_at: datetime | None


def copies_marked(marks: Iterable[str]) -> dict[str, Copy]:
    """The copies with these hashes of marks, by the hash; a mark of nobody's has none.

    Args:
        marks: 64 hexadecimal digits each.
    """
    rows = MarkRow.objects.filter(mark__in=list(marks)).values_list("mark", "package_id")
    packages = dict(rows)
    found = {one.package: one for one in _copies(PackageRow.objects.filter(id__in=packages.values()))}
    return {mark: found[package] for mark, package in packages.items()}


def copy_sealed(package: str) -> Copy | None:
    """The copy whose file has this name (its sha256), or None."""
    return next(iter(_copies(PackageRow.objects.filter(id=package))), None)


def copy_numbered(number: str) -> Copy | None:
    """The gated copy with this id in its manifest, or None."""
    return next(iter(_copies(PackageRow.objects.filter(gateway_key__number=number))), None)


def _copies(rows: "QuerySet[PackageRow]") -> list[Copy]:
    values: Iterable[tuple[Any, ...]] = rows.order_by("id").values_list(
        "id", "officer", "case_id", "case__number", "handover__act__at"
    )
    return [Copy(*row) for row in values]
