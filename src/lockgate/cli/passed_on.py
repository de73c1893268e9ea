"""Commands that hand every word to a stand-alone tool, ``--help`` and its exit code included."""

from collections.abc import Callable

import typer


def pass_on(app: typer.Typer, command: Callable[[typer.Context], int]) -> None:
    """Put a command on the command line that parses nothing itself."""
    settings = {"allow_extra_args": True, "ignore_unknown_options": True, "allow_interspersed_args": False}
    app.command(context_settings=settings, add_help_option=False)(command)


def words_of(ctx: typer.Context) -> list[str]:
    """The words behind the command; its help where there are none."""
    return list(ctx.args) or ["--help"]
