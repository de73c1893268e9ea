"""Packages that were made and wait for their releaser's signature: what the act needs of them besides their files.

It lies in the scratch folder: no part of the record. ``reconcile`` removes it with the packages it names, which no
row names until the act is committed; then they are made anew. It is sealed by the evidence key, for its case and
officer: nobody without that key can put other packages under a releaser's signature. The keys of gated packages are
in it only wrapped.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lockgate.canonical import Canonical, Parsed, canonical, parse_canonical
from lockgate.errors import IntegrityError
from lockgate.store.files import PRIVATE, replace
from lockgate.store.home import Home
from lockgate.store.keyring import load_evidence_key
from lockgate.store.packages import check_sealed, sealed_file
from lockgate.store.sealing import open_chunks, seal_chunks
from lockgate.store.values import NewGatewayKey, NewPackage

_FORMAT = "lockgate/made/v1"
_NAME = 16


@dataclass(frozen=True, slots=True)
class Made:
    """Packages of one proposal, written and not sealed.

    Attributes:
        proposal: its hash.
        seed: what the salts of their accounting follow from.
        left_out: officers for whom none was made, each with the code of the ground.
        packages: in the order of the proposal's recipients.
    """

    proposal: str
    seed: bytes
    left_out: tuple[tuple[str, str], ...]
    packages: tuple[NewPackage, ...]


def keep_made(home: Home, case: str, officer: str, made: Made) -> None:
    """Keep what this officer made for this case; it replaces what they made before."""
    said = canonical({
        "format": _FORMAT,
        "proposal": made.proposal,
        "seed": made.seed.hex(),
        "left_out": [list(one) for one in made.left_out],
        "packages": [_members(one) for one in made.packages],
    })  # fmt: skip
    sealed = b"".join(seal_chunks(load_evidence_key(home), case, _kind(officer), said))
    replace(sealed, _file(home, case, officer), home.scratch, PRIVATE)


def made_of(home: Home, case: str, officer: str) -> Made | None:
    """What this officer made for this case; None where there is nothing, or one of the packages is gone.

    Raises:
        IntegrityError: the office did not write it, or a package has other bytes than were made.
    """
    try:
        sealed = _file(home, case, officer).read_bytes()
    except FileNotFoundError:
        return None
    made = _read(parse_canonical(open_chunks(load_evidence_key(home), case, _kind(officer), sealed)))
    if not all(sealed_file(home, one.id).exists() for one in made.packages):
        return None
    for one in made.packages:
        check_sealed(home, one.id)
    return made


def drop_made(home: Home, case: str, officer: str) -> None:
    """Forget it: the packages are sealed, or will be made anew."""
    _file(home, case, officer).unlink(missing_ok=True)


def _file(home: Home, case: str, officer: str) -> Path:
    return home.scratch / f"made-{case}-{sha256(officer.encode('utf-8')).hexdigest()[:_NAME]}"


def _kind(officer: str) -> str:
    return f"made-{officer}"


def _members(one: NewPackage) -> Canonical:
    gateway = one.gateway
    return {
        "id": one.id,
        "officer": one.officer,
        "certificate": one.certificate,
        "manifest": one.manifest,
        "accounting_root": one.accounting_root,
        "records": one.records,
        "size": one.size,
        "mark": one.mark,
        "gateway": [] if gateway is None else [gateway.number, gateway.signature_certificate, gateway.wrapped.hex()],
    }


def _read(said: Parsed) -> Made:
    try:
        match said:
            case {
                "format": str(name), "proposal": str(proposal), "seed": str(seed), "left_out": list(left_out),
                "packages": list(packages),
            } if name == _FORMAT:  # fmt: skip
                pairs = tuple((str(one[0]), str(one[1])) for one in left_out if isinstance(one, list))
                found = tuple(_package(one) for one in packages if isinstance(one, dict))
                return Made(proposal, bytes.fromhex(seed), pairs, found)
            case _:
                raise IntegrityError("What was made for a case is in no known form; make the packages anew.")
    except (KeyError, IndexError, ValueError) as error:
        raise IntegrityError(f"What was made for a case cannot be read: {error}.") from error


def _package(members: dict[str, Parsed]) -> NewPackage:
    match members["gateway"]:
        case []:
            gateway = None
        case [str(number), str(certificate), str(wrapped)]:
            gateway = NewGatewayKey(number, certificate, bytes.fromhex(wrapped))
        case _:
            raise ValueError("the key of a package is not in its form")
    texts = {
        name: str(members[name]) for name in ("id", "officer", "certificate", "manifest", "accounting_root", "mark")
    }
    return NewPackage(**texts, records=int(str(members["records"])), size=int(str(members["size"])), gateway=gateway)
