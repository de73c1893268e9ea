"""Holds of cases: raised and lifted inside an act's commit; a refused act leaves its ground in a commit of its own.

That second commit has no entry in the log: nothing was decided, and a refusal tells what the request or the registers
say. It takes the locks of an act, so a hold never stands beside the act that ended it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from lockgate.law.terms import Hook
from lockgate.procedure.holds import Held, Hold
from lockgate.procedure.roles import Role
from lockgate.store.models.acts import ActRow
from lockgate.store.models.holds import HoldRow, LiftRow
from lockgate.store.transactions import one_commit, share_standing, take_case


def settle_holds(case: str, act: ActRow, held: Held, wanted: Iterable[Hold]) -> None:
    """Raise the holds that are new and lift those whose ground is gone, of one kind; the others go on.

    Args:
        case: the case's id.
        act: the act that found them, entered in this transaction.
        held: which kind is settled.
        wanted: every hold of that kind there is now.
    """
    now = {hold.code: hold for hold in wanted}
    standing = {row.code: row for row in _open().filter(case_id=case, held=held.value)}
    for code, row in standing.items():
        if code not in now:
            LiftRow.objects.create(hold=row, act=act)
    for code, hold in now.items():
        if code not in standing:
            _raise(case, act.officer, hold, act)


def note_hold(case: str, officer: str, hold: Hold) -> None:
    """Keep the ground on which an act was refused as a hold, unless it stands already.

    Raises:
        UsageError: there is no such case.
    """
    with one_commit():
        share_standing()
        take_case(case)
        if not _open().filter(case_id=case, held=hold.held.value, code=hold.code).exists():
            _raise(case, officer, hold, None)


def open_holds(case: str = "") -> tuple[tuple[str, Hold], ...]:
    """Every open hold with its case's id, the oldest first; of one case, where one is given."""
    rows = _open().filter(case_id=case) if case else _open()
    return tuple((row.case_id, _value(row)) for row in rows.order_by("since", "id"))


def _open() -> "QuerySet[HoldRow]":
    return HoldRow.objects.filter(lift=None)


def _raise(case: str, officer: str, hold: Hold, act: ActRow | None) -> None:
    HoldRow.objects.create(
        case_id=case,
        act=act,
        officer=officer,
        held=hold.held.value,
        code=hold.code,
        hook=hold.hook.value,
        reason=hold.reason,
        owner=hold.owner.value,
        since=hold.since,
        due=hold.due,
        records=hold.records,
    )


def _value(row: HoldRow) -> Hold:
    since: datetime = row.since
    return Hold(
        held=Held(row.held),
        code=row.code,
        hook=Hook(row.hook),
        reason=row.reason,
        owner=Role(row.owner),
        since=since,
        due=row.due,
        records=row.records,
    )
