"""Fetch: the recipient's own act; every gate is asked again before the bytes are given."""

from pathlib import Path

from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.leaving import leaving, prepare_fetch
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.store.packages import SUFFIX, case_of, lay_out, read_sealed


def fetch(office: Office, package: str, signer: Signer, out: Path) -> Result:
    """Enter the fetching of a package, and only then write it to ``out``.

    Args:
        office: the office.
        package: the package's hash, 64 hexadecimal digits.
        signer: the officer it was sealed for.
        out: an existing folder; the file is named by the hash and is never replaced.

    Raises:
        UsageError: there is no such package, or ``out`` cannot take it.
        IntegrityError: its bytes are not those that were sealed.
    """
    case = case_of(package)
    if case is None:
        raise UsageError(f"There is no package {package[:16]}; give the 64 digits of its name.")
    target = out / f"{package}{SUFFIX}"
    if not out.is_dir() or target.exists():
        raise UsageError(f"{out} is no folder, or holds {target.name} already.")
    at = office.clock()
    prepared = prepare_fetch(office, case, signer.officer, at)
    data = read_sealed(office.home, package)

    def do(attempt: Attempt) -> Result:
        particulars = Particulars({"package": package}, package=package)
        if prepared is not None:
            particulars = particulars.with_leaving(leaving(office, attempt, prepared, attempt.by.id))
        entered = attempt.enter(attempt.asked(Act.FETCH, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.fetch(package, attempt.by.id)
        return Done(Act.FETCH, case, entered.leaf, attempt.at, {"package": package, "file": str(target)})

    done = on_case(office, case, signer, do, at)
    if isinstance(done, Done):
        lay_out(office.home, package)
        target.write_bytes(data)
    return done
