"""The office's keys: a new one put in force, a former one let go, their backup, each by two persons with an entry.

A change of keys does not make open cases be examined again: it changes nothing the law asks about.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.refusing import Tried, answered
from lockgate.actions.register import officers_of, signed_by_two
from lockgate.actions.signing import Governing, enacted
from lockgate.errors import UsageError
from lockgate.law.registers import Registers
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE, Officer
from lockgate.store.files import locked
from lockgate.store.home import Home
from lockgate.store.keyring import load_log_signer
from lockgate.store.keys_ages import Age, key_ages
from lockgate.store.keys_files import write_private
from lockgate.store.keys_kept import KeyName, stage
from lockgate.store.keys_rotation import Kept, finish, former, kept_keys, key_id_in, new_key, still_needed
from lockgate.store.keys_shares import join_shares, shares_of
from lockgate.store.standing import standing_opened

Two = tuple[Signer, Signer]
"""Two officers, each with a key of their own."""

NOTHING = Registers()
"""A change of keys brings no register with it."""


def key_named(name: str) -> KeyName:
    """The office's key of this name.

    Raises:
        UsageError: there is none.
    """
    try:
        return KeyName(name)
    except ValueError as error:
        raise UsageError(f"{name!r} is no key of the office; write one of {', '.join(KeyName)}.") from error


def keys_shown(office: Office) -> tuple[Kept, ...]:
    """Every key of the office, after completing what a crash left half-done.

    Raises:
        UsageError: a key is missing or cannot be read.
    """
    with alone(office.home):
        finish(office.home)
        return kept_keys(office.home)


def keys_due(office: Office, by: Officer) -> tuple[Age, ...]:
    """The office's keys that are due to be changed soon or by now, for whoever may change them; else none.

    Raises:
        UsageError: the first release certificate is missing or cannot be read.
    """
    if not by.roles & TABLE[Act.KEY].roles:
        return ()
    at = office.clock()
    return tuple(age for age in key_ages(office.home) if age.is_told(at))


def rotate(office: Office, name: KeyName, signers: Two, address: str = "") -> Result:
    """Put a new key in force. What the one before sealed or signed stays readable under its id.

    Args:
        office: the office.
        name: which key.
        signers: two officers delegated to keep keys.
        address: of a key on a token; empty for a new one in a file.

    Raises:
        UsageError: the key in force or the one on the token cannot be used.
    """
    with alone(office.home):
        finish(office.home)
        old = key_id_in(office.home.keys, name)
        new = new_key(name, load_log_signer(office.home).origin, office.clock(), office.random, address)
        if new.id == old:
            raise UsageError(f"The {name} key {old} is in force already; give another one.")
        stage(office.home, name, new.files, old)
        done = _entered(office, {"event": "rotate", "key": name.value, "old": old, "new": new.id}, signers)
        finish(office.home)
        return done


def retire(office: Office, name: str, identity: str, signers: Two) -> Result:
    """Let a former key go for ever, once nothing needs it.

    Args:
        office: the office.
        name: which key; the log's too.
        identity: its id, as ``lockgate keys show`` prints it.
        signers: two officers delegated to keep keys.

    Raises:
        UsageError: there is no such former key, or something still needs it.
    """
    with alone(office.home):
        finish(office.home)
        needed = still_needed(office.home, name, former(office.home, name, identity))
        if needed:
            raise UsageError(f"The {name} key {identity} is kept: {needed}.")
        done = _entered(office, {"event": "retire", "key": str(name), "old": identity}, signers)
        finish(office.home)
        return done


def split(office: Office, signers: Two, out: Path) -> Result:
    """Back up all keys in two shares, ``share-1`` for the first officer and ``share-2`` for the second.

    The shares are written before the entry, and removed again where the act is refused.

    Raises:
        UsageError: a key cannot be read, or a share is there already.
    """
    with alone(office.home):
        finish(office.home)
        backup = shares_of(office.home, office.random)
        written = []
        for number, share in enumerate(backup.shares, start=1):
            written.append(out / f"share-{number}.json")
            write_private(written[-1], share)
        done = _entered(office, {"event": "split", "backup": backup.id}, signers)
        if isinstance(done, Refusal):
            for file in written:
                file.unlink()
        return done


def join(shares: Sequence[Path], out: Path) -> tuple[str, ...]:
    """Put a backup together from the files of its two shares; answers the names of the key files written.

    Raises:
        UsageError: a share cannot be read, they are not the two of one backup, or the folder is there.
        IntegrityError: a share was changed.
    """
    try:
        data = [file.read_bytes() for file in shares]
    except OSError as error:
        raise UsageError(f"The share {error.filename} cannot be read: {error.strerror}.") from error
    return join_shares(data, out)


def _entered(office: Office, content: dict[str, str], signers: Two) -> Result:
    at = office.clock()
    return answered(office, signers, Tried(Act.KEY, at), _signed(office, content, signers, at))


def _signed(office: Office, content: dict[str, str], signers: Two, at: datetime) -> Result:
    with standing_opened(raised=False) as standing:
        people = officers_of(standing, NOTHING, signers, at)
        if isinstance(people, Refusal):
            return people
        signed = signed_by_two(office, Act.KEY, content, tuple(zip(people, signers, strict=True)), at)
        if isinstance(signed, Refusal):
            return signed
        entered = standing.enter(enacted(office, "", signed, Governing(office.law)))
        return Done(Act.KEY, "", entered.leaf, at, content)


def alone(home: Home) -> AbstractContextManager[None]:
    """Hold the office's keys, among all processes on this machine."""
    return locked(home.root / "keys-lock")
