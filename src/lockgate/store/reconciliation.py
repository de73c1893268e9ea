"""What a crash can leave behind: files that no commit names, and files that a commit is still owed.

An orphan is a file written before an act's commit that never came; nobody was told of it, so it is removed.
What a commit is owed (a handed-over package not yet laid out) is made good. Rows are never touched.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from lockgate.procedure.casefile import CaseStage
from lockgate.store.files import UNFINISHED
from lockgate.store.home import Home
from lockgate.store.models.acts import EvidenceRow
from lockgate.store.models.locks import CaseRow
from lockgate.store.models.releases import HandoverRow, PackageRow
from lockgate.store.packages import handed_over_file, lay_out, sealed_file
from lockgate.store.records import SPILL
from lockgate.store.statements import cases_with_statements, erase_statement
from lockgate.store.transactions import take_standing


@dataclass(frozen=True, slots=True)
class Remains:
    """What a crash left.

    Attributes:
        orphans: evidence and packages that no row names.
        unfinished: temporary files and folders.
        owed: hashes of packages that were handed over and are not laid out.
        astray: files laid out for recipients that were not handed over, or were recalled.
        spent: cases that have ended, or that there are not, and for which an agency's statement still waits.
        missing: evidence and packages that a row names and that are not there; nothing here mends those.
    """

    orphans: tuple[Path, ...]
    unfinished: tuple[Path, ...]
    owed: tuple[str, ...]
    astray: tuple[Path, ...]
    spent: tuple[str, ...]
    missing: tuple[Path, ...]


def remains(home: Home) -> Remains:
    """What a crash left in the home, when no act is under way."""
    evidence = {home.evidence / path for path in EvidenceRow.objects.values_list("path", flat=True)}
    sealed = {sealed_file(home, package) for package in PackageRow.objects.values_list("id", flat=True)}
    handed = list(HandoverRow.objects.filter(package__recall=None).values_list("package_id", flat=True))
    laid_out = {handed_over_file(home, package) for package in handed}
    named, present = evidence | sealed, _files(home.evidence) | _files(home.sealed)
    return Remains(
        orphans=tuple(sorted(present - named)),
        unfinished=tuple(sorted(home.scratch.iterdir())),
        owed=tuple(sorted(package for package in handed if not handed_over_file(home, package).exists())),
        astray=tuple(sorted(_files(home.handover) - laid_out)),
        spent=_spent(home),
        missing=tuple(sorted(named - present)),
    )


def mend(home: Home, found: Remains) -> None:
    """Remove what no commit names, and lay out what one is owed.

    The standing is held exclusively and everything is looked up again, so an act under way either commits
    before and keeps its files, or finds them gone and is rolled back. Unfinished files of a process that
    still runs are left to it.

    Args:
        home: the office's home.
        found: what was found before; nothing else is touched.

    Raises:
        IntegrityError: a package that is owed is missing or has other bytes.
    """
    with transaction.atomic(durable=True):
        take_standing()
        again = remains(home)
        for file in {*found.orphans, *found.astray} & {*again.orphans, *again.astray}:
            file.unlink(missing_ok=True)
        for path in found.unfinished:
            if not _is_written(path):
                _remove(path)
        lay_out(home, set(found.owed) & set(again.owed))
        for case in set(found.spent) & set(again.spent):
            erase_statement(home, case)


def _spent(home: Home) -> tuple[str, ...]:
    waiting = cases_with_statements(home)
    stand = CaseRow.objects.filter(id__in=waiting).exclude(stage=CaseStage.WITHDRAWN.value)
    return tuple(sorted(set(waiting) - set(stand.values_list("id", flat=True))))


def wipe_spills(home: Home) -> None:
    """Remove what killed processes had spilled; what another process still uses is left to it."""
    for path in home.scratch.glob(f"{SPILL}-*{UNFINISHED}"):
        if not _is_written(path):
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _is_written(path: Path) -> bool:
    """Whether the process that named unfinished work after itself still runs, and is not this one."""
    number = path.name.split(".")[-2] if path.name.endswith(UNFINISHED) and path.name.count(".") > 1 else ""
    if not number.isdigit() or int(number) == os.getpid():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}
