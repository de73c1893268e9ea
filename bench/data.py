"""What is measured on, made once and kept in ``bench/data``; made anew when the code that makes it has changed."""

import json
import shutil
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bench.measure import Measured, module, run

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "src" / "lockgate"
LOCKGATE = str(Path(sys.executable).with_name("lockgate"))
SEED = 3


@dataclass(frozen=True, slots=True)
class Size:
    """How many records are asked about, how many taxpayers are held, and how many rows in a hundred have a slip.

    Attributes:
        practice: with the answers that the practice of 2025 gave.
        as_it_lies: what is there already is taken, whatever code made it. An index that the law of today does not
            fit is refused when it is opened; the rest is plain data.
    """

    records: int
    taxpayers: int
    slips: float
    practice: bool = False
    as_it_lies: bool = False

    @property
    def folder(self) -> Path:
        """Where everything of this size lies."""
        name = f"{self.records}x{self.taxpayers}-{self.slips:g}"
        return HERE / "data" / (f"{name}-practice" if self.practice else name)

    @property
    def rehearsal(self) -> Path:
        """The rehearsal."""
        return self.folder / "rehearsal"

    @property
    def sought(self) -> Path:
        """The sufficient records."""
        return self.folder / "sought"

    @property
    def index(self) -> Path:
        """The prepared index of the custodian's file."""
        return self.folder / "index"

    @property
    def proposed(self) -> Path:
        """An office with one case of this size, walked to its proposal."""
        return self.folder / "proposed"

    @property
    def inputs(self) -> Path:
        """The peer's inputs."""
        return self.folder / "inputs"

    @property
    def model(self) -> Path:
        """The peer's trained model."""
        return self.folder / "model.json"


def rehearsed(size: Size) -> None:
    """Make the rehearsal, unless this code has made it before."""
    asked = ["--records", str(size.records), "--taxpayers", str(size.taxpayers), "--slips", f"{size.slips:g}"]
    asked += ["--practice", "2025"] if size.practice else []
    command = [LOCKGATE, "rehearsal", *asked, "--seed", str(SEED), "--out", str(size.rehearsal), "--replace"]
    _once(size, "rehearsal", code_hash(SOURCE / "rehearsal"), command)


def sought(size: Size) -> dict[str, int]:
    """Examine once and keep what is sufficient; how many, and how many outcomes are as planted."""
    _once(size, "sought", code_hash(SOURCE), module("sought_job", size.rehearsal, size.sought))
    facts: dict[str, int] = json.loads((size.sought / "sought.json").read_text(encoding="utf-8"))
    return facts


def indexed(size: Size) -> dict[str, float]:
    """Build the index once; how long that took, how large it is, what it holds."""
    built = _once(size, "index", _index_code(), module("index_job", size.rehearsal, size.index))
    file = size.index / "seconds.json"
    told: dict[str, float] = json.loads(file.read_text(encoding="utf-8"))
    if built is not None:
        told |= {"peak_mb": round(built.tree_mb), "cpu": round(built.cpu, 1)}
        file.write_text(json.dumps(told) + "\n", encoding="utf-8")
    return told


def proposed(size: Size) -> None:
    """Walk a case of this size to its proposal, on the prepared index where there is one, and keep the office."""
    prepared = [size.index] if size.index.is_dir() else []
    _once(size, "proposed", code_hash(SOURCE), module("proposed_job", size.rehearsal, size.proposed, *prepared))


def peer_inputs(size: Size) -> None:
    """Make the peer's inputs, and have it trained anew."""
    command = module("splink_inputs", size.rehearsal, size.sought, size.inputs)
    if _once(size, "inputs", code_hash(SOURCE) + code_hash(HERE, "splink_*.py"), command):
        size.model.unlink(missing_ok=True)


def _once(size: Size, name: str, made_by: str, command: list[str]) -> Measured | None:
    """Run a command unless it has been run by the same code; what stood there goes first."""
    mark = size.folder / f"{name}.made-by"
    if mark.exists() and (size.as_it_lies or mark.read_text(encoding="utf-8") == made_by):
        return None
    mark.unlink(missing_ok=True)
    shutil.rmtree(size.folder / name, ignore_errors=True)
    size.folder.mkdir(parents=True, exist_ok=True)
    print(f"making {name} of {size.records:,} × {size.taxpayers:,}", flush=True)
    measured = run(command)
    mark.write_text(made_by, encoding="utf-8")
    return measured


def _index_code() -> str:
    """What an index hangs on: the law, which its manifest names, and the code that builds it."""
    building = (code_hash(SOURCE / floor, "registry*.py") for floor in ("pipeline", "store"))
    return code_hash(SOURCE / "law") + code_hash(SOURCE / "pipeline", "location_texts.py") + "".join(building)


def code_hash(folder: Path, pattern: str = "**/*") -> str:
    """The hash over the Python and SQL files of a folder."""
    digest = sha256()
    for file in sorted(folder.glob(pattern)):
        if file.suffix in {".py", ".sql"}:
            digest.update(file.read_bytes())
    return digest.hexdigest()
