"""Report a key lost: one person, because stopping must not wait for a second; what must be done next takes two."""

from hashlib import sha256

from lockgate.actions.attempts import Governing, enacted, sign, unknown_officer
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.canonical import Canonical, canonical
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.questions import Asked
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import officer_of
from lockgate.procedure.rulings import rule_on_lost_key
from lockgate.store.keys_kept import KeyName
from lockgate.store.keys_lost import identities
from lockgate.store.keys_rotation import kept_keys
from lockgate.store.standing import standing_opened
from lockgate.tlog.signatures import NONCE_SIZE


def lose_key(office: Office, name: KeyName, identity: str, signer: Signer) -> Result:
    """Report a key of the office lost. From this commit on nothing is done with it.

    Args:
        office: the office.
        name: which key.
        identity: its id, as ``lockgate keys show`` prints it.
        signer: who reports it.

    Raises:
        UsageError: the office has no such key.
    """
    if (name.value, identity) not in [(one.name, one.id) for one in kept_keys(office.home)]:
        raise UsageError(f"There is no {name} key {identity} here; lockgate keys show lists them.")
    return _report(office, {"key": name.value, "lost": [identity]}, signer, raised=False)


def lose_officers(office: Office, officer: str, signer: Signer) -> Result:
    """Report an officer's keys lost: their certificates count nowhere from this commit on, in any register.

    Raises:
        UsageError: no register holds a certificate of theirs.
    """
    at = office.clock()
    with standing_opened() as standing:
        registers = standing.registers(at)
        held = [one.certificate for one in registers.delegations_of.get(officer, ())]
        for one in registers.roster_of.get(officer, ()):
            held += [one.certificate, one.signature_certificate]
        held += [one.certificate for one in registers.officeholders if one.person == officer]
    lost = sorted({name for one in held if one for name in identities(one)})
    if not lost:
        raise UsageError(f"No register holds a certificate of {officer}.")
    return _report(office, {"officer": officer, "lost": lost}, signer, raised=True)


def _report(office: Office, content: dict[str, Canonical], signer: Signer, *, raised: bool) -> Result:
    at = office.clock()
    with standing_opened(raised=raised) as standing:
        by = officer_of(standing.registers(at), signer.officer, at)
        if by is None:
            return unknown_officer(signer)
        nonce = office.random(NONCE_SIZE).hex()
        asked = Asked(Act.KEY_LOST, by, at, nonce=nonce, content=sha256(canonical(content)).hexdigest())
        ruling = rule_on_lost_key(asked)
        signed = ruling if isinstance(ruling, Refusal) else sign(ruling, content, asked, signer)
        if isinstance(signed, Refusal):
            return signed
        entered = standing.enter(enacted(office, "", (signed,), Governing(office.law)))
        told = {name: value for name, value in content.items() if isinstance(value, str)}
        return Done(Act.KEY_LOST, "", entered.leaf, at, told)
