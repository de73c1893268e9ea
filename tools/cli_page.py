"""Prints the list of commands, their options and the exit codes, from the command line itself."""

import os
from typing import Any

import django
import typer.main

HEAD = """# The command line

Printed by `make docs` from the commands themselves.

`--json` prints one object on standard output, everything else on standard error. Nothing prompts. A non-empty `--out`
is refused without `--replace`; nothing is half-written.

| exit code | means |
| --- | --- |
| 0 | done |
| 1 | done, and something is returned, refused or unsupported |
| 2 | bad usage or unreadable input: one clear sentence, nothing written |
| 3 | integrity failure |
| 70 | unexpected error: one line, and a report file without record values |
| 130 | interrupted, nothing half-written |

What `examine` leaves is written down in [formats/findings.md](formats/findings.md), what a rehearsal holds in
[formats/rehearsal.md](formats/rehearsal.md), what the demo leaves in [demo.md](demo.md).
"""


def cli_page() -> str:
    """The page as Markdown."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lockgate.site.settings")  # noqa: TID251 - before Django is read
    django.setup()
    from lockgate.cli.main import app  # noqa: PLC0415 - models can be imported only after the setup

    parts = [HEAD]
    for name, command in sorted(_leaves("lockgate", typer.main.get_command(app)).items()):
        parts.append(f"## `{name}{_arguments(command)}`\n\n{_text(command.help)}\n\n{_options(command)}")
    return "\n".join(parts).rstrip() + "\n"


def _leaves(name: str, command: Any) -> dict[str, Any]:
    children = getattr(command, "commands", None)
    if not children:
        return {name: command}
    found: dict[str, Any] = {}
    for child, sub in children.items():
        found |= _leaves(f"{name} {child}", sub)
    return found


def _arguments(command: Any) -> str:
    shown = ""
    for param in command.params:
        if param.param_type_name == "argument":
            label = param.metavar or param.name.upper()
            shown += f" {label}" if param.required else f" [{label}]"
    return shown


def _text(text: str | None) -> str:
    return " ".join((text or "").split())


def _options(command: Any) -> str:
    rows = [
        f"| `{', '.join(param.opts)}{f' {param.metavar}' if param.metavar else ''}` | {_text(param.help)} |"
        for param in command.params
        if param.param_type_name == "option" and param.name != "help"
    ]
    return "| option | means |\n| --- | --- |\n" + "\n".join(rows) + "\n" if rows else ""
