"""``lockgate worklist``, ``restore``: what is put to the vote, round after round; and the end of a pause."""

from pathlib import Path
from typing import Annotated

import typer

from lockgate.actions.desk import open_signer
from lockgate.actions.look import case_named
from lockgate.actions.restore import paused
from lockgate.actions.restore import restore as do_restore
from lockgate.actions.rounds import close_round, put_round
from lockgate.cli.answers import DONE, As, AsJson, Case, Home, Key, Proposal, tell, tell_refusal
from lockgate.cli.desk import open_office
from lockgate.cli.findings import marks_file
from lockgate.cli.tables import answer, table
from lockgate.errors import UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.seeds import Line


def worklist(  # noqa: PLR0913 - the options of the command
    case: Case,
    *,
    proposal: Proposal = "",
    round_named: Annotated[str, typer.Option("--round", metavar="HASH", help="The round that is answered.")] = "",
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="FILE", help="A CSV, item,answer,ground,reason, of every item.")
    ] = None,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Have the next items of a proposal put before you; or, with --round and --answers, answer each of them.

    Where the agreement's pack asks for rounds, a vote for the proposal comes after the last of them.
    """
    if bool(round_named) != (answers is not None):
        raise UsageError("--round and --answers go together: the round that was shown, and an answer to each item.")
    signer = open_signer(officer, key)
    marks = marks_file(answers) if answers is not None else []
    office = open_office(home)
    named = case_named(case)
    if answers is not None:
        return tell(close_round(office, named, signer, round_named, marks), as_json=as_json)
    seen = put_round(office, named, signer, proposal)
    if isinstance(seen, Refusal):
        return tell_refusal(seen, as_json=as_json)
    items = [
        {"item": place, "records": one.records, "says": {line.column: _said(line) for line in one.lines}}
        for place, one in enumerate(seen.items, start=1)
    ]
    found = {"round": seen.number, "named": seen.seeds, "entry": seen.done.entry, "items": items}
    rows = (
        (str(place), name, said)
        for place, one in enumerate(seen.items, start=1)
        for name, said in (("records", f"{one.records:,}"), *((line.column, _said(line)) for line in one.lines))
    )
    answer(found, table(f"Round {seen.number}: {seen.seeds}", ("item", "what", "says"), rows), as_json=as_json)
    return DONE


def _said(line: Line) -> str:
    more = line.kinds - len(line.values)
    return "; ".join(line.values) + (f"; and {more:,} others" if more else "")


def restore(  # noqa: PLR0913 - the options of the command
    *,
    of: Annotated[str, typer.Option("--of", metavar="ID", help="Who is paused; without it they are listed.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why they may vote again.")] = "",
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """For counsel and the disclosure manager: list the deciding officers who are paused, or let one vote again."""
    signer = open_signer(officer, key)
    office = open_office(home)
    if of:
        return tell(do_restore(office, signer, of, reason), as_json=as_json)
    found = paused(office, signer)
    if isinstance(found, Refusal):
        return tell_refusal(found, as_json=as_json)
    names = ("officer", "since", "submission", "missed")
    lines = [(one.officer, f"{one.at:%Y-%m-%dT%H:%M:%SZ}", one.number, str(one.missed)) for one in found]
    told = [dict(zip(names, line, strict=True)) | {"round": one.entry} for line, one in zip(lines, found, strict=True)]
    answer({"paused": told}, table("Officers who missed a seed", names, lines), as_json=as_json)
    return DONE
