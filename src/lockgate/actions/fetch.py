"""Fetch: the recipient's own act; every gate is asked again before the bytes are given."""

import os
from pathlib import Path

from lockgate.actions.attempts import Attempt, Particulars, on_own
from lockgate.actions.leaving import leaving, prepare_fetch
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.store.files import PRIVATE, UNFINISHED, sync_folder, write_stream
from lockgate.store.packages import SUFFIX, case_of, check_sealed, is_named, lay_out, sealed_file


def fetch(office: Office, package: str, signer: Signer, out: Path) -> Result:
    """Enter the fetching of a package, and only then write it to ``out``, whole or not at all.

    The same officer may fetch again, each time entered; a file that is there with the same bytes is written anew.

    Args:
        office: the office.
        package: the package's hash, 64 hexadecimal digits.
        signer: the officer it was sealed for.
        out: an existing folder; the file is named by the hash, and another file of that name is never replaced.

    Raises:
        UsageError: there is no such package, or ``out`` cannot take it.
        IntegrityError: its bytes are not those that were sealed.
    """
    if case_of(package) is None:
        raise UsageError(f"There is no package {package[:16]}; give the 64 digits of its name.")
    target = out / f"{package}{SUFFIX}"
    if not out.is_dir() or (target.exists() and not is_named(target, package)):
        raise UsageError(f"{out} is no folder, or holds another {target.name} already.")
    done = enter_fetch(office, package, signer)
    if isinstance(done, Done):
        _write(sealed_file(office.home, package), target)
        return Done(done.act, done.case, done.entry, done.at, {**done.told, "file": str(target)})
    return done


def enter_fetch(office: Office, package: str, signer: Signer) -> Result:
    """Ask every gate and enter the fetching; the caller gives the bytes that lie under the package's name.

    Raises:
        UsageError: there is no such package.
        IntegrityError: its bytes are not those that were sealed.
    """
    case = case_of(package)
    if case is None:
        raise UsageError(f"There is no package {package[:16]}; give the 64 digits of its name.")
    at = office.clock()
    prepared = prepare_fetch(office, case, package, at)
    check_sealed(office.home, package)

    def do(attempt: Attempt) -> Result:
        particulars = Particulars({"package": package}, package=package)
        if prepared is not None:
            particulars = particulars.with_leaving(leaving(office, attempt, prepared, attempt.by.id))
        entered = attempt.enter(attempt.asked(Act.FETCH, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.fetch(package, attempt.by.id)
        return Done(Act.FETCH, case, entered.leaf, attempt.at, {"package": package})

    done = on_own(office, case, signer, do, at)
    if isinstance(done, Done):
        lay_out(office.home, [package])
    return done


def _write(source: Path, target: Path) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}{UNFINISHED}")
    try:
        with source.open("rb") as file:
            write_stream(file, temporary, PRIVATE)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(target.parent)
