"""Open an office for one command: its home and database, the system's clock and randomness."""

from pathlib import Path
from secrets import token_bytes

from lockgate.actions.office import Office, Signer
from lockgate.clock import Clock, system_clock
from lockgate.errors import UsageError
from lockgate.pipeline.custodian import CustodianFile
from lockgate.store.configured import opened_home
from lockgate.store.keys import load_signer


def open_office(home: Path | None, registry: Path | None = None, clock: Clock = system_clock) -> Office:
    """The office at a home, or at the environment's.

    Args:
        home: its folder; the environment's where none is given.
        registry: the folder with the custodian's ``taxpayers.parquet`` and ``addresses.parquet``, where it is read.
        clock: the system's, unless a script states another one.

    Raises:
        UsageError: there is no office there.
    """
    custodian = None
    if registry is not None:
        custodian = CustodianFile(registry / "taxpayers.parquet", registry / "addresses.parquet")
    return Office(opened_home(home), clock, token_bytes, custodian)


def open_signer(officer: str | None, key: str | None) -> Signer:
    """The officer who acts, with the key they sign with.

    Raises:
        UsageError: no officer or no key was given, or the key cannot be read.
    """
    if not officer or not key:
        raise UsageError("An act carries its officer's signature; give --as ID and --key FILE.")
    return Signer(officer, load_signer(key))
