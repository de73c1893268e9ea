"""The one shape of an act that one officer does on no case: who asks, the ruling, the signature, the entry."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from lockgate.actions.attempts import unknown_officer
from lockgate.actions.office import Office, Signer
from lockgate.actions.signing import Governing, enacted, sign
from lockgate.canonical import Canonical, canonical
from lockgate.law.registers import Registers
from lockgate.procedure.acts import Act
from lockgate.procedure.questions import Asked
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import officer_of
from lockgate.procedure.rulings import rule_on_alone
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
    nonce = office.random(NONCE_SIZE).hex()
    asked = Asked(act, by, at, nonce=nonce, content=sha256(canonical(content)).hexdigest())
    ruling = rule_on_alone(asked)
    signed = ruling if isinstance(ruling, Refusal) else sign(ruling, content, asked, signer)
    if isinstance(signed, Refusal):
        return signed
    return file.enter(enacted(office, "", (signed,), Governing(office.law))), at
