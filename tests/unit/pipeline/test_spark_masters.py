"""Which masters there are, and what is said where Spark is not installed. Nothing here starts Spark."""

import sys

import pytest

from lockgate.errors import UsageError
from lockgate.pipeline.spark_cluster import Cluster, checked, started
from lockgate.pipeline.spark_share import spark_share


@pytest.fixture
def absent(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)


@pytest.mark.parametrize("master", ["local", "local[2]", "local[*]", "local[2,4]"])
def test_a_master_of_this_machine_is_local(master):
    assert Cluster(master).local


@pytest.mark.parametrize("master", ["spark://hub:7077", "yarn", "k8s://https://hub:443", "local-cluster[2,1,512]"])
def test_a_master_elsewhere_is_not_local(master):
    assert not Cluster(master).local


@pytest.mark.parametrize(
    "master", ["", "local[0]", "local[-1]", "sc://hub", "hub:7077", "yarn-client", "spark://", "x"]
)
def test_what_is_no_master_is_refused(master):
    with pytest.raises(UsageError, match="no master of Spark"):
        checked(Cluster(master))


@pytest.mark.usefixtures("absent")
def test_how_to_install_spark_is_said_when_it_is_absent():
    for start in (spark_share, started):
        with (
            pytest.raises(UsageError, match=r"^The Spark engine needs the extra spark; install lockgate\[spark\]"),
            start(Cluster("local[2]")),
        ):
            pytest.fail("nothing may be started")
