"""The one shape of an act that one officer does on no case: who asks, the ruling, the signature, the entry."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from lockgate.actions.attempts import unknown_officer
from lockgate.actions.office import Office, Signer, Unsigned
from lockgate.actions.signing import Governing, enacted, sign
from lockgate.canonical import Canonical, canonical
from lockgate.law.registers import Registers
from lockgate.procedure.acts import Act
from lockgate.procedure.opening_gates import used_nonce
from lockgate.procedure.questions import Asked
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, officer_of
from lockgate.procedure.rulings import rule_on_alone
from lockgate.store.gateway import DRAWN, make_nonce, nonce_stands, what_about
from lockgate.store.keyring import load_evidence_key
from lockgate.store.values import Enacted, EntryRef
from lockgate.tlog.signatures import NONCE_SIZE


class Entering(Protocol):
    """What an act on no case is entered through, inside its transaction."""

    def registers(self, at: datetime) -> Registers:
        """The registers as last loaded by ``at``."""

    def enter(self, enacted: Enacted) -> EntryRef:
        """Enter the act."""


def enter_alone(
    office: Office, file: Entering, act: Act, content: Mapping[str, Canonical], signer: Signer
) -> tuple[EntryRef, datetime] | Refusal:
    """Enter an act that concerns no case and takes one officer; its entry and instant, or why not.

    Args:
        office: the office.
        file: the open transaction.
        act: one that concerns no case and takes one person.
        content: what else is decided, which the officer signs.
        signer: who acts.
    """
    at = office.clock()
    by = officer_of(file.registers(at), signer.officer, at)
    if by is None:
        return unknown_officer(signer)
    sent, about = signer.sent, what_about(act.value, "", "")
    asked = Asked(
        act,
        by,
        at,
        nonce=sent.nonce if sent is not None else _nonce(office, by, signer, (at, about)),
        content=sha256(canonical(content)).hexdigest(),
        signed_at=datetime.fromisoformat(sent.at) if sent is not None else None,
    )
    ruling = rule_on_alone(asked)
    if sent is not None and not isinstance(ruling, Refusal):
        key = load_evidence_key(office.home)
        ruling = ruling if nonce_stands(key, sent.nonce, (by.id, about), signer.received(at)) else used_nonce()
    signed = ruling if isinstance(ruling, Refusal) else sign(ruling, content, asked, signer)
    if isinstance(signed, Refusal):
        return signed
    return file.enter(enacted(office, "", (signed,), Governing(office.law))), at


def _nonce(office: Office, by: Officer, signer: Signer, when: tuple[datetime, str]) -> str:
    """A fresh nonce; the gateway's own where the signature is to come back from elsewhere."""
    if not isinstance(signer.key, Unsigned):
        return office.random(NONCE_SIZE).hex()
    at, about = when
    return make_nonce(load_evidence_key(office.home), (by.id, about), at, office.random(DRAWN))
