"""Opened details: the leaves of a case's entries, with the officers' signed decisions among them.

The public entry holds only the root of an act's details. An opening gives, for every entry of one
case, each leaf either in full or as its hash, so that an outsider can compute the root again and read
what was opened. A decision is three leaves in a row: `decision`, `signature`, `certificate`, and
perhaps a fourth, `content`, whose hash the decision states. See docs/formats/decisions.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from lockgate.canonical import Canonical, Parsed, canonical, parse_canonical
from lockgate.tlog.entries import SALT_SIZE, Subtree, salted_leaf
from lockgate.tlog.merkle import leaf_hash, root_of
from lockgate.tlog.signatures import Decision, parse_decision
from lockgate.tlog.text import HASH_SIZE, decode_base64, decode_hex, encode_base64

FORMAT = "lockgate/decisions/v1"
"""Names the format in the document."""

DECISION = "decision"
SIGNATURE = "signature"
CERTIFICATE = "certificate"
CONTENT = "content"
_RESERVED = {DECISION, SIGNATURE, CERTIFICATE}


@dataclass(frozen=True)
class DetailLeaf:
    """One detail of an act, opened."""

    salt: bytes
    name: str
    value: str

    @property
    def data(self) -> bytes:
        """The leaf's bytes."""
        return salted_leaf(self.salt, self.name, self.value)


@dataclass(frozen=True)
class OpenedAct:
    """One entry's details in their order, each opened or only as its leaf hash (32 bytes)."""

    index: int
    """The entry's index in the log."""
    leaves: tuple[DetailLeaf | bytes, ...]

    @property
    def detail(self) -> Subtree:
        """The subtree that the entry must commit to."""
        hashes = [leaf_hash(one.data) if isinstance(one, DetailLeaf) else one for one in self.leaves]
        return Subtree(len(hashes), root_of(hashes))


@dataclass(frozen=True)
class Opening:
    """All entries of one case."""

    case: str
    """The blinded case reference."""
    acts: tuple[OpenedAct, ...]
    """In the log's order, each entry once."""


@dataclass(frozen=True)
class SignedDecision:
    """A decision as it was signed. Nothing of it is verified yet."""

    decision: Decision
    signed: bytes
    """The bytes under the signature."""
    signature: bytes
    certificate: bytes
    """DER."""
    content: str | None
    """What else was decided, where it was opened."""


def decision_leaves(signed: SignedDecision, salts: Sequence[bytes]) -> tuple[DetailLeaf, ...]:
    """The leaves of one signed decision, in their order.

    Args:
        signed: the decision, its signature and certificate, and perhaps its content.
        salts: a fresh salt for each leaf: three, or four with content.

    Raises:
        ValueError: where there are fewer or more salts, or the content is not the one decided on.
    """
    values = [
        (DECISION, signed.signed.decode("utf-8")),
        (SIGNATURE, encode_base64(signed.signature)),
        (CERTIFICATE, encode_base64(signed.certificate)),
    ]
    if signed.content is not None:
        check_content(signed.decision, signed.content)
        values.append((CONTENT, signed.content))
    return tuple(DetailLeaf(salt, name, value) for salt, (name, value) in zip(salts, values, strict=True))


def check_content(decision: Decision, content: str) -> None:
    """Nothing where the decision states this content's hash; raises ValueError otherwise."""
    if sha256(content.encode("utf-8")).hexdigest() != decision.content:
        raise ValueError("the content is not the one whose hash the decision states")


def signed_decisions(act: OpenedAct) -> Iterator[SignedDecision]:
    """The decisions opened among an act's details.

    Raises:
        ValueError: where one of the leaves of a decision is missing, out of place or malformed.
    """
    leaves = list(reversed(act.leaves))
    while leaves:
        first = leaves.pop()
        if not isinstance(first, DetailLeaf) or first.name not in _RESERVED:
            continue
        signature, certificate = _value(leaves, SIGNATURE), _value(leaves, CERTIFICATE)
        if first.name != DECISION or signature is None or certificate is None:
            raise ValueError(f"entry {act.index}: a decision is three leaves: decision, signature, certificate")
        signed = first.value.encode("utf-8")
        decision, content = parse_decision(signed), _value(leaves, CONTENT)
        if content is not None:
            check_content(decision, content)
        yield SignedDecision(decision, signed, decode_base64(signature), decode_base64(certificate), content)


def _value(leaves: list[DetailLeaf | bytes], name: str) -> str | None:
    """Takes the next leaf's value from the end of the list, if it is opened and of this name."""
    match leaves:
        case [*_, DetailLeaf(name=found, value=value)] if found == name:
            leaves.pop()
            return value
        case _:
            return None


def opening_bytes(opening: Opening) -> bytes:
    """The document: canonical JSON."""
    acts: list[Canonical] = [
        {"index": act.index, "leaves": [_leaf_value(leaf) for leaf in act.leaves]} for act in opening.acts
    ]
    return canonical({"format": FORMAT, "case": opening.case, "acts": acts})


def _leaf_value(leaf: DetailLeaf | bytes) -> Canonical:
    return [leaf.salt.hex(), leaf.name, leaf.value] if isinstance(leaf, DetailLeaf) else leaf.hex()


def parse_opening(data: bytes) -> Opening:
    """The opening of a document.

    Raises:
        ValueError: for anything but a document of this format in its one spelling, or entries that
            are not in ascending order.
    """
    match parse_canonical(data):
        case {"format": str(name), "case": str(case), "acts": list(acts), **rest} if name == FORMAT and not rest:
            decode_hex(case, HASH_SIZE)
            opening = Opening(case, tuple(_act(act) for act in acts))
        case _:
            raise ValueError(f"this is not a document of the format {FORMAT}")
    indexes = [act.index for act in opening.acts]
    if indexes != sorted(set(indexes)):
        raise ValueError("the entries of an opening stand in ascending order, each once")
    return opening


def _act(value: Parsed) -> OpenedAct:
    match value:
        case {"index": int(index), "leaves": list(leaves), **rest} if index >= 0 and not rest:
            return OpenedAct(index, tuple(_leaf(leaf) for leaf in leaves))
        case _:
            raise ValueError("an opened entry is an object of an index and leaves")


def _leaf(value: Parsed) -> DetailLeaf | bytes:
    match value:
        case [str(salt), str(name), str(text)]:
            return DetailLeaf(decode_hex(salt, SALT_SIZE), name, text)
        case str(digest):
            return decode_hex(digest, HASH_SIZE)
        case _:
            raise ValueError("a leaf is an array of salt, name and value, or a hash in hexadecimal")
