"""The proposal: what the deciding officers vote on, as canonical bytes with one hash.

The hash covers every disposition (by the root of their tree), the recipients with the certificates the
packages will be sealed to, the releasable fields, the pack, the law and the version of the standing row.
Whatever changes, the hash changes, and votes for another hash count for nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from lockgate.canonical import Parsed, canonical, parse_canonical

FORMAT = "lockgate/proposal/v1"
"""Names the format inside the bytes."""

FIELDS = ("record_id", "mailing_address")
"""What an answer may hold: the record's id and the mailing address, and nothing beside it (R26)."""


@dataclass(frozen=True, slots=True, order=True)
class Recipient:
    """One named officer and the sha256 (64 hex) of the certificate the package is sealed to."""

    officer: str
    certificate: str


@dataclass(frozen=True, slots=True)
class Instead:
    """Whom a substitute stands in for (R56), and the sha256 (64 hex) of the agency's signed amendment that says so."""

    officer: str
    amendment: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal.

    Attributes:
        reference: the case's blinded reference, 64 hexadecimal digits.
        pack: hash of the agreement pack, 64 hexadecimal digits.
        law: hash of the law in force, 64 hexadecimal digits.
        standing: the version of the standing row the draft was made under.
        records: how many records are put to the vote: every sufficient one, granted or not.
        size: how many leaves the submission's subtree has: one for every record.
        root: RFC 6962 root over the record leaves, 64 hexadecimal digits.
        located: sha256 of the located evidence the draft was made from.
        recipients: sorted, each officer once.
        fields: the fields an answer may hold.
        at: when it was drafted, ISO seconds with Z.
        instead: where the one recipient is a substitute, whose answers they get; the dispositions are as released.
    """

    reference: str
    pack: str
    law: str
    standing: int
    records: int
    size: int
    root: str
    located: str
    recipients: tuple[Recipient, ...]
    at: str
    fields: tuple[str, ...] = FIELDS
    instead: Instead | None = None

    def __post_init__(self) -> None:
        officers = [recipient.officer for recipient in self.recipients]
        if officers != sorted(set(officers)):
            raise ValueError("a proposal names its recipients in order and each officer once")
        if self.instead is not None and (len(officers) != 1 or self.instead.officer in officers):
            raise ValueError("a proposal for a substitute names them alone, and whom they stand in for")
        if set(self.fields) - set(FIELDS):
            raise ValueError("a proposal releases the record's id and the mailing address only (R26)")


def proposal_bytes(proposal: Proposal) -> bytes:
    """The canonical bytes of a proposal (RFC 8785)."""
    instead = proposal.instead
    return canonical(
        {
            **({"instead": [instead.officer, instead.amendment]} if instead is not None else {}),
            "format": FORMAT,
            "case": proposal.reference,
            "pack": proposal.pack,
            "law": proposal.law,
            "standing": proposal.standing,
            "records": proposal.records,
            "dispositions": {"size": proposal.size, "root": proposal.root},
            "located": proposal.located,
            "recipients": [[r.officer, r.certificate] for r in proposal.recipients],
            "fields": list(proposal.fields),
            "at": proposal.at,
        }
    )


def proposal_hash(body: bytes) -> str:
    """The sha256 of a proposal's canonical bytes, 64 hexadecimal digits: what a vote names."""
    return sha256(body).hexdigest()


@lru_cache(maxsize=4)
def parse_proposal(body: bytes) -> Proposal:
    """The proposal of these bytes. Of a large case it names ten thousand officers, and each page asks it several times.

    Raises:
        ValueError: for anything but the canonical bytes of a proposal in this format.
    """
    match parse_canonical(body):
        case {
            "format": "lockgate/proposal/v1",
            "case": str(reference),
            "pack": str(pack),
            "law": str(law),
            "standing": int(standing),
            "records": int(records),
            "dispositions": {"size": int(size), "root": str(root)},
            "located": str(located),
            "recipients": list(recipients),
            "fields": list(fields),
            "at": str(at),
            **more,
        }:
            proposal = Proposal(
                reference=reference,
                pack=pack,
                law=law,
                standing=standing,
                records=records,
                size=size,
                root=root,
                located=located,
                recipients=_recipients(recipients),
                at=at,
                fields=_texts(fields),
                instead=_instead(more.get("instead")),
            )
        case _:
            raise ValueError(f"this is not a proposal in the format {FORMAT}")
    if proposal_bytes(proposal) != body:
        raise ValueError("a proposal has exactly the members of its format")
    return proposal


def _recipients(rows: Sequence[Parsed]) -> tuple[Recipient, ...]:
    found: list[Recipient] = []
    for row in rows:
        match row:
            case [str(officer), str(certificate)]:
                found.append(Recipient(officer, certificate))
            case _:
                raise ValueError("a recipient is a pair of officer and certificate hash")
    return tuple(found)


def _instead(value: object) -> Instead | None:
    if value is None:
        return None
    match value:
        case [str(officer), str(amendment)]:
            return Instead(officer, amendment)
        case _:
            raise ValueError("whom a substitute stands in for is a pair of officer and amendment")


def _texts(values: Sequence[Parsed]) -> tuple[str, ...]:
    texts = tuple(value for value in values if isinstance(value, str))
    if len(texts) != len(values):
        raise ValueError("the fields of a proposal are texts")
    return texts
