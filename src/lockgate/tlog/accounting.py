"""One row of the accounting of disclosures, proved against the public log (docs/formats/accounting.md).

Every package's rows are a tree of salted leaves, and a salted commitment to that tree stands for the package; the
packages of one sealing are a tree over those, and its root is one salted detail of the entry. So one row can be shown
with its proof, which tells nothing of any other row or package; and neither the public entry nor a package's manifest
tells how many rows there are, or none (R46).
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from lockgate.canonical import Canonical, Parsed, canonical, parse_canonical
from lockgate.errors import IntegrityError
from lockgate.tlog.cosigned_times import verify_entry
from lockgate.tlog.entries import SALT_SIZE, Entry, Subtree, check_salt, salted_leaf
from lockgate.tlog.merkle import inclusion_proof, leaf_hash, root_of, verify_inclusion
from lockgate.tlog.policies import Accepted, Policy
from lockgate.tlog.proofs import LogProof, parse_proof, proof_bytes
from lockgate.tlog.text import HASH_SIZE, decode_hex

FORMAT = "lockgate/accounting/v1"
"""Names the format in the document."""

ACCOUNTING = "accounting"
"""The name of the detail that commits to the accounting of one sealing."""

SEED = "accounting_seed"
"""The name of the detail that keeps the sealing's seed; it is never opened."""

SEED_SIZE = 32
"""Bytes of the seed of a sealing, from which all salts of its accounting follow."""

COLUMNS = (
    "row", "record_id", "name", "authority", "agency", "purpose", "period", "disclosed_on", "method", "office",
    "recipient", "taxpayer",
)  # fmt: skip
"""The fields of a row, in their order; every one a text."""


@dataclass(frozen=True)
class Place:
    """Where a leaf stands in a tree: its index from 0, and the inclusion proof (RFC 6962)."""

    index: int
    path: tuple[bytes, ...]

    @classmethod
    def of(cls, leaves: Sequence[bytes], index: int) -> "Place":
        """The place of a leaf among these leaf hashes."""
        return cls(index, inclusion_proof(leaves, index))


@dataclass(frozen=True)
class AccountedPackage:
    """One package's accounting, opened."""

    salt: bytes
    package: str
    """The package's hash, 64 hexadecimal digits."""
    rows: Subtree
    """The tree over its rows' leaves."""

    @property
    def leaf(self) -> bytes:
        """The bytes of its leaf in the sealing's tree."""
        return package_leaf(self.package, accounting_commitment(self.salt, self.rows))


@dataclass(frozen=True)
class AccountedRow:
    """One row with all that is needed to verify it offline, given the policy."""

    salt: bytes
    values: tuple[str, ...]
    """In the order of COLUMNS."""
    among_rows: Place
    package: AccountedPackage
    among_packages: Place
    packages: Subtree
    """The tree over the packages of the sealing."""
    detail_salt: bytes
    among_details: Place
    entry: bytes
    """The entry of the sealing, as it stands in the log."""
    proof: LogProof
    """Where the entry stands, and under which checkpoint."""

    @property
    def leaf(self) -> bytes:
        """The bytes of the row's leaf."""
        return row_leaf(self.salt, self.values)


@dataclass(frozen=True)
class Salts:
    """The salts of one recipient's rows in one sealing; whoever is given one cannot tell another without the seed."""

    seed: bytes
    officer: str

    def of_row(self, row: str) -> bytes:
        """The salt of a row, by its number as it is written."""
        return self._of(f"row {row}")

    @property
    def of_package(self) -> bytes:
        """The salt of the commitment that stands for the package."""
        return self._of("package")

    def _of(self, what: str) -> bytes:
        if len(self.seed) != SEED_SIZE:
            raise ValueError(f"a seed is {SEED_SIZE} random bytes")
        return hmac.digest(self.seed, canonical([self.officer, what]), sha256)[:SALT_SIZE]


def row_leaf(salt: bytes, values: Iterable[str]) -> bytes:
    """The bytes of a row's leaf: the canonical array of salt and fields, the salt first."""
    return canonical([check_salt(salt), *values])


def row_hashes(salts: Salts, rows: Iterable[Sequence[str]]) -> list[bytes]:
    """The leaf hashes of a package's rows, in their order; each one's first value is its row."""
    return [leaf_hash(row_leaf(salts.of_row(values[0]), values)) for values in rows]


def subtree_of(leaves: Sequence[bytes]) -> Subtree:
    """The tree over leaf hashes."""
    return Subtree(len(leaves), root_of(list(leaves)))


def accounting_commitment(salt: bytes, rows: Subtree) -> str:
    """What stands for a package's accounting outside: 64 hexadecimal digits that tell not even whether it is empty."""
    return leaf_hash(canonical([check_salt(salt), rows.size, rows.root.hex()])).hex()


def package_leaf(package: str, commitment: str) -> bytes:
    """The bytes of a package's leaf: the canonical array of its hash and the commitment to its accounting."""
    return canonical([package, commitment])


def accounting_value(packages: Iterable[tuple[str, str]]) -> str:
    """The value of the detail ``accounting``: size and root of the tree over pairs of package and commitment."""
    return _tree_value(subtree_of([leaf_hash(package_leaf(*one)) for one in packages]))


def _tree_value(tree: Subtree) -> str:
    return canonical([tree.size, tree.root.hex()]).decode("utf-8")


def accounted_row_bytes(one: AccountedRow) -> bytes:
    """The document: canonical JSON."""
    return canonical(
        {
            "format": FORMAT,
            "row": {"salt": check_salt(one.salt), "values": dict(zip(COLUMNS, one.values, strict=True))},
            "rows": _object(one.among_rows, one.package.rows),
            "package": {"salt": check_salt(one.package.salt), "id": one.package.package},
            "packages": _object(one.among_packages, one.packages),
            "detail": {"salt": check_salt(one.detail_salt), **_object(one.among_details)},
            "entry": one.entry.decode("utf-8"),
            "log": proof_bytes(one.proof).decode("utf-8"),
        }
    )


def _object(place: Place, tree: Subtree | None = None) -> dict[str, Canonical]:
    found: dict[str, Canonical] = {"index": place.index, "path": [digest.hex() for digest in place.path]}
    return found if tree is None else {**found, "size": tree.size, "root": tree.root.hex()}


def parse_accounted_row(data: bytes) -> AccountedRow:
    """The row of a document.

    Raises:
        ValueError: for anything but a document of this format in its one spelling.
    """
    match parse_canonical(data):
        case {
            "format": str(name), "row": {"salt": str(salt), "values": dict(values), **more},
            "rows": dict(rows), "package": {"salt": str(own), "id": str(package), **other},
            "packages": dict(packages), "detail": {"salt": str(detail), "index": index, "path": path, **inner},
            "entry": str(entry), "log": str(log), **rest,
        } if name == FORMAT and not (more or other or inner or rest):  # fmt: skip
            decode_hex(package, HASH_SIZE)
            return AccountedRow(
                salt=decode_hex(salt, SALT_SIZE),
                values=_values(values),
                among_rows=_place(rows),
                package=AccountedPackage(decode_hex(own, SALT_SIZE), package, _tree(rows)),
                among_packages=_place(packages),
                packages=_tree(packages),
                detail_salt=decode_hex(detail, SALT_SIZE),
                among_details=_place({"index": index, "path": path}),
                entry=entry.encode("utf-8"),
                proof=parse_proof(log.encode("utf-8")),
            )
        case _:
            raise ValueError(f"this is not a document of the format {FORMAT}")


def _values(values: Mapping[str, Parsed]) -> tuple[str, ...]:
    texts = tuple(value for name in COLUMNS if isinstance(value := values.get(name), str))
    if len(texts) != len(COLUMNS) or len(values) != len(COLUMNS):
        raise ValueError(f"a row has the texts {', '.join(COLUMNS)}")
    return texts


def _place(value: Mapping[str, Parsed]) -> Place:
    match value:
        case {"index": int(index), "path": list(path), **rest} if rest.keys() <= {"size", "root"}:
            texts = [one for one in path if isinstance(one, str)]
            if len(texts) != len(path):
                raise ValueError("a proof's path is a list of hashes in hexadecimal")
            return Place(index, tuple(decode_hex(one, HASH_SIZE) for one in texts))
        case _:
            raise ValueError("a place in a tree is an index and a path")


def _tree(value: Mapping[str, Parsed]) -> Subtree:
    match value:
        case {"size": int(size), "root": str(root)}:
            return Subtree(size, decode_hex(root, HASH_SIZE))
        case _:
            raise ValueError("a tree is a size and a root")


@dataclass(frozen=True)
class VerifiedRow:
    """What was verified: the entry of the sealing, and the checkpoint over it."""

    entry: Entry
    accepted: Accepted


def verify_accounted_row(one: AccountedRow, policy: Policy) -> VerifiedRow:
    """The entry and checkpoint of a row, once everything between them is verified.

    Raises:
        ValueError: where the entry or the checkpoint is malformed.
        IntegrityError: where the policy does not hold, the entry is not in the log, or this row is not among those
            it commits to for this package.
    """
    entry, accepted = verify_entry(one.proof, one.entry, policy)
    _check_among(one.leaf, one.among_rows, one.package.rows, "the row is not one of the package's accounting")
    _check_among(one.package.leaf, one.among_packages, one.packages, "the package is not one of the sealing's")
    detail = salted_leaf(one.detail_salt, ACCOUNTING, _tree_value(one.packages))
    _check_among(detail, one.among_details, entry.detail, "the accounting is not among what the entry commits to")
    return VerifiedRow(entry, accepted)


def _check_among(leaf: bytes, place: Place, tree: Subtree, sentence: str) -> None:
    if not verify_inclusion(leaf_hash(leaf), place.index, tree.size, place.path, tree.root):
        raise IntegrityError(sentence)
