"""A refused act is on record too: who tried what, on which ground. Never a value, and nothing else changes.

Entered is what an officer with standing tried with their own key and the rules refused. What nobody can be held to is
not: an officer whom the registers do not know, a key that is not theirs, a request signed elsewhere whose nonce does
not stand, and what never came to be asked because it could not be read or named nothing (a mere slip of typing).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from lockgate.actions.office import Office, Result, SentSignature, Signer, Unsigned
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, officer_of
from lockgate.store.gateway import nonce_stands, what_about
from lockgate.store.keyring import load_evidence_key
from lockgate.store.keys import FileSigner
from lockgate.store.refused import RefusedAct, Refusing, enter_refused
from lockgate.store.registers import current_registers
from lockgate.tlog.entries import SALT_SIZE
from lockgate.tlog.signatures import decision_bytes


@dataclass(frozen=True, slots=True)
class Tried:
    """What was tried: the act, on which case under which pack (empty where there is none), on which thing."""

    act: Act
    at: datetime
    case: str = ""
    pack: str = ""
    proposal: str = ""
    package: str = ""


def refused(office: Office, signers: Iterable[Signer], tried: Tried, refusal: Refusal) -> Refusal:
    """The refusal, entered before it is told where an officer with standing tried; called with no transaction open.

    Args:
        office: the office.
        signers: who tried; the first who has standing is named.
        tried: what.
        refusal: the rules' answer.
    """
    by = next((one.officer for one in signers if _has_standing(office, one, tried)), None)
    if by is not None:
        what = RefusedAct(tried.act.value, by, refusal.code, tried.proposal, tried.package)
        enter_refused(Refusing(what, tried.case, office.law, tried.pack, office.random(SALT_SIZE), tried.at))
    return refusal


def answered(office: Office, signers: Iterable[Signer], tried: Tried, result: Result) -> Result:
    """The result of an act as it is; a refusal is entered first."""
    return refused(office, signers, tried, result) if isinstance(result, Refusal) else result


def _has_standing(office: Office, signer: Signer, tried: Tried) -> bool:
    """Whether the registers know the officer, and what was tried was tried with their own key, just now."""
    by = officer_of(current_registers(tried.at), signer.officer, tried.at)
    if by is None:
        return False
    match signer.key:
        case SentSignature() as sent:
            return _just_signed(office, sent, by, (tried, signer.received(tried.at)))
        case FileSigner():
            return signer.holds(by.key)
        case Unsigned():
            # Whoever only asks what they would sign has tried nothing.
            return False
        case _ as unreachable:
            assert_never(unreachable)


def _just_signed(office: Office, sent: SentSignature, by: Officer, when: tuple[Tried, datetime]) -> bool:
    """Whether a decision was signed by this officer with a nonce of the gateway's own, which stands for minutes.

    A stranger who overheard a request and sends it again and again writes nothing: the same refusal is one entry.
    """
    if by.key_behind(decision_bytes(sent.decision), sent.signature) is None:
        return False
    tried, received = when
    about = what_about(tried.act.value, tried.case, tried.package)
    return nonce_stands(load_evidence_key(office.home), sent.decision.nonce, (by.id, about), received)
