"""The life of one Spark application: started for one act, closed with it, and never in the clear.

Spark is an extra. What an act asks and what it finds crosses to executors and back, so a master that is not this
machine must authenticate, encrypt its channels and encrypt what it spills; without that nothing is started. Spark's
own pages and event log are off whatever the cluster's defaults say (R46, R49).
"""

import re
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from lockgate.errors import UsageError
from lockgate.store.files import unfinished_folder
from lockgate.store.records import SPILL

PROTECTION = ("spark.authenticate", "spark.network.crypto.enabled", "spark.io.encryption.enabled")
"""What must be ``true``: who takes part is known, channels are encrypted, spilled blocks are encrypted."""

_LOCAL = re.compile(r"local(\[([1-9][0-9]*|\*)(, *[1-9][0-9]*)?\])?")
_REMOTE = re.compile(r"(spark://|k8s://|local-cluster\[)\S+|yarn")
_LOG = "spark_log.properties"
_ONE = threading.Lock()
"""pyspark has one Java process and one context for a whole process."""

_WAIT = 30
"""Seconds the Java process has to end when the act does."""

_ALWAYS = {
    "spark.app.name": "lockgate locate",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.eventLog.enabled": "false",
    "spark.extraListeners": "",
    "spark.plugins": "",
    "spark.python.profile": "false",
    "spark.driver.maxResultSize": "0",
}
_HERE = {
    **dict.fromkeys(PROTECTION, "true"),
    "spark.io.encryption.keySizeBits": "256",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Which Spark does the work.

    Attributes:
        master: ``local[2]``, ``spark://HOST:PORT``, ``yarn`` or ``k8s://…``.
        spill: the folder a Spark of this machine may spill into; the machine's own place when None.
    """

    master: str
    spill: Path | None = None

    @property
    def local(self) -> bool:
        """Whether everything stays in processes of this machine."""
        return _LOCAL.fullmatch(self.master) is not None


def checked(cluster: Cluster) -> Cluster:
    """The same, if it could be one.

    Raises:
        UsageError: the master is none that Spark has, or pyspark is not installed.
    """
    if not cluster.local and not _REMOTE.fullmatch(cluster.master):
        raise UsageError(
            f"{cluster.master!r} is no master of Spark; give local[2], spark://HOST:PORT, yarn or k8s://HOST:PORT."
        )
    _pyspark()
    return cluster


def _pyspark() -> Any:  # noqa: ANN401 - an extra without types of ours
    try:
        return import_module("pyspark")
    except ImportError as error:
        raise UsageError("The Spark engine needs the extra spark; install lockgate[spark] and Java 17.") from error


def ready(cluster: Cluster) -> None:
    """See that an act may use this Spark, before the act enters anything.

    Raises:
        UsageError: the master is none, pyspark or Java is missing, or the cluster is not protected.
    """
    checked(cluster)
    if not cluster.local:
        with _java(cluster):
            pass


@contextmanager
def started(cluster: Cluster) -> Iterator[Any]:
    """A Spark context; with the block everything of it ends, the Java process included.

    Raises:
        UsageError: pyspark or Java is missing, the master cannot be reached, or it is not protected.
    """
    pyspark = _pyspark()
    failure = import_module("py4j.protocol").Py4JError
    with _java(cluster) as (gateway, conf):
        try:
            context = pyspark.SparkContext(conf=conf, gateway=gateway)
        except failure as error:
            raise UsageError(f"The master {cluster.master} cannot be used; Spark's own message says why.") from error
        try:
            named = conf.get("spark.pyspark.python")
            if named or cluster.local:
                context.pythonExec = named or sys.executable
            yield context
        finally:
            context.stop()


@contextmanager
def _java(cluster: Cluster) -> Iterator[tuple[Any, Any]]:
    """Spark's Java process and the settings it would start with, the cluster's defaults among them; one at a time."""
    pyspark = _pyspark()
    with _ONE, _as_it_was(), unfinished_folder(cluster.spill, SPILL) as folder, as_file(_log()) as log:
        gateway = _gateway(_settings(cluster, folder, log))
        try:
            yield gateway, _conf(pyspark, gateway, cluster)
        finally:
            _end(pyspark, gateway)


def _log() -> Any:  # noqa: ANN401 - a resource, wherever the package lies
    return files("lockgate.pipeline") / _LOG


def _settings(cluster: Cluster, folder: str, log: Path) -> dict[str, str]:
    found = {
        **_ALWAYS,
        "spark.master": cluster.master,
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={log.as_uri()}",
    }
    # Elsewhere, the folder would be asked of every executor.
    return {**found, **_HERE, "spark.local.dir": folder} if cluster.local else found


def _gateway(settings: dict[str, str]) -> Any:  # noqa: ANN401 - py4j has no types
    conf = import_module("pyspark.conf").SparkConf(loadDefaults=False).setAll(settings.items())
    failure = import_module("pyspark.errors").PySparkException
    try:
        return import_module("pyspark.java_gateway").launch_gateway(conf)
    except (failure, OSError) as error:
        raise UsageError(
            "Spark's Java process does not start: its own message says why; java -version must answer with 17 or later."
        ) from error


def _conf(pyspark: Any, gateway: Any, cluster: Cluster) -> Any:  # noqa: ANN401 - py4j has no types
    with warnings.catch_warnings():
        # pyspark looks at pandas when it first converts a value and warns of its version; nothing here uses pandas.
        warnings.simplefilter("ignore", FutureWarning)
        pyspark.SparkContext._ensure_initialized(gateway=gateway)  # noqa: SLF001 - as SparkContext itself does
        conf = pyspark.SparkConf()
    missing = [name for name in PROTECTION if str(conf.get(name, "false")).lower() != "true"]
    if missing:
        raise UsageError(
            f"The cluster at {cluster.master} would see taxpayers in the clear: set {', '.join(missing)} to true in"
            " its spark-defaults.conf; nothing was sent."
        )
    return conf


def _end(pyspark: Any, gateway: Any) -> None:  # noqa: ANN401 - py4j has no types
    """End the Java process: it holds keys and what was found, and would live as long as this one."""
    pyspark.SparkContext._gateway = pyspark.SparkContext._jvm = None  # noqa: SLF001 - a later act starts its own
    gateway.shutdown()
    if gateway.proc is not None:
        gateway.proc.stdin.close()
        try:
            gateway.proc.wait(_WAIT)
        except import_module("subprocess").TimeoutExpired:
            gateway.proc.kill()
            gateway.proc.wait()


@contextmanager
def _as_it_was() -> Iterator[None]:
    """Give back what pyspark takes: it puts a folder of its own on the path, and takes over the interrupt."""
    path = list(sys.path)
    main = threading.current_thread() is threading.main_thread()
    interrupt = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        sys.path[:] = path
        if main:
            signal.signal(signal.SIGINT, interrupt)
