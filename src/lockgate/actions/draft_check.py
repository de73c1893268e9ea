"""Check a draft against the law before it is sent: the same examination, from the request alone (pre-flight).

The submission is written as it would be sent and examined as if its official had signed it already. A large file is
checked beside the request that asks for it; how far it is stands in the draft's folder, so a reload loses nothing.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from lockgate.actions.draft import choices
from lockgate.actions.draft_declare import Prepared, declared_with
from lockgate.actions.office import Office
from lockgate.actions.preflight import Limits, Question, preflight
from lockgate.actions.versions import prior_of
from lockgate.errors import UsageError
from lockgate.pipeline.submissions import FILE
from lockgate.pipeline.submissions_written import written_submission
from lockgate.procedure.drafts import Checked, Draft
from lockgate.store.drafts import folder_of
from lockgate.store.packs import governing_act
from lockgate.store.registers import current_registers

SUBMISSION, REPORT, PROGRESS, ROWS = "submission", "report", "progress.json", "rows.parquet"
"""In a draft's folder: the submission as it would be sent, the last report, how far a check is, its rows."""

AT_ONCE = 4 << 20
"""Bytes of a file up to which the check is made within the request."""

_ROW_COLUMNS = ("row", "record_id", "rule", "state", "code")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a check is: of which version, at which step, and why it failed, if it did."""

    version: int
    step: str
    running: bool = False
    why: str = ""


def check_draft(office: Office, draft: Draft) -> None:
    """Check the draft as it is now; a large file in a thread of its own.

    Raises:
        UsageError: the file or an answer cannot be read; one sentence says what and how to mend it.
    """
    folder = folder_of(office.home, draft.id)
    if (said := _said(folder)) is not None and said["running"] and _alive(said["pid"]):
        raise UsageError("A check of this draft is under way; look again when it has ended.")
    at = office.clock()
    prior = prior_of(office, draft.agency, draft.follows.number) if draft.follows is not None else None
    made = Prepared(office, draft, folder, current_registers(at), choices(office, draft.agency), at, prior)
    if not draft.file or (folder / draft.file).stat().st_size <= AT_ONCE:
        try:
            _check(made)
        except BaseException:
            _say(folder, Progress(draft.version, "", why="The check broke off; begin it again."))
            raise
        return
    _say(folder, Progress(draft.version, "waiting", running=True))
    Thread(target=_beside, args=(made,), daemon=True).start()


def _beside(made: Prepared) -> None:
    try:
        _check(made)
    except UsageError as problem:
        _say(made.folder, Progress(made.draft.version, "", why=str(problem)))
    except Exception:
        _say(made.folder, Progress(made.draft.version, "", why="The check broke off; begin it again."))
        raise


def _check(made: Prepared) -> None:
    """Write the submission and examine it; the report takes its name only when it is whole."""
    draft, folder = made.draft, made.folder
    _say(folder, Progress(draft.version, "reading the file", running=True))
    submission, unfinished = folder / SUBMISSION, folder / f"{REPORT}.part"
    for old in (submission, unfinished, folder / REPORT):
        shutil.rmtree(old, ignore_errors=True)
    for new in (submission, unfinished):
        new.mkdir(mode=0o700)
    records, declared = declared_with(made, submission)
    (submission / FILE).write_bytes(written_submission(declared))
    question = Question(
        records,
        submission,
        made.registers,
        governing_act(declared.agreement, made.at),
        made.at.date(),
        signed_later=True,
    )
    # One thread and no process of its own: it may itself run beside others in a server.
    limits = Limits(1, made.office.memory)
    summary = preflight(
        question, unfinished, limits, lambda step: _say(folder, Progress(draft.version, step, running=True))
    )
    about = _rows(unfinished)
    counts = summary.outcomes
    checked = Checked(draft.version, counts["sufficient"], counts["review"], counts["returned"], len(about))
    (unfinished / "checked.json").write_text(json.dumps({**asdict(checked), "about": about}), encoding="utf-8")
    unfinished.rename(folder / REPORT)
    _say(folder, Progress(draft.version, "done"))


def progress_of(office: Office, draft: Draft) -> Progress | None:
    """How far the check of this version is; None where none was begun. One whose process is gone has failed."""
    said = _said(folder_of(office.home, draft.id))
    if said is None:
        return None
    found = Progress(said["version"], said["step"], said["running"], said["why"])
    if found.version != draft.version:
        return None
    if found.running and not _alive(said["pid"]):
        return Progress(found.version, "", why="The check broke off; begin it again.")
    return found


def _said(folder: Path) -> dict[str, Any] | None:
    try:
        said: dict[str, Any] = json.loads((folder / PROGRESS).read_bytes())
    except OSError:
        return None
    return said


def _say(folder: Path, progress: Progress) -> None:
    target = folder / PROGRESS
    temporary = target.with_suffix(".part")
    temporary.write_text(json.dumps({**asdict(progress), "pid": os.getpid()}), encoding="utf-8")
    temporary.replace(target)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def declared_hash(office: Office, draft: Draft) -> str:
    """The sha256 of the submission.toml that the last check wrote."""
    return sha256((folder_of(office.home, draft.id) / SUBMISSION / FILE).read_bytes()).hexdigest()


def _rows(report: Path) -> list[tuple[str, str]]:
    """Keep the findings on rows for paging; the rule and code of what is not met about the whole submission."""
    newlines = pyarrow.csv.ParseOptions(newlines_in_values=True)
    kinds: dict[str, pa.DataType] = {**dict.fromkeys(_ROW_COLUMNS, pa.string()), "row": pa.int64()}
    options = pyarrow.csv.ConvertOptions(
        include_columns=list(_ROW_COLUMNS), column_types=kinds, strings_can_be_null=False
    )
    about: list[tuple[str, str]] = []
    schema = pa.schema(list(kinds.items()))
    with pq.ParquetWriter(report / ROWS, schema, compression="zstd") as writer:
        for batch in _batches(report / "findings.csv", newlines, options):
            table = pa.Table.from_batches([batch]).select(list(kinds)).cast(schema)
            rows = table["row"].is_valid()
            about += [
                (str(one["rule"]), str(one["code"]))
                for one in table.filter(table["row"].is_null()).to_pylist()
                if one["state"] == "not_met"
            ]
            writer.write_table(table.filter(rows))
    return about


def _batches(
    file: Path, parse: pyarrow.csv.ParseOptions, convert: pyarrow.csv.ConvertOptions
) -> Iterator[pa.RecordBatch]:
    with pyarrow.csv.open_csv(file, parse_options=parse, convert_options=convert) as reader:
        yield from reader
