"""What the acts' commands share: their options, and how an act's answer is told."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lockgate.actions.office import Result
from lockgate.cli.tables import Jsonable, answer, table
from lockgate.procedure.refusals import Refusal

Home = Annotated[Path | None, typer.Option("--home", metavar="DIR", help="The office; else LOCKGATE_HOME.")]
As = Annotated[str | None, typer.Option("--as", metavar="ID", help="The officer who acts.")]
Key = Annotated[str | None, typer.Option("--key", metavar="FILE", help="The officer's signature key: PEM, or pkcs11:…")]
Second = Annotated[str | None, typer.Option("--second", metavar="ID", help="The second officer.")]
SecondKey = Annotated[str | None, typer.Option("--second-key", metavar="FILE", help="The second officer's key.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]
Memory = Annotated[str, typer.Option("--memory", metavar="SIZE", help="What counting may use, such as 1GB.")]
Case = Annotated[str, typer.Argument(metavar="CASE", help="The case's id, or its submission's number.")]
Package = Annotated[str, typer.Argument(metavar="PACKAGE", help="The package's hash, 64 digits.")]
Proposal = Annotated[str, typer.Option("--proposal", metavar="HASH", help="The hash of the proposal looked at.")]

DONE, REFUSED = 0, 1


def tell(result: Result, *, as_json: bool) -> int:
    """Tell what became of an act; the exit code: 0 done, 1 refused, or done with records returned or not examined."""
    if isinstance(result, Refusal):
        return tell_refusal(result, as_json=as_json)
    found: dict[str, Jsonable] = {
        "done": True, "act": result.act.value, "case": result.case, "entry": result.entry,
        "at": f"{result.at:%Y-%m-%dT%H:%M:%SZ}", **result.told,
    }  # fmt: skip
    tell_rows(f"Done: {result.act.value}", found, as_json=as_json)
    return REFUSED if result.told.get("returned") or "not_examined" in result.told else DONE


def tell_refusal(refusal: Refusal, *, as_json: bool) -> int:
    """Tell why an act is refused: the sentence, its ground, and where that is written (R50)."""
    found: dict[str, Jsonable] = {
        "done": False, "refused": refusal.code, "because": refusal.sentence,
        "ground": refusal.hook.value, "citation": str(refusal.citation),
    }  # fmt: skip
    tell_rows("Refused; nothing was written", found, as_json=as_json)
    return REFUSED


def tell_rows(title: str, found: Mapping[str, Jsonable], *, as_json: bool) -> None:
    """Tell an object: a table of its names and values, or itself."""
    rows = [(name, str(value)) for name, value in found.items()]
    answer(found, table(title, ("what", "value"), rows), as_json=as_json)


def warn(sentence: str) -> None:
    """One sentence on standard error."""
    Console(stderr=True).print(sentence, markup=False)
