"""Report a key lost: one person, because stopping must not wait for a second; what must be done next takes two."""

from lockgate.actions.alone import enter_alone
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.refusing import Tried, refused
from lockgate.canonical import Canonical
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.store.keys_kept import KeyName
from lockgate.store.keys_lost import identities
from lockgate.store.keys_rotation import kept_keys
from lockgate.store.standing import standing_opened


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
    with standing_opened(raised=raised) as standing:
        entered = enter_alone(office, standing, Act.KEY_LOST, content, signer)
    if isinstance(entered, Refusal):
        return refused(office, (signer,), Tried(Act.KEY_LOST, office.clock()), entered)
    entry, at = entered
    told = {name: value for name, value in content.items() if isinstance(value, str)}
    return Done(Act.KEY_LOST, "", entry.leaf, at, told)
