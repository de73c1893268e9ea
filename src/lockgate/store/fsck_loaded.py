"""What two persons put in force beside the registers, against what they signed: versions, bytes, beginnings."""

from collections.abc import Mapping
from hashlib import sha256

from lockgate.canonical import Parsed, parse_canonical
from lockgate.errors import IntegrityError
from lockgate.store.models.acts import ActRow
from lockgate.store.models.loaded import PACK, LoadedRow
from lockgate.store.pack_files import pack_hash, parse_pack_document
from lockgate.tlog.entries import parse_entry

_TWO = 2


def check_loaded() -> int:
    """Check all of them; answers how many rows were compared.

    Raises:
        IntegrityError: naming the first that does not fit.
    """
    acts: dict[int, list[ActRow]] = {}
    for act in ActRow.objects.filter(act="pack").order_by("id"):
        acts.setdefault(act.entry_id, []).append(act)
    rows = {row.entry_id: row for row in LoadedRow.objects.filter(kind=PACK).select_related("entry")}
    if rows.keys() != acts.keys():
        raise IntegrityError("The packs there are, and those that were put in force, are not the same.")
    for entry, row in rows.items():
        _check_pack(row, acts[entry])
    return len(rows)


def _check_pack(row: LoadedRow, acts: list[ActRow]) -> None:
    content = bytes(row.content)
    document, digest = parse_pack_document(content), sha256(content).hexdigest()
    named = pack_hash(document.files) if document.files else ""
    since = f"{document.since:%Y-%m-%dT%H:%M:%SZ}" if document.since is not None else ""
    wanted = {"agreement": row.name, "pack": named, "sha256": digest, "since": since}
    begins = document.since or row.loaded_at
    officers = [act.officer for act in acts]
    same = (row.sha256, row.since, row.loaded_at) == (digest, begins, row.entry.at) and document.name == row.name
    if not same or officers != [row.first_officer, row.second_officer] or len(acts) != _TWO:
        raise IntegrityError(f"The pack of entry {row.entry_id} is not the one that two officers put in force.")
    if any(_content(act) != wanted for act in acts) or parse_entry(bytes(row.entry.body)).pack != named:
        raise IntegrityError(f"The pack of entry {row.entry_id} is another one than its officers signed for.")


def _content(act: ActRow) -> Mapping[str, Parsed]:
    found = parse_canonical(bytes(act.content))
    return found if isinstance(found, dict) else {}
