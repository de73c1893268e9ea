"""How much of the machine bulk work may use, and where it may spill."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """How much of the machine an act may use.

    Attributes:
        threads: cores, and so processes.
        memory: the limit of what DuckDB holds, such as ``1GB``.
        spill: the folder it may spill into; a temporary one when absent. What it spilled is wiped when the work
            ends, and what a killed process left there is wiped when the next work begins.
    """

    threads: int = 2
    memory: str = "1GB"
    spill: Path | None = None
