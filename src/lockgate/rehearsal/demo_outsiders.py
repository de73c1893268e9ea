"""What outsiders do in a demo, with their own tools: recipients fetch, open and acknowledge, anybody verifies.

The tools are run as a person would run them, by their command lines; what they say is read back as JSON.
"""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from lockgate.clock import Clock
from lockgate.errors import IntegrityError
from lockgate.recipient.gated import INNER
from lockgate.recipient.main import main as recipient
from lockgate.rehearsal.gateway import Gateway
from lockgate.rehearsal.tally import Opened
from lockgate.seal.answers import parse_answers
from lockgate.verify.main import main as verify

Said = Mapping[str, object]
"""What a tool answered with ``--json``."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One officer of the agency at their own desk.

    Attributes:
        officer: the id in the roster.
        folder: what they keep: the package, what was inside, and their record of what they asked and were answered.
        opening_key: the key they receive packages with; its certificate lies beside it.
        signing_key: the key they sign requests and receipts with.
        release_certificate: the custodian's, as it was made known to them.
        policy: the log's, as it was made known to them.
    """

    officer: str
    folder: Path
    opening_key: Path
    signing_key: Path
    release_certificate: Path
    policy: Path

    @property
    def inner(self) -> Path:
        """The package that was inside, as the custodian signed it."""
        return self.folder / INNER

    def file(self, package: str) -> Path:
        """The package as it was fetched."""
        return self.folder / f"{package}.package"

    def receive(self, package: str, gateway: Gateway, clock: Clock) -> tuple[Opened, ...]:
        """Fetch a package, have it opened, give the receipt; every answer in it.

        Raises:
            IntegrityError: it was refused, does not verify, does not open, or its receipt was not taken.
        """

        def ask(*words: str | Path) -> Said:
            named = ("--gateway", gateway.url, "--as", self.officer, "--signing-key", self.signing_key)
            given = (*words, *named, "--release-certificate", self.release_certificate)
            return run(lambda argv: recipient(argv, clock, gateway.speak), *given)

        self.folder.mkdir(parents=True)
        ask("fetch", package, "--out", self.folder)
        with TemporaryDirectory(prefix="lockgate-opened-") as place:
            told = ask(
                "open", self.file(package), "--key", self.opening_key, "--certificate",
                self.opening_key.with_suffix(".crt"), "--policy", self.policy, "--out", place,
            )  # fmt: skip
            if told["receipt"] != "given":
                raise IntegrityError(f"The receipt of {self.officer} was {told['receipt']}")
            self.inner.write_bytes((Path(place) / INNER).read_bytes())
            answers = parse_answers((Path(place) / "answers.csv").read_bytes())
        return tuple(Opened(self.officer, answer) for answer in answers)


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
