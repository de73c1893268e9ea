"""A cluster of other processes: refused while it is open, and with the same rows once it is protected."""

import gc
import os
import socket
import subprocess
import sys
import sysconfig
from pathlib import Path
from time import monotonic, sleep

import pytest

from integration.pipeline.located_cast import (
    GAZETTEER,
    address,
    index_of,
    record,
    taxpayer,
    write_custodian,
    write_records,
)
from lockgate.errors import UsageError
from lockgate.pipeline.identities import Sought
from lockgate.pipeline.spark_cluster import PROTECTION, Cluster, ready
from spark.spark_cast import by_all
from spark.spark_pieces import SPARK, TESTS

pytestmark = SPARK

_SECRET = "a secret of this test's cluster alone"
_PATIENCE = 90
NOWHERE = Cluster("spark://127.0.0.1:1")
_HOME = Path(sysconfig.get_path("purelib")) / "pyspark"


def configured(folder, monkeypatch, **changes):
    """The cluster's own spark-defaults.conf, found as an operator's is."""
    settings = {
        **dict.fromkeys(PROTECTION, "true"),
        "spark.authenticate.secret": _SECRET,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executor.memory": "512m",
        "spark.pyspark.python": sys.executable,
        # What a cluster may want to keep, and of an act must not.
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": folder.as_uri(),
        "spark.ui.enabled": "true",
        **changes,
    }
    file = folder / "spark-defaults.conf"
    file.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    monkeypatch.setenv("SPARK_CONF_DIR", str(folder))
    monkeypatch.setenv("PYTHONPATH", TESTS, prepend=os.pathsep)
    monkeypatch.setenv("SPARK_HOME", str(_HOME))
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    return file


def spark_class(name, *arguments):
    """A process of a standalone cluster."""
    return subprocess.Popen(
        [f"{_HOME}/bin/spark-class", name, "--host", "127.0.0.1", "--webui-port", "0", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def listening(port):
    end = monotonic() + _PATIENCE
    while monotonic() < end:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return True
        sleep(0.2)
    return False


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def master(tmp_path, monkeypatch):
    """A standalone cluster of one worker, protected."""
    defaults = configured(tmp_path, monkeypatch)
    port = free_port()
    deploy = "org.apache.spark.deploy"
    running = [
        spark_class(f"{deploy}.master.Master", "--port", str(port), "--properties-file", str(defaults)),
    ]
    try:
        assert listening(port)
        worker = ("--cores", "2", "--memory", "1g", "--work-dir", str(tmp_path / "work"))
        hub = f"spark://127.0.0.1:{port}"
        running.append(spark_class(f"{deploy}.worker.Worker", *worker, "--properties-file", str(defaults), hub))
        yield hub
    finally:
        for one in reversed(running):
            one.terminate()
            one.wait()


@pytest.mark.parametrize("lacking", [PROTECTION, PROTECTION[2:]])
def test_a_cluster_is_refused_when_it_would_see_taxpayers_in_the_clear(tmp_path, monkeypatch, lacking):
    configured(tmp_path, monkeypatch, **dict.fromkeys(lacking, "false"))
    with pytest.raises(UsageError, match=f"in the clear: set {', '.join(lacking)} to true"):
        ready(NOWHERE)


def test_a_spark_that_does_not_start_is_told_in_one_sentence(tmp_path, monkeypatch):
    configured(tmp_path, monkeypatch, **{"spark.cores.max": "0"})
    with pytest.raises(UsageError, match=r"^Spark's Java process does not start: "):
        ready(NOWHERE)
    # pyspark keeps the pipe of a process that failed; it goes here, where the warning of it is expected.
    gc.collect()


def test_executors_of_a_protected_cluster_find_the_same_rows_and_leave_no_event_log(master, tmp_path, tmp_path_factory):
    office = tmp_path_factory.mktemp("office")
    people = [taxpayer(f"T{number}", tin=f"90070000{number}") for number in range(1, 8)]
    homes = [address(f"T{number}", f"{number} OAK ST") for number in range(1, 8)]
    asked = [record(address_line1=f"{number} Oak Street", tin=f"90070000{number}") for number in range(9)]
    index = index_of(office, write_custodian(office, people, homes))
    sought = Sought(write_records(office, asked), range(1, 10))
    spark, batch, single = by_all(sought, index, GAZETTEER, master)
    assert spark["identified"].to_pylist().count("one") == 7
    assert spark.equals(batch)
    assert spark.equals(single)
    assert {path.name for path in tmp_path.iterdir()} == {"spark-defaults.conf", "work"}
