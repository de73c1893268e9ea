"""The acts on a case, from submit to release. Each command parses, calls one action, and tells the answer."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lockgate.actions.authorize import authorize as do_authorize
from lockgate.actions.ballots import SentBack, last_row
from lockgate.actions.confirm import confirm as do_confirm
from lockgate.actions.desk import open_signer
from lockgate.actions.dispose import dispose as do_dispose
from lockgate.actions.examination import tell_agency
from lockgate.actions.examine import examine as do_examine
from lockgate.actions.find import Found
from lockgate.actions.find import find as do_find
from lockgate.actions.findings_table import one_scope
from lockgate.actions.locate import locate as do_locate
from lockgate.actions.look import Seen, case_named
from lockgate.actions.look import look as do_look
from lockgate.actions.office import Done
from lockgate.actions.release import release as do_release
from lockgate.actions.review import review as do_review
from lockgate.actions.sent_back import SentBackBefore
from lockgate.actions.stop import stop as do_stop
from lockgate.actions.stop import windows
from lockgate.actions.submit import submit as do_submit
from lockgate.cli.answers import DONE, As, AsJson, Case, Home, Key, Memory, Proposal, tell, tell_refusal, tell_rows
from lockgate.cli.desk import open_office
from lockgate.cli.findings import findings_file, sent_back_file
from lockgate.cli.folders import whole_folder
from lockgate.cli.look import assign, inspect, look
from lockgate.cli.packages import acknowledge, fetch, recall, reissue, substitute, trace, withdraw
from lockgate.cli.rounds import restore, worklist
from lockgate.cli.tables import answer, table
from lockgate.errors import UsageError
from lockgate.procedure.casefile import Vote
from lockgate.procedure.refusals import Refusal


class Choice(StrEnum):
    """How a deciding officer votes."""

    FOR = "for"
    AGAINST = "against"


class Engine(StrEnum):
    """What does the work of locate."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def submit(  # noqa: PLR0913 - the options of the command
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The submission's folder.")],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="A new folder for outcomes, findings and notice.")
    ] = None,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Receive a submission, open its case, and examine it. Ends with 1 when records are returned."""
    signer = open_signer(officer, key)
    office = open_office(home)
    done = do_submit(office, folder, signer)
    if out is not None and isinstance(done, Done) and "not_examined" not in done.told:
        with whole_folder(out, replace=False) as written:
            tell_agency(office, done.case, written)
    return tell(done, as_json=as_json)


def examine_case(case: str, home: Path | None, acting: tuple[str | None, str | None], *, as_json: bool) -> int:
    """Examine a case again: ``lockgate examine --case CASE``."""
    signer = open_signer(*acting)
    office = open_office(home)
    return tell(do_examine(office, case_named(case), signer), as_json=as_json)


def confirm(  # noqa: PLR0913 - the options of the command
    case: Case,
    *,
    matter: Annotated[list[str], typer.Option("--matter", metavar="ID", help="A matter; once for each.")],
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Confirm, as a named officer, to be personally and directly engaged in each of these matters."""
    signer = open_signer(officer, key)
    office = open_office(home)
    return tell(do_confirm(office, case_named(case), signer, matter), as_json=as_json)


def find(  # noqa: PLR0913 - the options of the command
    case: Case,
    *,
    code: Annotated[str, typer.Option("--code", help="What is decided, such as R47.finding or R08.facility.")] = "",
    met: Annotated[bool, typer.Option("--met/--not-met", help="What was found.")] = True,
    reason: Annotated[str, typer.Option("--reason", help="Why, in your own words.")] = "",
    row: Annotated[list[int] | None, typer.Option("--row", help="A row it covers; once for each.")] = None,
    matter: Annotated[str, typer.Option("--matter", help="The group's matter.")] = "",
    engaged: Annotated[str, typer.Option("--officer", help="The group's officer.")] = "",
    whole: Annotated[bool, typer.Option("--whole", help="It covers the whole submission.")] = False,
    file: Annotated[
        Path | None, typer.Option("--file", help="A CSV of findings: code,state,reason,rows,matter,officer.")
    ] = None,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Record a person's finding, met or not, on what only people decide."""
    signer = open_signer(officer, key)
    if file is not None:
        findings = findings_file(file)
    else:
        findings = [Found(code, met, reason, one_scope(row or [], matter, engaged, whole=whole))]
    office = open_office(home)
    return tell(do_find(office, case_named(case), signer, findings), as_json=as_json)


def locate(  # noqa: PLR0913 - the options of the command
    case: Case,
    *,
    registry: Annotated[Path, typer.Option("--registry", metavar="DIR", help="The custodian's file.")],
    memory: Memory = "1GB",
    engine: Annotated[
        Engine, typer.Option("--engine", metavar="NAME", help="duckdb, on this machine, or spark (docs/spark.md).")
    ] = Engine.DUCKDB,
    master: Annotated[
        str, typer.Option("--master", metavar="URL", help="The cluster: local[2], spark://HOST:PORT or yarn.")
    ] = "",
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Enter the reading of the custodian's file, read its index for the sufficient records, and seal what was found."""
    if (engine is Engine.SPARK) != bool(master):
        raise UsageError("--engine spark and --master go together, such as --engine spark --master local[2].")
    signer = open_signer(officer, key)
    office = replace(open_office(home, registry, memory=memory), master=master)
    return tell(do_locate(office, case_named(case), signer), as_json=as_json)


def dispose(case: Case, *, home: Home = None, officer: As = None, key: Key = None, as_json: AsJson = False) -> int:
    """Draft the dispositions of a case as a proposal; prints the hash that is voted on."""
    signer = open_signer(officer, key)
    office = open_office(home)
    return tell(do_dispose(office, case_named(case), signer), as_json=as_json)


def review(  # noqa: PLR0913 - the options of the command
    case: Case,
    *,
    proposal: Proposal = "",
    vote: Annotated[Choice | None, typer.Option("--vote", help="Your vote; without it the case is only shown.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why; needed for a vote against.")] = "",
    send_back: Annotated[
        Path | None, typer.Option("--send-back", help="With against: a CSV, rows,matter,officer,ground,reason.")
    ] = None,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Look at a proposal, or vote on it by its hash; whoever does not affirm all of it sends records back."""
    signer = open_signer(officer, key)
    office = open_office(home)
    named = case_named(case)
    if vote is None:
        return _tell_seen(do_look(office, named, signer), as_json=as_json)
    lines = sent_back_file(send_back, last_row(named)) if send_back is not None else []
    choice = (Vote(vote.value), reason)
    return tell(do_review(office, named, signer, proposal, choice, sent_back=lines), as_json=as_json)


_LOADS_SHOWN = 20
"""Officers shown with their load, those named most."""


def _tell_seen(seen: Seen | Refusal, *, as_json: bool) -> int:
    if isinstance(seen, Refusal):
        return tell_refusal(seen, as_json=as_json)
    facts = seen.facts
    may = {act: "now" if no is None else f"{no.code}: {no.sentence}" for act, no in seen.options.items()}
    found = {
        "case": facts.case, "number": facts.submission.number, "stage": facts.stage.value,
        "proposal": facts.proposal.hash if facts.proposal else "",
        **seen.words,
        "recipients": len(seen.recipients),
        **{f"records naming {officer}": records for officer, records in list(seen.loads.items())[:_LOADS_SHOWN]},
        "votes_shown": len(seen.votes),
        **{f"sent back {number}": _sent_back(one) for number, one in enumerate(seen.sent_back, start=1)},
        **{f"sent back before {number}": _before(one) for number, one in enumerate(seen.before, start=1)},
        **{f"may {act.value}": answer for act, answer in may.items()},
    }  # fmt: skip
    tell_rows(f"Case {facts.submission.number}", found, as_json=as_json)
    return 0


def _sent_back(one: SentBack) -> str:
    covered = f"rows {one.rows}" if one.rows else f"matter {one.matter} with {one.engaged}"
    return f"{covered}, {one.ground.value}, by {one.officer}: {one.reason}"


def _before(one: SentBackBefore) -> str:
    now = ", ".join(f"{records:,} {word}" for word, records in one.now.items())
    return f"{_sent_back(one.line)} (now: {now or 'none'})"


def authorize(  # noqa: PLR0913 - the options of the command
    case: Case,
    *,
    proposal: Proposal,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Authorize a carried proposal, every gate asked anew, and publish the entry that says so."""
    signer = open_signer(officer, key)
    office = open_office(home)
    return tell(do_authorize(office, case_named(case), signer, proposal), as_json=as_json)


def stop(  # noqa: PLR0913 - the options of the command
    *,
    proposal: Proposal = "",
    reason: Annotated[str, typer.Option("--reason", help="Why the release is stopped.")] = "",
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """For an outside party that an agreement names: list the releases it may stop, or stop one within its window."""
    signer = open_signer(officer, key)
    office = open_office(home)
    if proposal:
        return tell(do_stop(office, signer, proposal, reason), as_json=as_json)
    found = windows(office, signer)
    if isinstance(found, Refusal):
        return tell_refusal(found, as_json=as_json)
    names = ("case", "proposal", "records", "recipients", "until", "state")
    lines = [
        (one.reference, one.proposal, f"{one.records:,}", f"{one.recipients:,}", f"{one.closes_at:%Y-%m-%dT%H:%M:%SZ}",
         "stopped" if one.stopped else "open" if one.open else "over")
        for one in found
    ]  # fmt: skip
    told = [dict(zip(names, line, strict=True)) | {"entry": one.entry} for line, one in zip(lines, found, strict=True)]
    answer({"windows": told}, table("Releases that may be stopped", names, lines), as_json=as_json)
    return DONE


def release(  # noqa: PLR0913 - the options of the command
    case: Case,
    *,
    proposal: Proposal,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Seal the packages, publish that entry, hand them over; again after a break, it goes on where it stopped."""
    signer = open_signer(officer, key)
    office = open_office(home)
    return tell(do_release(office, case_named(case), signer, proposal), as_json=as_json)


ACTS: tuple[Callable[..., int], ...] = (
    submit, assign, inspect, confirm, find, locate, look, dispose, worklist, review, restore, authorize, stop, release,
    fetch, acknowledge, recall, reissue, substitute, withdraw, trace,
)  # fmt: skip
"""The acts that are commands of their own, in the order of a request's way."""


def register_commands(app: typer.Typer) -> None:
    """Put the acts on the command line."""
    for act in ACTS:
        app.command()(act)
