"""What deciding officers do not affirm: as it is given, signed, kept, and shown to each other at consolidation (R47).

Each line names rows, or a declared group that shares one investigation and one officer, with a ground and a reason.
It stands in the signed content of the vote, and in no table of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lockgate.actions.dossier import examined, read_dossier, sufficient_rows
from lockgate.actions.findings_table import one_scope
from lockgate.actions.handed_in import table_lines
from lockgate.actions.office import Office
from lockgate.actions.scopes import rows_in, scope_value, spans
from lockgate.canonical import Canonical, Parsed, parse_canonical
from lockgate.errors import IntegrityError, UsageError
from lockgate.pipeline.resolve import Reach, Scope, read_asked
from lockgate.procedure.ballots import SendBackGround
from lockgate.procedure.casefile import Vote
from lockgate.store.cases import contents_of_votes, viewed

COLUMNS = ("rows", "matter", "officer", "ground", "reason")
"""The header of a table of what is sent back; ``rows`` such as 3;7-9."""

LONGEST_REASON = 2000
"""Characters of a reason, at most."""


@dataclass(frozen=True, slots=True)
class SendBack:
    """One line of what a deciding officer does not affirm."""

    scope: Scope
    ground: SendBackGround
    reason: str


@dataclass(frozen=True, slots=True)
class SentBack:
    """One line as it is shown: who sent it back, what it covers, on which ground and why."""

    officer: str
    rows: str
    matter: str
    engaged: str
    ground: SendBackGround
    reason: str


def send_back_value(lines: Iterable[SendBack]) -> list[Canonical]:
    """What is sent back, as it stands in the signed content of a vote."""
    return [{"scope": scope_value(one.scope), "ground": one.ground.value, "reason": one.reason} for one in lines]


def reason_of(vote: Vote, reason: str, lines: Iterable[SendBack]) -> str:
    """The reason that stands with the vote: the officer's own, else those of what they send back.

    Raises:
        UsageError: a vote against has none, or one for sends something back.
    """
    listed = list(lines)
    if vote is Vote.FOR and listed:
        raise UsageError("Whoever sends records back votes against the proposal; say --vote against.")
    found = reason.strip() or " / ".join(dict.fromkeys(one.reason for one in listed))
    if vote is Vote.AGAINST and not found:
        raise UsageError("A vote against says why; give --reason.")
    return found


def check_sent_back(office: Office, case: str, lines: Iterable[SendBack]) -> None:
    """Nothing, if every line covers records that are put to the vote, and says why.

    Raises:
        UsageError: one does not; the text says which.
    """
    listed = list(lines)
    if not listed:
        return
    dossier = read_dossier(office.home, case, office.clock())
    rows = frozenset(sufficient_rows(dossier, examined(dossier)))
    groups = any(one.scope.reach is Reach.GROUP for one in listed)
    asked = read_asked(dossier.path("records"), rows).values() if groups else ()
    for one in listed:
        _check(one, rows)
        if one.scope.reach is Reach.GROUP and not any(map(one.scope.covers, asked)):
            raise UsageError(f"No record put to the vote is of matter {one.scope.matter} with {one.scope.officer}.")


def _check(one: SendBack, rows: frozenset[int]) -> None:
    if not one.reason.strip() or len(one.reason) > LONGEST_REASON:
        raise UsageError(f"What is sent back has a reason, of up to {LONGEST_REASON:,} characters; write it.")
    if one.scope.reach is Reach.ALL:
        raise UsageError("Name rows, or a matter and an officer; to refuse everything, vote against and say why.")
    if one.scope.reach is Reach.GROUP and not (one.scope.matter and one.scope.officer):
        raise UsageError("A declared group shares one investigation and one officer; name both.")
    if one.scope.rows - rows:
        raise UsageError(f"Rows {spans(sorted(one.scope.rows - rows))[:80]} are not put to the vote.")


def last_row(case: str) -> int:
    """The number of the last row of a case, as it was examined; 0 before that.

    Raises:
        UsageError: there is no such case.
    """
    examined_as = viewed(case).examination
    return examined_as.sufficient + examined_as.review + examined_as.returned if examined_as is not None else 0


def sent_back_in(lines: Iterable[str], name: str, last: int) -> list[SendBack]:
    """What a table in CSV sends back.

    Args:
        lines: its lines with their ends.
        name: what it is called in errors.
        last: the last row there is.

    Raises:
        UsageError: the header is another, or a line is wrong; the text names the line and what is wrong with it.
    """
    return table_lines(lines, name, COLUMNS, lambda where, row: one_line(where, row, last))


def one_line(where: str, row: Mapping[str, str], last: int) -> SendBack:
    """One line of what is sent back.

    Raises:
        UsageError: a field is wrong; the text says which.
    """
    ground = next((one for one in SendBackGround if one.value == row["ground"].strip()), None)
    if ground is None:
        known = ", ".join(one.value for one in SendBackGround)
        raise UsageError(f"{where}: the ground is one of {known}.")
    try:
        rows = rows_in(row["rows"], last)
    except ValueError as error:
        raise UsageError(
            f"{where}: rows are numbers and runs with ; between them, such as 3;7-9, each from 1 to {last:,}."
        ) from error
    return SendBack(one_scope(rows, row["matter"].strip(), row["officer"].strip(), whole=False), ground, row["reason"])


def sent_back_on(case: str, proposal: str) -> tuple[SentBack, ...]:
    """What was sent back by the votes on a proposal, in the order of the votes; whoever asks knows who may see it.

    Raises:
        IntegrityError: what is kept of a vote is not what an act writes.
    """
    found = contents_of_votes(case, proposal)
    return tuple(line for officer, content in found for line in _said(officer, parse_canonical(content)))


def _said(officer: str, content: Parsed) -> Iterable[SentBack]:
    lines = content.get("sent_back", []) if isinstance(content, dict) else []
    for line in lines if isinstance(lines, list) else ():
        match line:
            case {"scope": {"rows": list(rows)}, "ground": str(ground), "reason": str(reason)}:
                numbers = sorted(row for row in rows if isinstance(row, int))
                yield SentBack(officer, spans(numbers), "", "", SendBackGround(ground), reason)
            case {"scope": {"matter": str(matter), "officer": str(who)}, "ground": str(ground), "reason": str(reason)}:
                yield SentBack(officer, "", matter, who, SendBackGround(ground), reason)
            case _:
                raise IntegrityError(f"What {officer} sent back is not kept in its form.")
