"""A backup of the office's keys in two shares: each alone is random bytes, both together are every key file.

One share is a one-time pad, the other the backup under it; so whoever holds one share holds nothing, and no
mathematics beyond exclusive-or has to be trusted. A share says of which backup it is and carries a checksum of
its own, and the joined backup is checked once more.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from lockgate.canonical import Canonical, canonical, parse_canonical
from lockgate.errors import IntegrityError, UsageError
from lockgate.store.files import sync_folder
from lockgate.store.home import Home
from lockgate.store.keys import Random
from lockgate.store.keys_files import write_private, write_public

FORMAT = "lockgate/key-share/v1"
"""The format of a share: one line of canonical JSON."""

_PUBLIC = (".crt", ".vkey")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in two shares."""

    id: str
    shares: tuple[bytes, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Share:
    backup: str
    number: int
    data: bytes = field(repr=False)
    whole: str


def shares_of(home: Home, random: Random) -> Backup:
    """Split every key file of an office. A key on a token is not in it, only its address is.

    Raises:
        UsageError: a key file cannot be read.
    """
    try:
        files = {
            str(file.relative_to(home.keys)): file.read_bytes().hex()
            for file in sorted(home.keys.rglob("*"))
            if file.is_file()
        }
    except OSError as error:
        raise UsageError(f"The keys at {home.keys} cannot be read: {error.strerror}.") from error
    whole = canonical({"files": files})
    pad = random(len(whole))
    backup, digest = random(8).hex(), sha256(whole).hexdigest()
    first, second = (_share(backup, number, data, digest) for number, data in ((1, pad), (2, _together(whole, pad))))
    return Backup(backup, (first, second))


def _share(backup: str, number: int, data: bytes, whole: str) -> bytes:
    members: dict[str, Canonical] = {
        "format": FORMAT, "backup": backup, "share": number, "of": 2, "data": data.hex(),
        "checksum": sha256(data).hexdigest(), "whole": whole,
    }  # fmt: skip
    return canonical(members) + b"\n"


def _together(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def join_shares(shares: Sequence[bytes], folder: Path) -> tuple[str, ...]:
    """Write every key file of a backup below a folder that is not there yet; answers their names.

    Raises:
        UsageError: the two are not the two shares of one backup, or the folder is there.
        IntegrityError: a share was changed, or the two do not make the backup they say they make.
    """
    if folder.exists():
        raise UsageError(f"{folder} is there already; keys are never overwritten.")
    read = sorted((_read(share) for share in shares), key=lambda share: share.number)
    if [one.number for one in read] != [1, 2] or len({(one.backup, one.whole, len(one.data)) for one in read}) != 1:
        raise UsageError("These are not the two shares of one backup.")
    whole = _together(read[0].data, read[1].data)
    if sha256(whole).hexdigest() != read[0].whole:
        raise IntegrityError("The two shares do not make the backup they were split from.")
    files = _files(whole)
    draft = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    for name, data in files.items():
        (write_public if name.endswith(_PUBLIC) else write_private)(draft / name, data)
    sync_folder(draft)
    draft.rename(folder)
    return tuple(files)


def _read(share: bytes) -> _Share:
    try:
        match parse_canonical(share.removesuffix(b"\n")):
            case {
                "format": str(form), "backup": str(backup), "share": int(number), "of": 2, "data": str(data),
                "checksum": str(checksum), "whole": str(whole),
            } if form == FORMAT:  # fmt: skip
                found = _Share(backup, number, bytes.fromhex(data), whole)
            case _:
                raise UsageError("This is not a share of a backup of keys.")
    except ValueError as error:
        raise IntegrityError("A share was changed: it is not in its form any more.") from error
    if sha256(found.data).hexdigest() != checksum:
        raise IntegrityError(f"Share {number} of the backup {backup} was changed; compare it with its print-out.")
    return found


def _files(whole: bytes) -> dict[str, bytes]:
    match parse_canonical(whole):
        case {"files": dict(files)}:
            return {name: bytes.fromhex(str(data)) for name, data in files.items()}
        case _:
            raise IntegrityError("The backup does not hold files.")
