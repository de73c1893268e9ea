"""Load the agency's authorities: their certificates and revocation lists, all of them at once, by two officers.

What is not loaded so counts nowhere: neither a file somebody lays into the office's folders nor an older list. The
standing's version stays: certificates are asked about in every act anew, and no outcome of an examination hangs on
them, so a daily list makes nobody examine anything again.
"""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography import x509

from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.refusing import Tried, answered, refused
from lockgate.actions.register import officers_of, signed_by_two
from lockgate.actions.signing import Governing, enacted
from lockgate.canonical import Canonical
from lockgate.errors import UsageError
from lockgate.law.citations import usc26
from lockgate.law.registers import Registers
from lockgate.law.terms import Hook
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.store.authorities import Authorities, authorities_at, bundle, parse_authorities
from lockgate.store.standing import standing_opened
from lockgate.store.values import EntryRef

AUTHORITIES = "authorities"
"""What they are called among the registers."""


def read_authorities(path: Path) -> bytes:
    """The certificates and lists of a file, or of every file in a folder, as they are loaded.

    Raises:
        UsageError: a file cannot be read, or holds something else.
    """
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        contents = [(file.name, file.read_bytes()) for file in files]
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    return bundle(contents)


def load_authorities(office: Office, content: bytes, signers: tuple[Signer, Signer]) -> Result:
    """Load the authorities and lists in force from now on; they replace all that were loaded before.

    Args:
        office: the office.
        content: made by ``store.authorities.bundle``; empty to have none.
        signers: two officers, each with a key of their own.
    """
    at = office.clock()
    return answered(office, signers, Tried(Act.AUTHORITIES, at), _loaded(office, content, signers, at))


def _loaded(office: Office, content: bytes, signers: tuple[Signer, Signer], at: datetime) -> Result:
    loaded = parse_authorities(content)
    said: dict[str, Canonical] = {"sha256": sha256(content).hexdigest()}
    said |= {name: [*hashes] for name, hashes in loaded.hashes.items()}
    entered = _entered(office, (content, loaded), said, signers, at)
    if isinstance(entered, Refusal):
        return refused(office, signers, Tried(Act.AUTHORITIES, at), entered)
    told: dict[str, str | int] = {"sha256": sha256(content).hexdigest()}
    told |= {name: len(found) for name, found in loaded.hashes.items()}
    return Done(Act.AUTHORITIES, "", entered.leaf, at, told)


def _entered(
    office: Office,
    given: tuple[bytes, Authorities],
    said: dict[str, Canonical],
    signers: tuple[Signer, Signer],
    at: datetime,
) -> EntryRef | Refusal:
    content, loaded = given
    with standing_opened(raised=False) as standing:
        older = _older(authorities_at(at), loaded)
        people = officers_of(standing, Registers(), signers, at) if older is None else older
        if isinstance(people, Refusal):
            return people
        signed = signed_by_two(office, Act.AUTHORITIES, said, tuple(zip(people, signers, strict=True)), at)
        if isinstance(signed, Refusal):
            return signed
        entered = standing.enter(enacted(office, "", signed, Governing(office.law)))
        standing.load_authorities(content, at)
        return entered


def _older(before: Authorities, now: Authorities) -> Refusal | None:
    """Whether a list would take the place of one that its issuer issued later: what that revoked would stand again."""
    newest = _issued(before)
    for issuer, issued in _issued(now).items():
        if issued < newest.get(issuer, issued):
            return Refusal(
                "R31.older_list",
                f"The list of {issuer} is of {issued:%Y-%m-%dT%H:%M:%SZ}; a later one of"
                f" {newest[issuer]:%Y-%m-%dT%H:%M:%SZ} is loaded. Load the newest.",
                usc26("6103(p)(4)(C)"),
                Hook.SAFEGUARDS,
            )
    return None


def _issued(authorities: Authorities) -> dict[str, datetime]:
    """When each issuer's newest list was issued."""
    found: dict[str, datetime] = {}
    for data in authorities.lists:
        one = x509.load_der_x509_crl(data)
        issuer = one.issuer.rfc4514_string()
        found[issuer] = max(one.last_update_utc, found.get(issuer, one.last_update_utc))
    return found
