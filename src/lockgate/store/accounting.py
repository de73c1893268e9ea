"""The leaves of the accounting of disclosures: what the root in a sealed package's entry is over (R29, R30)."""

from collections.abc import Iterable
from dataclasses import fields

from lockgate.canonical import canonical
from lockgate.store.models.releases import DisclosureRow
from lockgate.store.values import Disclosure
from lockgate.tlog.merkle import leaf_hash, root_of

_NAMES = tuple(field.name for field in fields(Disclosure))


def accounting_leaf(row: Disclosure | DisclosureRow) -> bytes:
    """One accounting row as a leaf: the canonical array of its fields as texts, in their order."""
    return canonical([str(getattr(row, name)) for name in _NAMES])


def accounting_root(rows: Iterable[Disclosure | DisclosureRow]) -> str:
    """RFC 6962 root over the accounting rows of one package, in row order, 64 hexadecimal digits."""
    return root_of([leaf_hash(accounting_leaf(row)) for row in rows]).hex()
