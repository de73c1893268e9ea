"""The door of the API: who asks, shown by one signature over the whole request, and how much they may ask for.

No session, no account, no token: whoever signed with the certificate the registers hold is who asks, or a machine for
which one of them answers. Who is nobody learns nothing, not even that there is a door.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lockgate.actions.office import Office
from lockgate.errors import IntegrityError
from lockgate.procedure.machines import answerable, machine_of
from lockgate.procedure.roles import Officer, officer_of
from lockgate.seal.asked import Asked, claimed_asked, is_asked_by
from lockgate.store.configured import budgets
from lockgate.store.machines import current_machines
from lockgate.store.refused import RefusedAct, Refusing, enter_refused
from lockgate.store.registers import current_registers
from lockgate.store.spending import spend
from lockgate.tlog.entries import SALT_SIZE

CLOCKS_DIFFER = timedelta(minutes=15)
"""How far the sender's clock may be from the office's."""

ASK, UPLOAD = "ask", "upload"
"""The two budgets: requests an hour, and uploads begun a day."""

SPENT = "office.budget"
"""The ground of a refusal for want of budget, entered as other refusals are."""

_SPANS = {ASK: timedelta(hours=1), UPLOAD: timedelta(days=1)}
_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and what they signed.

    Attributes:
        by: the person, as the registers have them now; of a machine's request, who answers for the machine.
        asked: the signed request.
        machine: the machine's id; empty where the person asks themselves.
    """

    by: Officer
    asked: Asked
    machine: str = ""


@dataclass(frozen=True, slots=True)
class Spent:
    """A budget is used up: which, and when the next one begins."""

    sentence: str
    again: datetime


def asker(office: Office, header: str, method: str, address: str) -> Asker | None:
    """Who asks this, or None: nobody the registers know, another request, or one signed long ago.

    Args:
        office: the office.
        header: the value of ``Lockgate-Request``.
        method: of the request that came.
        address: of the request that came, with its query.
    """
    try:
        asked = claimed_asked(header)
    except IntegrityError:
        return None
    at = office.clock()
    if (asked.method, asked.address) != (method, address):
        return None
    signed_at = datetime.strptime(asked.at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    if abs(at - signed_at) > CLOCKS_DIFFER:
        return None
    found, certificate = _who(asked, at)
    return found if found is not None and is_asked_by(header, certificate) else None


def _who(asked: Asked, at: datetime) -> tuple[Asker | None, bytes]:
    """Who says that they ask, and with which certificate it is to be shown."""
    registers = current_registers(at)
    by = officer_of(registers, asked.officer, at)
    if by is not None:
        return Asker(by, asked), by.certificate
    machine = machine_of(current_machines(at), asked.officer, at)
    by = answerable(machine, registers, at) if machine is not None else None
    if machine is None or by is None:
        return None, b""
    return Asker(by, asked, machine.id), machine.certificate


def spent(office: Office, asker: Asker, budget: str) -> Spent | None:
    """Count one more request against the officer's or the machine's budget, and their agency's; why not, if used up.

    A refusal is entered as a refused act is: once a day for the same one.
    """
    at = office.clock()
    span = _SPANS[budget]
    since = _BEGIN + (at - _BEGIN) // span * span
    each, together = budgets()[budget]
    agency = asker.by.agency or "the custodian"
    own = ("a machine", f"machine {asker.machine}") if asker.machine else ("an officer", f"officer {asker.by.id}")
    for (whose, who), most in ((own, each), (("an agency", f"agency {agency}"), together)):
        if spend(budget, who, since) > most:
            what = RefusedAct(budget, asker.machine or asker.by.id, SPENT)
            enter_refused(Refusing(what, "", office.law, "", office.random(SALT_SIZE), at))
            words = "requests an hour" if budget == ASK else "uploads a day"
            return Spent(
                f"The budget of {whose} is {most:,} {words}, and it is used up; ask again later.", since + span
            )
    return None
