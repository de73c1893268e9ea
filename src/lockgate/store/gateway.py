"""What the gateway reads: the key of a package, the opening that a request asked for, and nonces.

A nonce is made, not kept: the second it was made in, four random bytes, and a keyed hash of both, the officer and
the package. So nobody can fill the database by asking, and only the gateway can have made it. It is used once, since
an act's nonce is.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from lockgate.errors import IntegrityError
from lockgate.store.models.acts import ActRow
from lockgate.store.models.gateway import GatewayKeyRow, OpeningRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.releases import PackageRow
from lockgate.store.sealing import EvidenceKey

NONCE_STANDS = timedelta(minutes=15)
"""How long a nonce can be used."""

ANSWER_AGAIN = "answer_again"
"""The word of the entry that says the same request was given the same answer again."""

_BATCH = 500
"""Packages asked about by one statement."""

_SECONDS, DRAWN, _MAC = 4, 4, 8
_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one gated package: its id in the manifest, its binding, its wrapped key (empty: erased)."""

    package: str
    number: str
    manifest: str
    signature_certificate: str
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """The opening of a package: for which request, by which entry, and the proof its key left with (empty: not yet)."""

    package: str
    request: str
    entry: str
    answered_at: datetime | None
    proof: bytes


def kept_of(package: str) -> Kept | None:
    """What is kept of a gated package, or None where there is no such package in the gated form."""
    return kept_of_each([package]).get(package)


def kept_of_each(packages: Iterable[str]) -> Mapping[str, Kept]:
    """The same of many packages, by package; those not in the gated form are not among them."""
    asked, found = list(packages), dict[str, Kept]()
    for begin in range(0, len(asked), _BATCH):
        rows = GatewayKeyRow.objects.filter(package_id__in=asked[begin : begin + _BATCH])
        names = ("package_id", "number", "package__manifest", "signature_certificate", "wrapped")
        for package, number, manifest, certificate, wrapped in rows.values_list(*names):
            found[package] = Kept(package, number, manifest, certificate, bytes(wrapped))
    return found


def opened_of(package: str) -> Opened:
    """The opening of a package.

    Raises:
        IntegrityError: it was not opened.
    """
    row = OpeningRow.objects.filter(package_id=package).select_related("act__entry", "grant").first()
    if row is None:
        raise IntegrityError(f"Package {package[:12]} was not opened.")
    grant = getattr(row, "grant", None)
    answered, proof = (grant.at, bytes(grant.proof)) if grant is not None else (None, b"")
    return Opened(row.package_id, row.request, row.act.entry.leaf, answered, proof)


def answers_again(case: str, opened: Opened) -> int:
    """How many times the answer to a package's opening was given again."""
    if opened.answered_at is None:
        return 0
    rows = EntryRow.objects.filter(act=ANSWER_AGAIN, case_id=case, at__gte=opened.answered_at)
    # The entry names its package by its hash, which is no part of anything else it says.
    return sum(opened.package in bytes(leaves).decode("utf-8") for leaves in rows.values_list("leaves", flat=True))


def cases_with_keys() -> tuple[str, ...]:
    """The cases with a gated package whose key was not erased."""
    rows = PackageRow.objects.filter(gateway_key__isnull=False, purge=None)
    return tuple(rows.order_by("case_id").values_list("case_id", flat=True).distinct())


def nonce_used(nonce: str) -> bool:
    """Whether an act has this nonce."""
    return ActRow.objects.filter(nonce=nonce).exists()


def make_nonce(key: EvidenceKey, asked: tuple[str, str], at: datetime, drawn: bytes) -> str:
    """A nonce for one officer and one package, or one act on one case: 32 hexadecimal digits.

    Args:
        key: the office's secret, from which the nonces' own key is derived.
        asked: the officer, and what it is for (``what_about``).
        at: the instant.
        drawn: 4 random bytes, so that two acts of one second have two nonces.
    """
    begin = int((at - _BEGIN).total_seconds()).to_bytes(_SECONDS, "big") + drawn
    return (begin + _mac(key, asked, begin)).hex()


def what_about(act: str, case: str, package: str) -> str:
    """What a nonce of the gateway's is for, beside its officer: a package, or an act on a case."""
    return package or f"{act} {case}"


def nonce_stands(key: EvidenceKey, nonce: str, asked: tuple[str, str], at: datetime) -> bool:
    """Whether the gateway made this nonce for this officer and purpose, lately, and nobody used it.

    Args:
        key: as for ``make_nonce``.
        nonce: 32 hexadecimal digits.
        asked: the officer, and what it is for (``what_about``).
        at: the instant.
    """
    data = bytes.fromhex(nonce)
    begin = data[: _SECONDS + DRAWN]
    made = _BEGIN + timedelta(seconds=int.from_bytes(begin[:_SECONDS], "big"))
    own = hmac.compare_digest(data[len(begin) :], _mac(key, asked, begin))
    return own and timedelta(0) <= at - made <= NONCE_STANDS and not nonce_used(nonce)


def _mac(key: EvidenceKey, asked: tuple[str, str], begin: bytes) -> bytes:
    officer, package = asked
    return hmac.new(key.derived("opening nonce"), f"{officer}\n{package}\n".encode() + begin, sha256).digest()[:_MAC]
