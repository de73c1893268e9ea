"""The machines of the agencies, as two persons loaded them last; a key that was reported lost is no machine's."""

from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from lockgate.errors import IntegrityError
from lockgate.procedure.machines import Machine
from lockgate.store.keys_lost import identities, lost_ids
from lockgate.store.models.loaded import MACHINES, LoadedRow
from lockgate.store.registers import read_register


def machines_in(content: bytes) -> tuple[Machine, ...]:
    """The machines of a register's CSV file.

    Raises:
        UsageError: it cannot be read.
    """
    return tuple(one for one in read_register(MACHINES, content) if isinstance(one, Machine))


def loaded_machines(at: datetime) -> tuple[Machine, ...]:
    """Those last loaded at or before ``at``, and those whose key was reported lost among them.

    Raises:
        IntegrityError: the register that is kept has other bytes than were loaded.
    """
    rows = LoadedRow.objects.filter(kind=MACHINES, loaded_at__lte=at).order_by("-id")
    digest = rows.values_list("sha256", flat=True).first()
    return _of_loading(digest) if digest is not None else ()


def current_machines(at: datetime) -> tuple[Machine, ...]:
    """Those last loaded at or before ``at`` whose key was not reported lost since.

    Raises:
        IntegrityError: as for ``loaded_machines``.
    """
    found = loaded_machines(at)
    lost = lost_ids() if found else frozenset()
    return tuple(one for one in found if not lost & identities(one.certificate))


@lru_cache(maxsize=8)
def _of_loading(digest: str) -> tuple[Machine, ...]:
    row = LoadedRow.objects.filter(kind=MACHINES, sha256=digest).order_by("id").first()
    content = bytes(row.content) if row is not None else b""
    if sha256(content).hexdigest() != digest:
        raise IntegrityError("The register machines has other bytes than were loaded; nothing is decided on it.")
    return machines_in(content)
