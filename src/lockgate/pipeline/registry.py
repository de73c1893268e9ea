"""Build the prepared index of one version of the custodian's file, streaming, whole or not at all.

Each of the custodian's tables is read once and set aside in buckets of taxpayers (``registry_spool``); each bucket
becomes a part with its people, homes and keys (``registry_people``), the law making the texts; the keys are merged
in order (``registry_merge``). The folder gets its name when everything in it is durable; a build that is killed,
refused or out of room leaves nothing that is ever taken for an index (docs/formats/registry-index.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from lockgate.errors import UsageError
from lockgate.law.gazetteer import Gazetteer
from lockgate.pipeline.custodian import CustodianFile
from lockgate.pipeline.desk_options import DeskOptions
from lockgate.pipeline.identities import gazetteer_id
from lockgate.pipeline.location_texts import Places
from lockgate.pipeline.registry_merge import bits_for, merge
from lockgate.pipeline.registry_people import Bucket, Making, make_bucket
from lockgate.pipeline.registry_spool import Spool, set_aside
from lockgate.pipeline.shared_work import shared
from lockgate.store.records import desk
from lockgate.store.registry_folders import building, part_of, settle_index
from lockgate.store.registry_index import SINGLE, Index, Made, Manifest, Source, key_id, name_of, unchanged
from lockgate.store.registry_keys import hashing_key
from lockgate.store.registry_parts import Seal
from lockgate.store.registry_query import Query
from lockgate.store.registry_single import TOGETHER, SingleWriter, single_writer
from lockgate.store.sealing import EvidenceKey

_KEYS_OF_A_TAXPAYER = 8
_KEYS_OF_A_SPAN = 1 << 20
_OPTIONS = DeskOptions()


@dataclass(frozen=True, slots=True)
class Ground:
    """What an index is made with, and where it goes.

    Attributes:
        indexes: the folder of all prepared indexes of the office.
        key: the custodian's evidence key.
        law: hash of the law in force.
        gazetteer: the tables addresses are read by.
        build: 32 hexadecimal digits, fresh for every build.
    """

    indexes: Path
    key: EvidenceKey
    law: str
    gazetteer: Gazetteer
    build: str

    @property
    def made(self) -> Made:
        """What decides whether texts made then are the texts made now."""
        return made_by(self.law, gazetteer_id(self.gazetteer), self.key)


def made_by(law: str, gazetteer: str, key: EvidenceKey) -> Made:
    """Law, gazetteer (``gazetteer_id``) and key, as a manifest names them."""
    return Made(law, gazetteer, key_id(key))


@dataclass(frozen=True, slots=True)
class Held:
    """The custodian's tables as they are about to be read.

    Attributes:
        custodian: where they lie.
        query: the database of their queries; None where all is files.
        sources: what they are now (``custodian.sources_of``).
    """

    custodian: CustodianFile
    query: Query | None
    sources: tuple[Source, ...]


def build(held: Held, ground: Ground, options: DeskOptions = _OPTIONS) -> Index:
    """Read the custodian's tables and build their index.

    Args:
        held: the tables.
        ground: what it is made with, and where it goes.
        options: memory, threads, spill.

    Raises:
        UsageError: a table is not as described, changed meanwhile, or there is no room; nothing stands in its place.
    """
    try:
        with building(ground.indexes, ground.build) as folder:
            return settle_index(folder, _built(held, ground, options, folder), ground.key)
    except (OSError, pa.ArrowException) as error:
        told = getattr(error, "strerror", None) or str(error).partition(".")[0]
        raise UsageError(f"The index cannot be written: {told}; make room and build it again.") from error


def _built(held: Held, ground: Ground, options: DeskOptions, folder: Path) -> Manifest:
    seal = Seal(ground.key, ground.build)
    with desk(threads=options.threads, memory=options.memory, spill=options.spill) as at:
        spool = set_aside(at, held.custodian, held.query, folder, seal)
    making = _making(spool, ground)
    with single_writer(folder) as single:
        buckets = _buckets(making, options.threads, single)
        _refuse_repeated(held.custodian, buckets)
        keys = sum(one.keys for one in buckets)
        bits = bits_for(keys, making.spans)
        key_parts = tuple(merge(making, bits, options.threads, single))
    _refuse_changed(held.sources)
    counts = {
        "taxpayers": sum(spool.counts),
        "homes": sum(one.homes for one in buckets),
        "keys": keys,
        "addresses_of_nobody": sum(one.lost for one in buckets),
    }
    parts = (
        *(part for one in buckets for part in one.parts),
        *key_parts,
        part_of(folder, SINGLE, "single", 0, sum(spool.counts)),
    )
    return Manifest(name_of(held.sources), ground.build, ground.made, held.sources, counts, parts, bits)


def _making(spool: Spool, ground: Ground) -> Making:
    firsts, number = [], 0
    for count in spool.counts:
        firsts.append(number)
        number += -(-count // TOGETHER) * TOGETHER
    spans = 1 << (number * _KEYS_OF_A_TAXPAYER // _KEYS_OF_A_SPAN).bit_length()
    return Making(spool, tuple(firsts), Places(ground.gazetteer), hashing_key(ground.key), spans)


def _buckets(making: Making, workers: int, single: SingleWriter) -> list[Bucket]:
    """Every bucket made into its part, its rows of ``single.sqlite`` written and let go of."""
    found = []
    for one in shared(make_bucket, making, range(len(making.firsts)), workers):
        single.people(one.sealed)
        found.append(one.written())
    return found


def _refuse_repeated(custodian: CustodianFile, buckets: Sequence[Bucket]) -> None:
    repeated = sum(one.repeated for one in buckets)
    if repeated:
        told = custodian.taxpayers.told
        raise UsageError(f"{told} has {repeated} repeated taxpayer_id; each taxpayer must stand there once.")


def _refuse_changed(sources: Sequence[Source]) -> None:
    for source in sources:
        for file in source.files:
            if not unchanged(file):
                raise UsageError(f"{file.path} changed while the index was built; build it again.")
