"""``lockgate audit``: look back at answers any system gave, over the rules whose inputs are at hand."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from lockgate.actions.desk import open_signer
from lockgate.actions.look import case_named
from lockgate.actions.lookback import look_back_at
from lockgate.actions.lookback_read import look_back_in_file
from lockgate.actions.preflight import Limits
from lockgate.cli.answers import As, AsJson, Home, Key, tell_refusal
from lockgate.cli.desk import open_office
from lockgate.cli.folders import whole_folder
from lockgate.cli.look_back import Agreement, Answers, AsOf, Records, Registers, Submission, question_of
from lockgate.cli.look_back import Mapping as MappingFile
from lockgate.cli.progress import progress
from lockgate.cli.tables import answer, table
from lockgate.errors import UsageError
from lockgate.procedure.refusals import Refusal

_STEPS = 8
"""The steps a look back names."""


def audit(  # noqa: PLR0913 - the options of the command
    *,
    records: Records,
    answers: Answers,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder the lists are written to.")],
    agreement: Agreement = "irs-ice-2025",
    as_of: AsOf = None,
    mapping: MappingFile = None,
    submission: Submission = None,
    registers: Registers = None,
    memory: Annotated[str, typer.Option("--memory", help="What counting may use.")] = "1GB",
    replace: Annotated[bool, typer.Option("--replace", help="Write over what is there.")] = False,
    registry: Annotated[
        Path | None, typer.Option("--registry", metavar="DIR", help="Ask the custodian's file too; needs --case.")
    ] = None,
    case: Annotated[str, typer.Option("--case", metavar="CASE", help="An authorized look-back case.")] = "",
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Look back at answers that were given: per answer no rule failed, or unsupported and by which rules.

    Reads any system's files in any column names; a foreign header without --mapping ends with a mapping proposed.
    With --registry: an act on a look-back case that a second officer authorized (lockgate look-back); what the
    custodian's file shows goes to sealed evidence, numbers and proofs to --out. Ends with 0 when no rule failed on any
    answer, 1 when some are unsupported or the act is refused, 2 when something cannot be read.
    """
    if (registry is None) != (not case):
        raise UsageError("Give --registry and --case together: the custodian's file is read only on a look-back case.")
    question = question_of(
        records, answers, agreement, as_of, mapping=mapping, submission=submission, registers=registers
    )
    try:
        with whole_folder(out, replace=replace) as folder, progress(_STEPS) as told:
            if registry is None:
                found = look_back_at(question, folder, Limits(memory=memory), told)
            else:
                signer, office = open_signer(officer, key), open_office(home, registry, memory=memory)
                found = _read(look_back_in_file(office, case_named(case), question, (folder, signer), told))
    except _RefusedError as no:
        return tell_refusal(no.refusal, as_json=as_json)
    answer(found | {"out": str(out)}, _shown(found, out), as_json=as_json)
    return 1 if _number(found, "outcomes", "unsupported") else 0


class _RefusedError(Exception):
    """The act was refused: the folder that was begun goes."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def _read(told: dict[str, object] | Refusal) -> dict[str, object]:
    if isinstance(told, Refusal):
        raise _RefusedError(told)
    return told


def _number(found: Mapping[str, object], *names: str) -> int | None:
    at: object = found
    for name in names:
        at = at[name] if isinstance(at, Mapping) else None
    return at if isinstance(at, int) else None


def _shown(found: Mapping[str, object], out: Path) -> Table:
    def told(*names: str) -> str:
        number = _number(found, *names)
        return "not told" if number is None else f"{number:,}"

    total = _number(found, "answers") or 0
    record = _number(found, "tied", "record") or 0
    rows = [
        ("unsupported: at least one rule failed", told("outcomes", "unsupported")),
        ("no rule failed; some may be not checked", told("outcomes", "no_rule_failed")),
        ("address insufficient, by the request alone", told("official_counts", "address_insufficient", "answers")),
        ("address never confirmed against a record", told("official_counts", "address_never_confirmed", "answers")),
        ("what was compared is not stated", told("address_compared", "not_stated")),
        ("tied to no one record of the request", f"{total - record:,}"),
        ("answered again", told("answered_again")),
    ]
    if "custodians_file" in found:
        rows.append(("by the custodian's file, one taxpayer", told("custodians_file", "found", "one")))
    shown = table(
        f"{total:,} answers to {told('records')} records, under {found['agreement']} as of {found['as_of']}",
        ("answers", "number"),
        rows,
    )
    shown.caption = f"Every number's definition stands in {out}, with the lists; begin with report.html."
    shown.caption_justify = "left"
    return shown
