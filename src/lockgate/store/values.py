"""What an act hands to the store: frozen values, complete before the transaction begins."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from lockgate.procedure.casefile import SubmissionFacts
from lockgate.tlog.entries import Entry


@dataclass(frozen=True, slots=True)
class Signed:
    """One officer's signed decision, with everything needed to verify it again.

    Attributes:
        act: the act's word.
        officer: the officer's id in the register.
        at: the instant of the decision, aware.
        proposal: the proposal's hash, or empty.
        nonce: 32 hexadecimal digits, never used before.
        decision: the bytes that were signed (``tlog.signatures.decision_bytes``).
        content: canonical JSON of what else was decided; its SHA-256 stands in the decision.
        signature: the officer's signature, DER.
        certificate: the certificate it verifies with, DER.
        entered_at: when it was entered, where it was signed elsewhere before; else at ``at``.
    """

    act: str
    officer: str
    at: datetime
    proposal: str
    nonce: str
    decision: bytes
    content: bytes
    signature: bytes
    certificate: bytes
    entered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Enacted:
    """An act as it goes into the log: the public entry, its private leaves, who signed it.

    Attributes:
        entry: the public entry; its detail root is over ``leaves``.
        leaves: the salted detail leaves, in order.
        signed: one decision, or two where an act needs two persons; none for the log's policy only.
        at: the instant of the act, aware.
    """

    entry: Entry
    leaves: tuple[bytes, ...]
    signed: tuple[Signed, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class EntryRef:
    """An entry that was written: its row, and its RFC 6962 leaf hash in hexadecimal."""

    id: int
    leaf: str


def blinded(salt: str, case: str) -> str:
    """The reference a case has in the log: SHA-256 over salt and id (both 32 hexadecimal digits)."""
    return sha256(bytes.fromhex(salt) + bytes.fromhex(case)).hexdigest()


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case to be opened. ``id`` and ``salt`` are 16 random bytes each, in hexadecimal."""

    id: str
    salt: str
    opened_at: datetime
    submission: SubmissionFacts

    @property
    def reference(self) -> str:
        """What the log will call the case."""
        return blinded(self.salt, self.id)


@dataclass(frozen=True, slots=True)
class Version:
    """Which case a new one's submission is a later version of, by its number, how, and the sha256 it names.

    ``later`` counts the versions of that case there were when this one was ruled on.
    """

    case: str
    number: str
    kind: str
    sha256: str
    later: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A write-once file of a case.

    Attributes:
        kind: what it is, such as ``records``.
        sha256: of the bytes on disk, 64 hexadecimal digits.
        size: bytes on disk.
        path: below the evidence folder, with forward slashes.
        rows: how many rows it holds; 0 where it is not a table.
        root: RFC 6962 root over its rows' canonical leaves in hexadecimal; empty where it is not a table.
    """

    kind: str
    sha256: str
    size: int
    path: str
    rows: int = 0
    root: str = ""


@dataclass(frozen=True, slots=True)
class PersonFinding:
    """A person's finding: met or not met, why, and on what.

    Attributes:
        rule: the requirement's id.
        code: the code that asked for a person, or empty.
        state: ``met`` or ``not_met``.
        reason: the person's own words.
        officer: who found it.
        scope: canonical JSON of the rows, or of the declared group.
    """

    rule: str
    code: str
    state: str
    reason: str
    officer: str
    scope: bytes


@dataclass(frozen=True, slots=True)
class NewGatewayKey:
    """The key of a gated package, as the gateway keeps it.

    Attributes:
        number: the package's id in its manifest, 32 hexadecimal digits.
        signature_certificate: sha256 of the certificate that signs the opening, in hexadecimal.
        wrapped: the key, wrapped by the gateway's own.
    """

    number: str
    signature_certificate: str
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPackage:
    """A package that was written under its hash (``id``), for one recipient.

    ``certificate`` and ``manifest`` are SHA-256 hashes, ``accounting_root`` the root over its accounting
    rows, ``mark`` the hash of its mark; all in hexadecimal. ``records`` counts the answers in it, ``size`` its bytes.
    ``gateway`` is the key of one in the gated form.
    """

    id: str
    officer: str
    certificate: str
    manifest: str
    accounting_root: str
    records: int
    size: int
    mark: str
    gateway: NewGatewayKey | None = None

    @property
    def signed_for(self) -> tuple[str, ...]:
        """What the releaser signs of it, in the content of ``seal`` and ``reissue``."""
        return (self.id, self.officer, self.certificate, self.accounting_root, self.mark)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One line of the accounting of disclosures ((p)(3)(A), R29, R30).

    ``name`` is the requester's name for the taxpayer; ``taxpayer`` a keyed hash of the custodian's id.
    """

    row: int
    record_id: str
    name: str
    authority: str
    agency: str
    purpose: str
    period: str
    disclosed_on: date
    method: str
    office: str
    recipient: str
    taxpayer: str
