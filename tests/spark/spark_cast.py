"""The located evidence as one engine or another finds it."""

import pyarrow as pa
import pytest

from lockgate.law.gazetteer import Gazetteer
from lockgate.pipeline import identities
from lockgate.pipeline.desk_options import DeskOptions
from lockgate.pipeline.identities import Sought
from lockgate.pipeline.locate import locate
from lockgate.pipeline.spark_cluster import Cluster
from lockgate.store.registry_index import Index

HERE = DeskOptions()


def found(sought: Sought, index: Index, gazetteer: Gazetteer, options: DeskOptions, singly: int) -> pa.Table:
    """What locating saves, when up to so many records are sought one by one."""
    saved: list[pa.Table] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(identities, "SINGLY", singly)
        locate(sought, index, gazetteer, saved.append, options)
    assert len(saved) == 1
    return saved[0]


def by_all(sought: Sought, index: Index, gazetteer: Gazetteer, master: str = "local[2]") -> list[pa.Table]:
    """Spark's rows, the batch's, and those of one record after another."""
    settings = [(DeskOptions(cluster=Cluster(master)), 10**9), (HERE, -1), (HERE, 10**9)]
    return [found(sought, index, gazetteer, options, singly) for options, singly in settings]
