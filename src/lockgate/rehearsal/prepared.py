"""The prepared index of a synthetic custodian's file, outside any office: for reports, benches and tests."""

import os
import shutil
from hashlib import sha256
from pathlib import Path

from lockgate.law.gazetteer import Gazetteer
from lockgate.pipeline.custodian import CustodianFile, sources_of
from lockgate.pipeline.desk_options import DeskOptions
from lockgate.pipeline.identities import gazetteer_id
from lockgate.pipeline.registry import Ground, Held, build, made_by
from lockgate.store.gazetteer import packaged_gazetteer, packaged_gazetteer_id
from lockgate.store.home import Home
from lockgate.store.keyring import EVIDENCE_KEY_FILE
from lockgate.store.keys_files import write_private
from lockgate.store.keys_kept import hexadecimal
from lockgate.store.lawbook import law_hash
from lockgate.store.registry_folders import built, folder_of
from lockgate.store.registry_index import Index, name_of, open_index, read_manifest
from lockgate.store.sealing import EvidenceKey

_KEY_BYTES = sha256(b"a rehearsal's key, known to everybody").digest()
_KEY = EvidenceKey(_KEY_BYTES)
_OPTIONS = DeskOptions()


def lay_in(folder: Path, home: Home) -> None:
    """Give an office that has sealed nothing yet what ``prepared`` built in this folder, and the key it is under.

    The files are linked, not copied, so both must lie on one file system.
    """
    (home.keys / EVIDENCE_KEY_FILE).unlink()
    write_private(home.keys / EVIDENCE_KEY_FILE, hexadecimal(_KEY_BYTES))
    for index in built(folder):
        shutil.copytree(index, home.index / index.name, copy_function=os.link)


def prepared(
    custodian: CustodianFile, folder: Path, options: DeskOptions = _OPTIONS, gazetteer: Gazetteer | None = None
) -> Index:
    """Build the index of synthetic tables that are files.

    Args:
        custodian: the tables.
        folder: where indexes go; the index lies in a folder of it.
        options: memory, threads, spill.
        gazetteer: the packaged one when None.

    Raises:
        UsageError: a table is not as described.
    """
    sources = sources_of(custodian, None)
    ground = Ground(folder, _KEY, law_hash(), gazetteer or packaged_gazetteer(), name_of(sources)[:32])
    return build(Held(custodian, None, sources), ground, options)


def reopened(custodian: CustodianFile, folder: Path, gazetteer: Gazetteer | None = None) -> Index:
    """The index that ``prepared`` built of these tables in this folder.

    As in an office, a table that bears no mark of a change since is not read again.

    Raises:
        IntegrityError: there is none of theirs, or it is damaged.
    """
    made = made_by(law_hash(), gazetteer_id(gazetteer) if gazetteer else packaged_gazetteer_id(), _KEY)
    sources = [source for one in built(folder) for source in read_manifest(one, _KEY).manifest.sources]
    known = {file.path: file for source in sources for file in source.files}
    return open_index(folder_of(folder, name_of(sources_of(custodian, None, known))), _KEY, made)
