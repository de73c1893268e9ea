"""Open an office for one command: its home and database, the system's clock and randomness."""

import re
from pathlib import Path
from secrets import token_bytes

from lockgate.actions.office import Office, Signer
from lockgate.clock import Clock, system_clock
from lockgate.errors import UsageError
from lockgate.pipeline.custodian import custodian_at
from lockgate.store.configured import opened_home
from lockgate.store.keys import load_signer
from lockgate.store.post import post
from lockgate.store.witnesses import asker

_AMOUNT = re.compile("[1-9][0-9]*(MB|GB)")


def open_office(
    home: Path | None, registry: Path | None = None, clock: Clock = system_clock, memory: str = "1GB"
) -> Office:
    """The office at a home, or at the environment's.

    Args:
        home: its folder; the environment's where none is given.
        registry: the folder with the custodian's tables, or a ``registry.toml``, where they are concerned.
        clock: the system's, unless a script states another one.
        memory: what counting may use, such as ``1GB``.

    Raises:
        UsageError: there is no office there, the amount of memory cannot be read, or ``registry.toml`` cannot.
    """
    if not _AMOUNT.fullmatch(memory):
        raise UsageError(f"{memory!r} is no amount of memory; write it as 500MB or 2GB.")
    custodian = custodian_at(registry) if registry is not None else None
    return Office(opened_home(home), clock, token_bytes, custodian, memory=memory, witnesses=asker(post, clock))


def open_signer(officer: str | None, key: str | None) -> Signer:
    """The officer who acts, with the key they sign with.

    Raises:
        UsageError: no officer or no key was given, or the key cannot be read.
    """
    if not officer or not key:
        raise UsageError("An act carries its officer's signature; give --as ID and --key FILE.")
    return Signer(officer, load_signer(key))
