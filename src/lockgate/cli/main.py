"""The command line, put together: one list of commands."""

import typer

from lockgate.cli import acts, agreement, keys, log, look_back, office, registry, submission
from lockgate.cli.audit import audit
from lockgate.cli.demo import demo
from lockgate.cli.doctor import doctor
from lockgate.cli.examine import examine
from lockgate.cli.locate_report import locate_report
from lockgate.cli.passed_on import pass_on
from lockgate.cli.recipient import recipient
from lockgate.cli.rehearsal import rehearsal
from lockgate.cli.serve import serve
from lockgate.cli.upgrade import upgrade
from lockgate.cli.verify import verify
from lockgate.cli.witness import witness
from lockgate.cli.work import work

app = typer.Typer(
    help="The process between a custodian of confidential records and an agency that may lawfully ask for some.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(demo)
app.command()(examine)
app.command()(audit)
app.command()(rehearsal)
app.command()(locate_report)
app.command()(doctor)
app.command()(serve)
app.command()(work)
app.command()(upgrade)
acts.register_commands(app)
office.register_commands(app)
app.add_typer(keys.app, name="keys")
app.add_typer(log.app, name="log")
pass_on(app, verify)
pass_on(app, recipient)
pass_on(app, witness)
app.add_typer(submission.app, name="submission")
app.add_typer(look_back.app, name="look-back")
app.add_typer(agreement.app, name="agreement")
app.add_typer(registry.app, name="registry")
