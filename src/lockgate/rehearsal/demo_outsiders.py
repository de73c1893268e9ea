"""What outsiders do in a demo, with their own tools: recipients open and acknowledge, anybody verifies.

The tools are run as a person would run them, by their command lines; what they say is read back as JSON.
"""

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from lockgate.clock import Clock
from lockgate.errors import IntegrityError
from lockgate.recipient.main import main as recipient
from lockgate.rehearsal.tally import Opened
from lockgate.seal.answers import parse_answers
from lockgate.verify.main import main as verify

Said = Mapping[str, object]
"""What a tool answered with ``--json``."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One fetched package: whose, the file, the officer's key for receiving, the key they sign with."""

    officer: str
    file: Path
    opening_key: Path
    signing_key: Path

    @property
    def certificate(self) -> Path:
        """The certificate the package is sealed for."""
        return self.opening_key.with_suffix(".crt")


def run(tool: Callable[[Sequence[str]], int], *words: str | Path) -> Said:
    """Run a tool by its command line; what it answered.

    Raises:
        IntegrityError: it did not end with 0; the text is its own sentence.
    """
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = tool([str(word) for word in words] + ["--json"])
    if code:
        raise IntegrityError(err.getvalue().strip())
    said: Said = json.loads(out.getvalue())
    return said


def open_all(delivered: Iterable[Delivered], release_certificate: Path) -> tuple[Opened, ...]:
    """Every recipient opens their package; every answer in every package.

    Raises:
        IntegrityError: a package does not verify or does not open.
    """
    found: list[Opened] = []
    with TemporaryDirectory(prefix="lockgate-opened-") as place:
        for one in delivered:
            out = Path(place) / one.officer
            run(
                recipient, "open", one.file, "--key", one.opening_key, "--certificate", one.certificate,
                "--release-certificate", release_certificate, "--out", out,
            )  # fmt: skip
            answers = parse_answers((out / "answers.csv").read_bytes())
            found += [Opened(one.officer, answer) for answer in answers]
    return tuple(found)


def receipt_of(one: Delivered, release_certificate: Path, clock: Clock) -> bytes:
    """The receipt that a recipient signs for their package."""

    def tool(words: Sequence[str]) -> int:
        return recipient(words, clock)

    with TemporaryDirectory(prefix="lockgate-receipt-") as place:
        out = Path(place) / "receipt.json"
        run(
            tool, "acknowledge", one.file, "--officer", one.officer, "--key", one.signing_key,
            "--release-certificate", release_certificate, "--out", out,
        )  # fmt: skip
        return out.read_bytes()


DECISIONS, OUTCOME = "decisions.json", "outcome.json"
"""The opened decisions of the case, and the opened answer to one row, among the evidence."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What the verifier said of the log, of the officers' decisions and of one opened answer; and how many packages."""

    log: Said
    packages: int
    decisions: Said
    outcome: Said


def verify_all(log: Path, packages: Sequence[Path], release_certificate: Path, evidence: Path) -> Verified:
    """Verify the published log, every package against it, the officers' decisions, and one opened answer.

    Raises:
        IntegrityError: anything does not verify.
    """
    policy = ("--policy", log / "policy")
    said = run(verify, "log", log, *policy)
    for package in packages:
        run(verify, "package", package, "--release-certificate", release_certificate, "--log", log, *policy)
    decisions = run(verify, "decisions", evidence / DECISIONS, log, *policy)
    return Verified(said, len(packages), decisions, run(verify, "outcome", evidence / OUTCOME, "--log", log, *policy))
