"""The accounting of disclosures as trees: what a sealed package and its entry commit to (R29, R30).

Before salted leaves there was one plain tree over a package's rows; packages sealed then are still checked so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from lockgate.canonical import canonical, parse_canonical
from lockgate.errors import IntegrityError
from lockgate.store.home import Home
from lockgate.store.models.log import EntryRow
from lockgate.store.models.releases import DisclosureRow, PackageRow
from lockgate.store.publication import prove
from lockgate.store.values import Disclosure
from lockgate.tlog.accounting import (
    ACCOUNTING,
    SEED,
    AccountedPackage,
    AccountedRow,
    Place,
    Salts,
    accounted_row_bytes,
    accounting_commitment,
    accounting_value,
    package_leaf,
    row_hashes,
    subtree_of,
)
from lockgate.tlog.entries import parse_salted_leaf
from lockgate.tlog.merkle import leaf_hash, root_of
from lockgate.tlog.proofs import parse_proof

_NAMES = tuple(field.name for field in fields(Disclosure))


def accounting_values(row: Disclosure | DisclosureRow) -> tuple[str, ...]:
    """One accounting row as texts, in the order of ``tlog.accounting.COLUMNS``."""
    return tuple(str(getattr(row, name)) for name in _NAMES)


def commitment_of(salts: Salts, rows: Iterable[Disclosure | DisclosureRow]) -> str:
    """The commitment to the accounting rows of one package, in row order, 64 hexadecimal digits."""
    return accounting_commitment(salts.of_package, subtree_of(row_hashes(salts, map(accounting_values, rows))))


def details_of(seed: bytes, packages: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The two details that the entry of a sealing keeps of its accounting.

    Args:
        seed: what all salts followed from.
        packages: each package's hash and the commitment to its rows; the tree has them in the order of their hashes.
    """
    return (ACCOUNTING, accounting_value(sorted(packages))), (SEED, seed.hex())


@dataclass(frozen=True, slots=True)
class Kept:
    """What the entry of a sealing keeps of its accounting: the value it commits to, and the seed of the salts."""

    value: str
    seed: bytes


def accounting_kept(entry: EntryRow) -> Kept | None:
    """What an entry keeps of its accounting; None where it was written before there was any.

    Raises:
        IntegrityError: it keeps one of the two without the other.
    """
    found: dict[str, str] = {}
    for leaf in _leaves(entry):
        _, name, value = parse_salted_leaf(leaf)
        if name in {ACCOUNTING, SEED}:
            found[name] = value
    if not found:
        return None
    if len(found) != 2:
        raise IntegrityError(f"Entry {entry.pk} keeps only a part of what it says of its accounting.")
    return Kept(found[ACCOUNTING], bytes.fromhex(found[SEED]))


def _leaves(entry: EntryRow) -> list[bytes]:
    leaves = parse_canonical(bytes(entry.leaves))
    return [str(leaf).encode("utf-8") for leaf in leaves] if isinstance(leaves, list) else []


def rows_of_package(package: PackageRow) -> Sequence[DisclosureRow]:
    """The accounting rows of a package, in row order."""
    return list(DisclosureRow.objects.filter(package=package).order_by("row"))


def proved_row(home: Home, package: str, row: int) -> bytes | None:
    """One accounting row of a package with its proof; None where the package accounts for no such row.

    Raises:
        IntegrityError: the sealing is not published yet, was made before rows had salts, or commits to other rows.
    """
    sealed = PackageRow.objects.select_related("entry").get(id=package)
    kept = accounting_kept(sealed.entry)
    if kept is None:
        raise IntegrityError(f"Package {package[:12]} was sealed before rows of the accounting had proofs.")
    rows, salts = rows_of_package(sealed), Salts(kept.seed, sealed.officer)
    numbers = [one.row for one in rows]
    if row not in numbers:
        return None
    hashes = row_hashes(salts, map(accounting_values, rows))
    together = packages_of_entry(sealed.entry)
    if commitment_of(salts, rows) != sealed.accounting_root or accounting_value(together) != kept.value:
        raise IntegrityError(f"The accounting of package {package[:12]} is not the one it was sealed with.")
    packages = [leaf_hash(package_leaf(*one)) for one in together]
    details = _leaves(sealed.entry)
    place = next(number for number, leaf in enumerate(details) if parse_salted_leaf(leaf)[1] == ACCOUNTING)
    found = AccountedRow(
        salt=salts.of_row(str(row)),
        values=accounting_values(rows[numbers.index(row)]),
        among_rows=Place.of(hashes, numbers.index(row)),
        package=AccountedPackage(salts.of_package, package, subtree_of(hashes)),
        among_packages=Place.of(packages, [one for one, _ in together].index(package)),
        packages=subtree_of(packages),
        detail_salt=parse_salted_leaf(details[place])[0],
        among_details=Place.of([leaf_hash(leaf) for leaf in details], place),
        entry=bytes(sealed.entry.body),
        proof=parse_proof(prove(home, sealed.entry.leaf)),
    )
    return accounted_row_bytes(found)


def packages_of_entry(entry: EntryRow) -> list[tuple[str, str]]:
    """The packages of one sealing, each with the commitment to its rows, in the order of their hashes."""
    return sorted(PackageRow.objects.filter(entry=entry).values_list("id", "accounting_root"))


def plain_root(rows: Iterable[DisclosureRow]) -> str:
    """What a package sealed before there were salts states: the root over its rows, 64 hexadecimal digits."""
    return root_of([leaf_hash(canonical([*accounting_values(row)])) for row in rows]).hex()
