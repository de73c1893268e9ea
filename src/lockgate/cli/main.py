"""The command line, put together: one list of commands."""

import typer

from lockgate.cli import agreement, submission
from lockgate.cli.examine import examine
from lockgate.cli.rehearsal import rehearsal

app = typer.Typer(
    help="The process between a custodian of confidential records and an agency that may lawfully ask for some.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(examine)
app.command()(rehearsal)
app.add_typer(submission.app, name="submission")
app.add_typer(agreement.app, name="agreement")
