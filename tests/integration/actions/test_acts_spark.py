"""Locate with Spark: refused before anything is entered, or the rows that this machine finds."""

import sys
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from factories import done, signer
from lockgate.actions.dossier import read_dossier
from lockgate.actions.locate import locate
from lockgate.actions.registry import index_of
from lockgate.errors import UsageError
from lockgate.pipeline.identities import rows_of
from lockgate.pipeline.locate import locate_identities
from spark.spark_pieces import SPARK


@pytest.fixture
def waiting(scene):
    """A case that waits to be located."""
    return scene.submitted().confirmed().relevant()


def marked(test):
    for mark in SPARK:
        test = mark(test)
    return test


def kept(scene):
    return read_dossier(scene.office.home, scene.case, scene.office.clock())


@pytest.mark.parametrize(
    ("master", "told"), [("hub:7077", "no master of Spark"), ("local[2]", "needs the extra spark")]
)
def test_a_spark_that_cannot_be_used_is_refused_before_anything_is_entered(waiting, monkeypatch, master, told):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    before = kept(waiting).facts
    with pytest.raises(UsageError, match=told):
        locate(replace(waiting.office, master=master), waiting.case, signer("ada"))
    assert kept(waiting).facts == before
    assert waiting.located()


@marked
def test_what_spark_found_is_sealed_as_what_this_machine_finds(waiting):
    done(locate(replace(waiting.office, master="local[2]"), waiting.case, signer("ada")))
    dossier = kept(waiting)
    rows = pq.read_table(dossier.path("sufficient"))["row"].to_pylist()
    read = rows_of(pq.read_table(dossier.path("identities")), rows)
    found = dossier.sealed("located")
    assert found.num_rows > 0
    assert found.equals(locate_identities(read, index_of(waiting.office)))
    assert "one" in found["identified"].to_pylist()
    assert list(waiting.office.home.scratch.glob("*")) == []
