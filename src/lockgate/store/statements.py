"""Withdrawals that an agency signed at the console and that nobody has entered yet: one folder a case, then erased.

No part of the record of work: the act ``withdraw`` keeps what it enters.
"""

import shutil
from pathlib import Path
from re import fullmatch

from lockgate.store.files import PRIVATE, locked, replace
from lockgate.store.home import Home


def keep_statement(home: Home, case: str, files: dict[str, bytes]) -> Path:
    """Keep a signed statement for a case, in place of an earlier one that nobody entered."""
    folder = _folder(home, case)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(folder / ".lock"):
        for name, content in files.items():
            replace(content, folder / name, home.scratch, PRIVATE)
    return folder


def statement_for(home: Home, case: str, name: str) -> Path | None:
    """The folder of the statement that waits for a case, whole with the file of this name; None where none does."""
    folder = _folder(home, case)
    return folder if (folder / name).is_file() else None


def erase_statement(home: Home, case: str) -> None:
    """Erase what waited for a case; nothing is to be done where it is gone."""
    shutil.rmtree(_folder(home, case), ignore_errors=True)


def cases_with_statements(home: Home) -> tuple[str, ...]:
    """The cases for which a statement waits."""
    return tuple(
        sorted(one.name for one in (home.root / "withdrawals").glob("*") if fullmatch("[0-9a-f]{32}", one.name))
    )


def _folder(home: Home, case: str) -> Path:
    if not fullmatch("[0-9a-f]{32}", case):
        raise ValueError("a case's id is 32 hexadecimal digits")
    return home.root / "withdrawals" / case
