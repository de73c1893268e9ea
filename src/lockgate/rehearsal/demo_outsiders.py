"""What outsiders do in a demo, with their own tools: recipients fetch, open and acknowledge, anybody verifies.

The tools are run as a person would run them, by their command lines; what they say is read back as JSON.
"""

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
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
        self.folder.mkdir(parents=True)
        here = Desk(self, self.folder, gateway, clock)
        here.fetch(package)
        with TemporaryDirectory(prefix="lockgate-opened-") as place:
            told = here.open(package, Path(place))
            if told["receipt"] != "given":
                raise IntegrityError(f"The receipt of {self.officer} was {told['receipt']}")
            self.inner.write_bytes((Path(place) / INNER).read_bytes())
            answers = parse_answers((Path(place) / "answers.csv").read_bytes())
        return tuple(Opened(self.officer, answer) for answer in answers)

    @contextmanager
    def away(self, gateway: Gateway, clock: Clock) -> Iterator["Desk"]:
        """Another machine of theirs, which is gone with all that lies on it once the block ends."""
        with TemporaryDirectory(prefix="lockgate-away-") as place:
            yield Desk(self, Path(place), gateway, clock)


@dataclass(frozen=True, slots=True)
class Desk:
    """A machine at which an officer uses the recipient's tool with a gateway, and the folder they use there."""

    recipient: Recipient
    folder: Path
    gateway: Gateway
    clock: Clock

    def fetch(self, package: str) -> None:
        """Fetch a package.

        Raises:
            IntegrityError: it was refused, or has other bytes than its name says.
        """
        self._ask("fetch", package, "--out", self.folder)

    def open(self, package: str, into: Path) -> Said:
        """Have a package opened that was fetched here.

        Raises:
            IntegrityError: it was refused, does not verify or does not open.
        """
        one = self.recipient
        words = ("open", self.folder / f"{package}.package", "--key", one.opening_key, "--policy", one.policy)
        return self._ask(*words, "--certificate", one.opening_key.with_suffix(".crt"), "--out", into)

    def open_nothing(self, package: str) -> None:
        """See that nobody opens the copy that lies here, not even its officer.

        Raises:
            IntegrityError: it was opened.
        """
        try:
            self.open(package, self.folder / "opened")
        except IntegrityError:
            return
        raise IntegrityError(f"A package of {self.recipient.officer} was opened that was recalled.")

    def _ask(self, *words: str | Path) -> Said:
        one = self.recipient
        named = ("--gateway", self.gateway.url, "--as", one.officer, "--signing-key", one.signing_key)
        given = (*words, *named, "--release-certificate", one.release_certificate)
        return run(lambda argv: recipient(argv, self.clock, self.gateway.speak), *given)


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
