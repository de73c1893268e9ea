"""The door of the API: who asks, shown by one signature over the whole request, and how much they may ask for.

No session, no account, no token: whoever signed with the certificate the registers hold is who asks. Who is nobody
learns nothing, not even that there is a door.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lockgate.actions.office import Office
from lockgate.errors import IntegrityError
from lockgate.procedure.roles import Officer, officer_of
from lockgate.seal.asked import Asked, claimed_asked, is_asked_by
from lockgate.store.configured import budgets
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
        by: the person, as the registers have them now.
        asked: the signed request.
    """

    by: Officer
    asked: Asked


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
    by = officer_of(current_registers(at), asked.officer, at)
    if (asked.method, asked.address) != (method, address) or by is None:
        return None
    signed_at = datetime.strptime(asked.at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    if abs(at - signed_at) > CLOCKS_DIFFER or not is_asked_by(header, by.certificate):
        return None
    return Asker(by, asked)


def spent(office: Office, by: Officer, budget: str) -> Spent | None:
    """Count one more request against the officer's budget and their agency's; why not, where one is used up.

    A refusal is entered as a refused act is: once a day for the same one.
    """
    at = office.clock()
    span = _SPANS[budget]
    since = _BEGIN + (at - _BEGIN) // span * span
    each, together = budgets()[budget]
    agency = by.agency or "the custodian"
    for whose, who, most in (("an officer", f"officer {by.id}", each), ("an agency", f"agency {agency}", together)):
        if spend(budget, who, since) > most:
            what = RefusedAct(budget, by.id, SPENT)
            enter_refused(Refusing(what, "", office.law, "", office.random(SALT_SIZE), at))
            words = "requests an hour" if budget == ASK else "uploads a day"
            return Spent(
                f"The budget of {whose} is {most:,} {words}, and it is used up; ask again later.", since + span
            )
    return None
