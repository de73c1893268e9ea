"""Acts asked for from afar: one document with the officer's signed decision, and what shows that it was entered.

A request is the decision (``tlog.signatures``), the officer's signature over its bytes, and the content whose hash
it states; the same three that stand as leaves in the entry. The evidence is a proof of logging whose extra data are
the entry and its leaves, the content opened: so the officer who asked can see that this very request is on record.
See docs/formats/gateway.md.
"""

from dataclasses import dataclass
from hashlib import sha256

from lockgate.canonical import Parsed, canonical, parse_canonical
from lockgate.errors import IntegrityError
from lockgate.tlog.cosigned_times import verify_entry
from lockgate.tlog.entries import parse_salted_leaf
from lockgate.tlog.merkle import leaf_hash, root_of
from lockgate.tlog.policies import Accepted, Policy
from lockgate.tlog.proofs import LogProof, parse_proof
from lockgate.tlog.signatures import Decision, decision_bytes, parse_decision, verify_decision
from lockgate.tlog.text import decode_hex

FORMAT = "lockgate/request/v1"
EVIDENCE = "lockgate/entered/v1"
CONTENT = "content"


@dataclass(frozen=True)
class SignedRequest:
    """What was sent; nothing of it is believed until ``is_of``.

    Attributes:
        decision: what the officer decided.
        content: canonical JSON, an object of texts: what else was decided.
        signature: over the decision's bytes, DER.
    """

    decision: Decision
    content: bytes
    signature: bytes

    def is_of(self, certificate: bytes) -> bool:
        """Whether the key of this certificate signed exactly this, its content included."""
        stated = sha256(self.content).hexdigest() == self.decision.content
        return stated and verify_decision(certificate, decision_bytes(self.decision), self.signature)

    def value(self, name: str) -> str:
        """One text of the content; empty where it has none of that name."""
        members = parse_canonical(self.content)
        value = members.get(name) if isinstance(members, dict) else None
        return value if isinstance(value, str) else ""


def request_bytes(request: SignedRequest) -> bytes:
    """The document that is sent: canonical JSON."""
    return canonical(
        {
            "format": FORMAT,
            "decision": decision_bytes(request.decision).decode("utf-8"),
            "content": request.content.decode("utf-8"),
            "signature": request.signature.hex(),
        }
    )


def parse_request(data: bytes) -> SignedRequest:
    """The request of these bytes.

    Raises:
        ValueError: for anything but a document of this format in its one spelling, with an object of texts in it.
    """
    match parse_canonical(data):
        case {
            "format": str(name), "decision": str(decision), "content": str(content), "signature": str(signature), **rest
        } if name == FORMAT and not rest:  # fmt: skip
            _check_texts(parse_canonical(content.encode("utf-8")))
            signed = bytes.fromhex(signature)
            return SignedRequest(parse_decision(decision.encode("utf-8")), content.encode("utf-8"), signed)
        case _:
            raise ValueError(f"this is not a document of the format {FORMAT}")


def _check_texts(value: Parsed) -> None:
    if not isinstance(value, dict) or not all(isinstance(member, str) for member in value.values()):
        raise ValueError("the content of a request is an object of texts")


def evidence_of(entry: bytes, leaves: tuple[bytes, ...]) -> bytes:
    """The extra data of a proof: the entry, and its leaves, of which only the content is opened."""
    shown = [_shown(leaf) for leaf in leaves]
    return canonical({"format": EVIDENCE, "entry": entry.decode("utf-8"), "leaves": [*shown]})


def _shown(leaf: bytes) -> str:
    _, name, _ = parse_salted_leaf(leaf)
    return leaf.decode("utf-8") if name == CONTENT else leaf_hash(leaf).hex()


@dataclass(frozen=True)
class Entered:
    """What an accepted proof shows: the entry's leaf hash and act, and the checkpoint it stands under."""

    leaf: str
    act: str
    accepted: Accepted


def accept_entered(data: bytes, policy: Policy, act: str, content: bytes) -> Entered:
    """What the proof shows, once it is shown that an entry of this act commits to this content.

    Raises:
        IntegrityError: the proof does not hold under the policy, or is of another act or content.
    """
    try:
        proof = parse_proof(data)
        entry, leaves = _evidence(proof)
        parsed, accepted = verify_entry(proof, entry, policy)
    except ValueError as error:
        raise IntegrityError(f"The proof that the request was entered cannot be read: {error}.") from error
    hashes = [leaf if isinstance(leaf, bytes) else leaf_hash(leaf.encode("utf-8")) for leaf in leaves]
    opened = [parse_salted_leaf(leaf.encode("utf-8")) for leaf in leaves if isinstance(leaf, str)]
    committed = len(hashes) == parsed.detail.size and root_of(hashes) == parsed.detail.root
    if not committed or parsed.act != act or content not in [value.encode("utf-8") for _, _, value in opened]:
        raise IntegrityError("The proof is of another entry than that of this request; tell the custodian.")
    return Entered(leaf_hash(entry).hex(), parsed.act, accepted)


def _evidence(proof: LogProof) -> tuple[bytes, list[str | bytes]]:
    match parse_canonical(proof.extra):
        case {"format": str(name), "entry": str(entry), "leaves": list(leaves), **rest} if (
            name == EVIDENCE and not rest
        ):
            texts = [leaf for leaf in leaves if isinstance(leaf, str)]
            return entry.encode("utf-8"), [one if one.startswith("[") else decode_hex(one, 32) for one in texts]
        case _:
            raise ValueError(f"its extra data are not of the format {EVIDENCE}")
