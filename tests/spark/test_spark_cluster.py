"""A cluster of other processes: refused while it is open, and with the same rows once it is protected."""

import gc
import os
import socket
import subprocess
import sys
import sysconfig
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import pytest

from lockgate.errors import UsageError
from lockgate.pipeline.spark_cluster import PROTECTION, Cluster, ready
from lockgate.pipeline.spark_share import spark_share
from spark.spark_pieces import SPARK, TESTS, looked_up

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


@pytest.mark.parametrize("open_at", PROTECTION)
def test_a_cluster_is_refused_when_it_would_see_taxpayers_in_the_clear(tmp_path, monkeypatch, open_at):
    configured(tmp_path, monkeypatch, **{open_at: "false"})
    with pytest.raises(UsageError, match=open_at):
        ready(NOWHERE)


def test_a_spark_that_does_not_start_is_told_in_one_sentence(tmp_path, monkeypatch):
    configured(tmp_path, monkeypatch, **{"spark.cores.max": "0"})
    with pytest.raises(UsageError, match=r"^Spark's Java process does not start: "):
        ready(NOWHERE)
    # pyspark keeps the pipe of a process that failed; it goes here, where the warning of it is expected.
    gc.collect()


def test_executors_of_a_protected_cluster_do_the_work_and_leave_no_event_log(master, tmp_path):
    rows = np.arange(100_000)
    with spark_share(Cluster(master)) as share:
        answers = list(share(looked_up, {"rows": rows}, range(20)))
        kept = {name: share._context._conf.get(name) for name in ("spark.eventLog.enabled", "spark.ui.enabled")}
    assert [row for _, row, _ in answers] == list(range(20))
    assert kept == {"spark.eventLog.enabled": "false", "spark.ui.enabled": "false"}
    assert {path.name for path in tmp_path.iterdir()} == {"spark-defaults.conf", "work"}
