"""Packages as files: sealed under their hash, and laid out for the recipient only after the hand-over.

The commit of the hand-over is what makes a package fetchable; the file in ``HOME/handover`` follows it, and
is laid out again by whoever finds it missing. A recalled package's file is taken away.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO

from lockgate.errors import IntegrityError
from lockgate.store.files import READ_ONLY, Together, spool, sync_folder
from lockgate.store.home import Home
from lockgate.store.models.releases import HandoverRow, PackageRow

SUFFIX = ".package"
"""How a package's file ends."""

_BATCH = 500
"""Packages asked about by one statement."""


def seal_file(home: Home, source: BinaryIO, together: Together) -> tuple[str, int]:
    """Write a package under its hash; answers the hash in hexadecimal and its bytes. The same are written once.

    Args:
        home: the office's home.
        source: the package, at its beginning.
        together: at the end of this block the package lies under its hash.

    Raises:
        IntegrityError: a file of that name is there with other bytes.
    """
    temporary = together.temporary(home.scratch, "sealing")
    package, size = spool(source, temporary, READ_ONLY)
    target = sealed_file(home, package)
    if target.exists():
        temporary.unlink()
        check_sealed(home, package)
    else:
        together.settle(temporary, target)
    return package, size


def sealed_file(home: Home, package: str) -> Path:
    """Where a sealed package lies."""
    return home.sealed / f"{package}{SUFFIX}"


def handed_over_file(home: Home, package: str) -> Path:
    """Where a package lies for its recipient."""
    return home.handover / f"{package}{SUFFIX}"


def read_sealed(home: Home, package: str) -> bytes:
    """The bytes of a sealed package, checked against its name.

    Raises:
        IntegrityError: the file is missing or has other bytes.
    """
    try:
        data = sealed_file(home, package).read_bytes()
    except OSError as error:
        raise IntegrityError(f"Package {package[:12]} cannot be read: {error.strerror}.") from error
    if sha256(data).hexdigest() != package:
        raise IntegrityError(f"Package {package[:12]} has other bytes than were sealed.")
    return data


def check_sealed(home: Home, package: str) -> Path:
    """Where a sealed package lies, its bytes checked against its name, block by block.

    Raises:
        IntegrityError: the file is missing or has other bytes.
    """
    file = sealed_file(home, package)
    try:
        same = is_named(file, package)
    except OSError as error:
        raise IntegrityError(f"Package {package[:12]} cannot be read: {error.strerror}.") from error
    if not same:
        raise IntegrityError(f"Package {package[:12]} has other bytes than were sealed.")
    return file


def is_named(file: Path, package: str) -> bool:
    """Whether a file has the bytes that this package is named by."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest() == package


def lay_out(home: Home, packages: Iterable[str]) -> None:
    """Lay handed-over packages out for their recipients, durably; doing it again changes nothing.

    Raises:
        IntegrityError: a package was not handed over, or was recalled; or has other bytes than were sealed.
    """
    asked = list(packages)
    owed = set(fetchable(asked))
    for package in asked:
        if package not in owed:
            raise IntegrityError(f"Package {package[:12]} was not handed over, and is not laid out.")
        file = check_sealed(home, package)
        with suppress(FileExistsError):
            os.link(file, handed_over_file(home, package))
    sync_folder(home.handover)


def take_away(home: Home, package: str) -> None:
    """Take a recalled package from where its recipient could fetch it."""
    handed_over_file(home, package).unlink(missing_ok=True)
    sync_folder(home.handover)


def is_fetchable(package: str) -> bool:
    """Whether the package was handed over and not recalled."""
    return bool(fetchable([package]))


def fetchable(packages: Iterable[str]) -> list[str]:
    """Those of these packages that were handed over and not recalled, in the order given."""
    asked, found = list(packages), set[str]()
    for begin in range(0, len(asked), _BATCH):
        rows = HandoverRow.objects.filter(package_id__in=asked[begin : begin + _BATCH], package__recall=None)
        found.update(rows.values_list("package_id", flat=True))
    return [one for one in asked if one in found]


def recipient_of(package: str) -> str:
    """The officer a package is sealed for; '' where there is no such package."""
    return PackageRow.objects.filter(id=package).values_list("officer", flat=True).first() or ""


def reference_of(package: str) -> str:
    """The blinded reference, in the log, of the case a package belongs to; '' where there is no such package."""
    return PackageRow.objects.filter(id=package).values_list("case__reference", flat=True).first() or ""


def case_of(package: str) -> str | None:
    """The id of the case a package belongs to, or None where there is no such package."""
    return PackageRow.objects.filter(id=package).values_list("case_id", flat=True).first()
