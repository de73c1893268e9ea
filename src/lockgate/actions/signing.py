"""What an officer signs, and how a signed decision goes into the log.

The decision a ruling names is signed by the key of the officer who acts, verified against what the registers hold for
them, and entered behind salted leaves. Nothing here asks whether the act may be done: ``attempts`` does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lockgate.actions.dossier import changed
from lockgate.actions.office import Office, SentSignature, Signer, Unsigned
from lockgate.canonical import Canonical, canonical
from lockgate.law.citations import Citation
from lockgate.law.terms import Hook
from lockgate.procedure.questions import Asked, Frame
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer
from lockgate.store.values import Enacted, Signed
from lockgate.tlog.entries import SALT_SIZE, Entry, Subtree, detail_root, salted_leaf
from lockgate.tlog.openings import SignedDecision, decision_leaves
from lockgate.tlog.signatures import Decision, decision_bytes, parse_decision

_LEAVES_OF_A_DECISION = 4
_DELEGATION = Citation("Delegation Order 11-2")


@dataclass(frozen=True, slots=True)
class Governing:
    """Hashes of the law and the pack an act was done under, 64 hexadecimal digits or empty."""

    law: str
    pack: str = ""


def governing_of(frame: Frame) -> Governing:
    """The hashes of a frame."""
    return Governing(frame.law, frame.agreement.pack_hash)


def sign(decision: Decision, content: Mapping[str, Canonical], asked: Asked, signer: Signer) -> Signed | Refusal:
    """Sign the decision and verify it against what the registers hold for the officer: certificate or credential."""
    if isinstance(signer.key, SentSignature) and signer.key.refused is not None:
        return signer.key.refused
    signed = decision_bytes(decision)
    signature = signer.key.sign(signed)
    if signer.sent not in {None, decision} and _signed_another(asked.by, signer.sent, signature):
        return changed()
    if isinstance(signer.key, Unsigned):
        return unsigned()
    held = asked.by.key_behind(signed, signature)
    if held is None:
        return wrong_key(asked.by)
    return Signed(
        act=asked.act.value,
        officer=asked.by.id,
        at=asked.signed_at or asked.at,
        proposal=asked.proposal,
        nonce=asked.nonce,
        decision=signed,
        content=canonical(content),
        signature=signature,
        certificate=held,
        entered_at=asked.at,
    )


def _signed_another(by: Officer, sent: Decision | None, signature: bytes) -> bool:
    """Whether it is this officer's signature, over a decision that is not the one to be made now."""
    return sent is not None and by.key_behind(decision_bytes(sent), signature) is not None


def wrong_key(by: Officer) -> Refusal:
    """What was signed does not verify with any key the registers hold for this officer."""
    return Refusal(
        "office.signature",
        f"The key given is not the one the registers hold for {by.id}; nothing was done.",
        _DELEGATION,
        Hook.CONFIDENTIALITY,
    )


def unsigned() -> Refusal:
    """The act may be done, and is not: its officer has not signed yet."""
    return Refusal(
        "office.unsigned",
        "Every gate is passed; the act is done once its officer has signed the decision.",
        _DELEGATION,
        Hook.HOUSE,
    )


def enacted(
    office: Office, reference: str, signed: tuple[Signed, ...], governing: Governing, records: Subtree | None = None
) -> Enacted:
    """The act as it goes into the log: the public entry over its salted leaves.

    Args:
        office: whose randomness salts the leaves.
        reference: the case's blinded reference; empty where the act concerns no case.
        signed: the decisions, one or two.
        governing: hashes of the law and of the pack they were made under; empty where there is none.
        records: the subtree of record leaves, if any.
    """
    leaves = tuple(leaf for one in signed for leaf in leaves_of(office, one))
    first = signed[0]
    at = first.entered_at or first.at
    entry = Entry(
        act=first.act,
        case=reference,
        time=f"{at:%Y-%m-%dT%H:%MZ}",
        law=governing.law,
        pack=governing.pack,
        detail=detail_root(leaves),
        records=records,
    )
    return Enacted(entry, leaves, signed, at)


def with_more(office: Office, act: Enacted, more: Iterable[tuple[str, str]]) -> Enacted:
    """The act with further details behind its decisions, each with a salt of its own."""
    leaves = (*act.leaves, *(salted_leaf(office.random(SALT_SIZE), name, value) for name, value in more))
    return replace(act, entry=replace(act.entry, detail=detail_root(leaves)), leaves=leaves)


def leaves_of(office: Office, signed: Signed) -> tuple[bytes, ...]:
    """The salted leaves that hold one signed decision, in their order."""
    one = SignedDecision(
        decision=parse_decision(signed.decision),
        signed=signed.decision,
        signature=signed.signature,
        certificate=signed.certificate,
        content=signed.content.decode("utf-8"),
    )
    salts = [office.random(SALT_SIZE) for _ in range(_LEAVES_OF_A_DECISION)]
    return tuple(leaf.data for leaf in decision_leaves(one, salts))
