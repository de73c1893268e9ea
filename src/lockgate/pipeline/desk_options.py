"""How much of the machine bulk work may use, and where it may spill."""

from dataclasses import dataclass
from pathlib import Path

from lockgate.pipeline.spark_cluster import Cluster


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """How much of the machine an act may use.

    Attributes:
        threads: cores, and so processes.
        memory: the limit of what DuckDB holds, such as ``1GB``.
        spill: the folder it may spill into; a temporary one when absent. What it spilled is wiped when the work
            ends, and what a killed process left there is wiped when the next work begins.
        cluster: the Spark that locates, in place of processes of this machine; None for these.
    """

    threads: int = 2
    memory: str = "1GB"
    spill: Path | None = None
    cluster: Cluster | None = None
