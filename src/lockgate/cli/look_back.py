"""``lockgate look-back``: open a look back into the custodian's file, and authorize it as a second officer."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from lockgate.actions.desk import open_signer
from lockgate.actions.look import case_named
from lockgate.actions.lookback import LookBackQuestion
from lockgate.actions.lookback_case import authorize_look_back, looked_at, open_look_back
from lockgate.actions.registry import index_of
from lockgate.cli.answers import As, AsJson, Case, Home, Key, tell, tell_rows
from lockgate.cli.desk import open_office
from lockgate.clock import system_clock

app = typer.Typer(
    help="Open a look back into the custodian's file, and authorize it; lockgate audit then reads.",
    no_args_is_help=True,
)

Records = Annotated[Path, typer.Option("--records", metavar="FILE", help="The records that were asked about.")]
Answers = Annotated[Path, typer.Option("--answers", metavar="FILE", help="The answers that were given.")]
Agreement = Annotated[str, typer.Option("--agreement", help="An agreement pack.")]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="DATE", help="Else today.")]
Mapping = Annotated[Path | None, typer.Option("--mapping", metavar="FILE", help="How the two files are written, TOML.")]
Submission = Annotated[Path | None, typer.Option("--submission", metavar="FILE", help="The request's submission.toml.")]
Registers = Annotated[Path | None, typer.Option("--registers", metavar="DIR", help="Officeholders, roster, orders.")]


def question_of(  # noqa: PLR0913 - the options of two commands
    records: Path,
    answers: Path,
    agreement: str,
    as_of: datetime | None,
    *,
    mapping: Path | None,
    submission: Path | None,
    registers: Path | None,
) -> LookBackQuestion:
    """What is to be looked at, as the options give it."""
    day = system_clock().date() if as_of is None else as_of.date()
    return LookBackQuestion(records, answers, mapping, submission, registers, agreement, day)


@app.command("open")
def open_case(  # noqa: PLR0913 - the options of the command
    *,
    records: Records,
    answers: Answers,
    registry: Annotated[Path, typer.Option("--registry", metavar="DIR", help="The custodian's file.")],
    agreement: Agreement = "irs-ice-2025",
    as_of: AsOf = None,
    mapping: Mapping = None,
    submission: Submission = None,
    registers: Registers = None,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Open a look-back case: its entry names the hashes of records, answers, pack, law and index. Reads no record."""
    signer = open_signer(officer, key)
    office = open_office(home, registry)
    question = question_of(
        records, answers, agreement, as_of, mapping=mapping, submission=submission, registers=registers
    )
    return tell(open_look_back(office, question, index_of(office).manifest.name, signer), as_json=as_json)


@app.command("show")
def show(case: Case, *, home: Home = None, as_json: AsJson = False) -> int:
    """Show what a look-back case was opened on, and the hash that authorizes it. It holds no record."""
    office = open_office(home)
    tell_rows("A look back", looked_at(office, case_named(case)), as_json=as_json)
    return 0


@app.command("authorize")
def authorize(  # noqa: PLR0913 - the options of the command
    case: Case,
    *,
    look_back: Annotated[str, typer.Option("--look-back", metavar="HASH", help="The hash of what you looked at.")],
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Authorize a look-back case as its second officer, by the hash of what it was opened on."""
    signer = open_signer(officer, key)
    office = open_office(home)
    return tell(authorize_look_back(office, case_named(case), look_back, signer), as_json=as_json)
