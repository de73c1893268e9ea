"""Found an office: its folders and tables, its keys, and the log's first entry, the policy."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from lockgate.actions.policy import policy_over
from lockgate.errors import UsageError
from lockgate.store.configured import database_address, home_at, opened_home
from lockgate.store.home import Home, check_no_office, prepare
from lockgate.store.keyring import LOG_VKEY_FILE, OfficeKeys, create_missing_keys, create_office_keys, load_office_keys
from lockgate.store.keys import Random, load_signer, tokens
from lockgate.store.keys_address import token_address
from lockgate.store.keys_files import write_public
from lockgate.store.keys_officers import certificate_for, certificate_pem, create_officer_key, save_officer_key
from lockgate.store.ledger import begin
from lockgate.tlog.entries import SALT_SIZE
from lockgate.tlog.notes import NoteKey
from lockgate.tlog.policies import Policy

UNWITNESSED = b"quorum none\n"
"""The lines of a policy that asks for no witness."""


@dataclass(frozen=True, slots=True)
class Charter:
    """What a log is begun with.

    Attributes:
        origin: its name; it never changes.
        witnesses: the lines of its first policy without the log's own: witnesses, groups, the quorum.
        log_key: the address of its key on a token; empty for a new one in a file.
    """

    origin: str
    witnesses: bytes = UNWITNESSED
    log_key: str = ""


def found(home: Home, address: str, charter: Charter, at: datetime, random: Random) -> Policy:
    """Make the home and the office's keys, and begin the log under its first policy.

    Args:
        home: the office's home.
        address: a PostgreSQL address; empty for SQLite in the home.
        charter: the log's name, and its witnesses.
        at: the instant, aware.
        random: gives random bytes.

    Raises:
        UsageError: there is an office already, or the log's name or the policy cannot be used.
        IntegrityError: a log was begun at this home before.
    """
    _check(charter)
    prepare(home, address)
    keys = _keys(home, charter, at, random)
    policy = policy_over(keys.log.key, charter.witnesses)
    begin(home, keys.log, policy, random(SALT_SIZE), at)
    return policy


def _check(charter: Charter) -> None:
    """Refuse what cannot be begun before any key is made; a key of noughts stands for the one to come."""
    try:
        stands_in = NoteKey(charter.origin, bytes(32))
    except ValueError as error:
        raise UsageError(f"{charter.origin!r} cannot be the log's name: {error}.") from error
    policy_over(stands_in, charter.witnesses)


def _keys(home: Home, charter: Charter, at: datetime, random: Random) -> OfficeKeys:
    """New keys; or those of a founding that was killed before its log had begun (a second begin is refused)."""
    if not (home.keys / LOG_VKEY_FILE).exists():
        return create_office_keys(home, charter.origin, at, random, charter.log_key)
    keys = load_office_keys(home)
    if keys.log.origin != charter.origin:
        raise UsageError(f"{home.keys} holds the keys of the log {keys.log.origin}; its name never changes.")
    return keys


def found_here(home: Path | None, charter: Charter, at: datetime, random: Random) -> Policy:
    """Found an office at a folder, or at the environment's, on the environment's database.

    Raises:
        UsageError: there is an office already, or the log's name or the policy cannot be used.
    """
    return found(home_at(home), database_address(), charter, at, random)


def found_apart(home: Home, charter: Charter, at: datetime, random: Random) -> Policy:
    """Found an office on the environment's database, which must have no tables of an office: no other one is changed.

    Raises:
        UsageError: it has some, or as ``found``.
    """
    address = database_address()
    check_no_office(home, address)
    return found(home, address, charter, at, random)


def missing_keys(home: Path | None, random: Random) -> tuple[Path, ...]:
    """Make the keys that an office founded by an earlier version has not got; answers the files written.

    Raises:
        UsageError: there is no office there.
    """
    return create_missing_keys(opened_home(home), random)


def officer_keys(officer: str, out: Path, at: datetime, random: Random) -> tuple[Path, ...]:
    """Make an officer's two keys with their certificates: one to sign decisions, one to receive packages.

    Raises:
        UsageError: one of the files is there already; keys are never overwritten.
    """
    signs = create_officer_key(officer, at, random)
    receives = create_officer_key(officer, at, random, receives=True)
    return (*save_officer_key(out, officer, signs), *save_officer_key(out, f"{officer}.opening", receives))


def token_officer(officer: str, address: str, out: Path, at: datetime, random: Random) -> tuple[Path, ...]:
    """A certificate for an officer's signing key on a token; the key stays there.

    Raises:
        UsageError: the key is not there or is of another kind, or the certificate's file is there already.
    """
    key = load_signer(address).private_key
    if not isinstance(key, EllipticCurvePrivateKey):
        raise UsageError("Decisions are signed with an ECDSA key on P-256 or P-384, and this is another kind.")
    file = out / f"{officer}.crt"
    write_public(file, certificate_pem(certificate_for(officer, key, at, random)))
    return (file,)


def token_key(address: str, kind: str) -> str:
    """Make a key on a token; answers its public half in hexadecimal (SubjectPublicKeyInfo), empty for one that wraps.

    Raises:
        UsageError: a key of that name is there already, or the token cannot make it.
    """
    tokens().make_on_token(token_address(address), kind)
    return "" if kind == "aes" else load_signer(address).public_key_der.hex()
