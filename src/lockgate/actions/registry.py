"""Registry: the custodian's own tables are read once, and their prepared index is built (R49).

The reading belongs to no case, so it is an act of its own: an officer signs for it, and the entry that names the
index stands in the log before a record is looked at. What the index is named by is a hash over the tables' bytes and
how they are read; every entry of a later reading names it too. Killed in between, the entry stands and there is no
index; building again enters a second reading.
"""

from dataclasses import replace

from lockgate.actions.alone import enter_alone
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.refusing import Tried, refused
from lockgate.canonical import Canonical
from lockgate.errors import IntegrityError, UsageError
from lockgate.pipeline.custodian import CustodianFile, reached, sources_of
from lockgate.pipeline.desk_options import DeskOptions
from lockgate.pipeline.registry import Ground, Held, build, made_by
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.store.alone import entered_alone
from lockgate.store.gazetteer import packaged_gazetteer, packaged_gazetteer_id
from lockgate.store.keyring import load_evidence_key
from lockgate.store.reconciliation import wipe_spills
from lockgate.store.registry_folders import built, folder_of
from lockgate.store.registry_index import Index, Manifest, Source, name_of, open_index, read_manifest
from lockgate.store.sealing import EvidenceKey

_BUILD = 16
"""Random bytes that name one build."""


def build_index(office: Office, signer: Signer) -> Result:
    """Enter the reading, read the custodian's tables, and put their index in place.

    Raises:
        UsageError: the office was not told where the tables lie, they are not as described, or there is no room.
    """
    custodian = _custodian(office)
    with reached(custodian) as query:
        sources = sources_of(custodian, query)
        done = _entered(office, signer, sources)
        if isinstance(done, Refusal):
            return done
        index = build(Held(custodian, query, sources), ground_of(office), options_of(office))
    return replace(done, told={**done.told, **index.manifest.counts})


def ground_of(office: Office) -> Ground:
    """What an index of this office is made with."""
    home = office.home
    key, build_id = load_evidence_key(home), office.random(_BUILD).hex()
    return Ground(home.index, key, office.law, packaged_gazetteer(), build_id)


def options_of(office: Office) -> DeskOptions:
    """How much of the machine bulk work of this office may use, and where it spills.

    What a killed process had spilled is wiped now.
    """
    wipe_spills(office.home)
    return DeskOptions(office.threads, office.memory, office.home.scratch)


def _custodian(office: Office) -> CustodianFile:
    if office.custodian is None:
        raise UsageError("Say with --registry where the custodian's file lies.")
    return office.custodian


def _entered(office: Office, signer: Signer, sources: tuple[Source, ...]) -> Result:
    content: dict[str, Canonical] = {"index": name_of(sources), "tables": len(sources)}
    with entered_alone() as file:
        entered = enter_alone(office, file, Act.REGISTRY, content, signer)
    if isinstance(entered, Refusal):
        return refused(office, (signer,), Tried(Act.REGISTRY, office.clock()), entered)
    entry, at = entered
    return Done(Act.REGISTRY, "", entry.leaf, at, {"index": name_of(sources)})


def index_of(office: Office) -> Index:
    """The prepared index of the custodian's file as it is now, verified.

    Raises:
        UsageError: none is built, or the file has changed since.
        IntegrityError: it is damaged, or was made by another law or under another key.
    """
    custodian = _custodian(office)
    key = load_evidence_key(office.home)
    manifests = _manifests(office, key)
    known = {file.path: file for one in manifests for source in one.sources for file in source.files}
    with reached(custodian) as query:
        sources = sources_of(custodian, query, known)
    folder = folder_of(office.home.index, name_of(sources))
    if not folder.is_dir():
        raise UsageError(_none_built(sources, manifests))
    return open_index(folder, key, made_by(office.law, packaged_gazetteer_id(), key))


def _manifests(office: Office, key: EvidenceKey) -> list[Manifest]:
    found = []
    for folder in built(office.home.index):
        try:
            found.append(read_manifest(folder, key).manifest)
        except IntegrityError:
            # The one that is asked for is opened, and refused, by its own name.
            continue
    return found


def _none_built(sources: tuple[Source, ...], manifests: list[Manifest]) -> str:
    paths = {file.path for source in sources for file in source.files}
    before = {file.path for one in manifests for source in one.sources for file in source.files}
    readings = {source.reading for source in sources if not source.files}
    if paths & before or readings & {source.reading for one in manifests for source in one.sources}:
        return (
            "The custodian's file has changed since its index was built; build it again with lockgate registry build."
        )
    return "No index of this custodian's file is built; build it with lockgate registry build."
