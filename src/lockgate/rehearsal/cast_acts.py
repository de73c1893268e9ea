"""The scripted cast: it walks one rehearsed submission the whole way, each act through the real actions.

Nobody here decides anything new. The persons' findings are the few that the truth of a rehearsal expects: that
each sufficient record's reason is relevant and its officers engaged (R47), by matter and officer, and that the
weak ones the truth wants released are the person meant (R24). Whatever waits for another person's finding stays
held. The clock is a stated one; the script moves it past the pace floor and into the next window.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from csv import DictReader, DictWriter
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pyarrow.parquet as pq

from lockgate.actions.authorize import authorize
from lockgate.actions.confirm import confirm
from lockgate.actions.desk import open_signer
from lockgate.actions.dispose import dispose
from lockgate.actions.dossier import read_dossier
from lockgate.actions.examine import examine
from lockgate.actions.find import Found, find
from lockgate.actions.locate import locate
from lockgate.actions.look import look
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.prove import prove_outcome
from lockgate.actions.publish import publish
from lockgate.actions.recall import recall
from lockgate.actions.register import DETERMINATIONS, ROSTER, load_register
from lockgate.actions.registry import build_index
from lockgate.actions.reissue import Again, reissue
from lockgate.actions.release import release
from lockgate.actions.review import review
from lockgate.actions.submit import submit
from lockgate.errors import IntegrityError
from lockgate.law.terms import Outcome
from lockgate.pipeline.assemble import Asked
from lockgate.pipeline.resolve import Reach, Scope, read_asked
from lockgate.procedure.casefile import Vote
from lockgate.procedure.fingerprints import fingerprints_of
from lockgate.procedure.refusals import Refusal
from lockgate.rehearsal.cast import CUSTODIAN
from lockgate.rehearsal.keys import make_pair
from lockgate.rehearsal.stated_clock import StatedClock
from lockgate.store.registers import registers_of

ANALYST, FIRST, SECOND, RELEASER, MANAGER, COUNSEL = (one.id for one in CUSTODIAN[:6])
"""Who does what: the custodian's officers of ``cast.CUSTODIAN``."""

REGISTERS = ("delegations", "officeholders", "roster", "orders", "standing", "determinations")
"""The registers in the order they are loaded; the delegations first, for nobody acts before them."""

RELEVANT = "The matter's file shows the step that the reason names, and that this officer has it in hand."
LOST = "The officer lost the machine with their copy before it was opened (synthetic)."
SAME_PERSON = "Name and address agree and the household is known; nobody else in it bears the name (synthetic)."

_MOMENT = timedelta(minutes=1)
_HALF_A_YEAR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of one rehearsal, in one office.

    Attributes:
        office: the office, its clock the stated one.
        clock: moved by the script.
        folder: the rehearsal's folder: ``request``, ``registers``, ``keys``.
        seed: the rehearsal's seed; from it come the keys of officers that no file holds.
    """

    office: Office
    clock: StatedClock
    folder: Path
    seed: int

    def signer(self, officer: str) -> Signer:
        """An officer with the key they sign with."""
        return open_signer(officer, str(self.key(officer)))

    def key(self, officer: str, *, receives: bool = False) -> Path:
        """The file of an officer's key; the certificate lies beside it."""
        stem = f"{officer}.opening" if receives else officer
        file = self.folder / "keys" / f"{stem}.pem"
        if not file.exists():
            make_pair(self.seed, officer, receives=receives).save(file.parent, stem)
        return file

    def act(self, result: Result) -> Done:
        """What an act answered, and a moment passed.

        Raises:
            IntegrityError: the act was refused; the script has none that should be.
        """
        if isinstance(result, Refusal):
            raise IntegrityError(f"The script was refused: {result.code}: {result.sentence}")
        self.clock.forward(_MOMENT)
        return result


def load_registers(cast: Cast) -> None:
    """Load every register, each by two persons."""
    for kind in REGISTERS:
        _load(cast, kind, (cast.folder / "registers" / f"{kind}.csv").read_bytes())


def _load(cast: Cast, kind: str, content: bytes) -> None:
    called = _called(content) if kind == ROSTER else b""
    cast.act(load_register(cast.office, kind, content, (cast.signer(MANAGER), cast.signer(COUNSEL)), (called, called)))


def determine_anew(cast: Cast) -> None:
    """The (i)(6) compartment comes to the same determinations again today, and they are loaded (R25)."""
    today = cast.clock().date()
    held = (cast.folder / "registers" / f"{DETERMINATIONS}.csv").read_text(encoding="utf-8")
    rows = [row | {"since": f"{today}", "until": f"{today + _HALF_A_YEAR}"} for row in DictReader(StringIO(held))]
    content = StringIO()
    writer = DictWriter(content, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    _load(cast, DETERMINATIONS, content.getvalue().encode())


def _called(roster: bytes) -> bytes:
    """What each of the two would have written down, had they called every officer of the roster."""
    found = fingerprints_of(registers_of({ROSTER: roster}).roster)
    return "".join(f"{officer} {fingerprint}\n" for officer, fingerprint in sorted(found)).encode()


def prepare_registry(cast: Cast) -> None:
    """Build the prepared index of the custodian's file."""
    cast.act(build_index(cast.office, cast.signer(MANAGER)))


def submit_request(cast: Cast) -> str:
    """Submit the request, which examines it too; the case's id.

    Raises:
        IntegrityError: it was received and not examined.
    """
    done = cast.act(submit(cast.office, cast.folder / "request", cast.signer(ANALYST)))
    if "not_examined" in done.told:
        raise IntegrityError(f"The submission was not examined: {done.told['because']}")
    return done.case


def confirm_matters(cast: Cast, case: str) -> None:
    """Every officer confirms the matters on which records that were not returned name them (R53)."""
    matters: dict[str, set[str]] = defaultdict(set)
    for record in _asked(cast, case, {Outcome.SUFFICIENT, Outcome.REVIEW}):
        for officer in record.officers:
            matters[officer].add(record.matter)
    listed = look(cast.office, case, cast.signer(ANALYST))
    named = frozenset() if isinstance(listed, Refusal) else listed.facts.submission.officers
    for officer in sorted(named & matters.keys()):
        cast.act(confirm(cast.office, case, cast.signer(officer), matters[officer]))


def find_relevant(cast: Cast, case: str) -> int:
    """The finding on relevance and engagement, for each matter and officer of a sufficient record (R47); how many."""
    groups = {
        (record.matter, officer) for record in _asked(cast, case, {Outcome.SUFFICIENT}) for officer in record.officers
    }
    findings = [
        Found("R47.finding", met=True, reason=RELEVANT, scope=Scope(Reach.GROUP, matter=matter, officer=officer))
        for matter, officer in sorted(groups)
    ]
    cast.act(find(cast.office, case, cast.signer(ANALYST), findings))
    return len(findings)


def _asked(cast: Cast, case: str, wanted: set[Outcome]) -> Iterable[Asked]:
    """The records of these outcomes, as the analyst reads them."""
    dossier = read_dossier(cast.office.home, case, cast.office.clock())
    table = pq.read_table(dossier.path("examined"), columns=["row", "outcome"])
    words = {outcome.value for outcome in wanted}
    pairs = zip(table["row"].to_pylist(), table["outcome"].to_pylist(), strict=True)
    rows = frozenset(int(row) for row, word in pairs if row is not None and word in words)
    return read_asked(dossier.path("records"), rows).values()


def locate_all(cast: Cast, case: str, weak: Iterable[int]) -> None:
    """Read the custodian's file for the sufficient records, then find those weak rows to be the person meant (R24)."""
    cast.act(locate(cast.office, case, cast.signer(ANALYST)))
    rows = frozenset(weak)
    if rows:
        scope = Scope(Reach.ROWS, rows=rows)
        found = Found("R24.weak", met=True, reason=SAME_PERSON, scope=scope)
        cast.act(find(cast.office, case, cast.signer(ANALYST), [found]))


@dataclass(frozen=True, slots=True)
class Waits:
    """How long the agreement makes a script wait: seconds per record before a vote, hours to the window.

    Attributes:
        determination_days: how old an (i)(6) determination may be meanwhile.
    """

    pace_seconds: int
    window_hours: int
    determination_days: int


def _by_the_draft(_officer: str) -> None:
    """Nothing: the pack asks for no rounds."""


def decide(cast: Cast, case: str, waits: Waits, look_at_all: Callable[[str], object] = _by_the_draft) -> Done:
    """Draft the proposal, wait out the pace floor, vote twice, authorize and publish; what the draft told.

    What an officer does before their vote, beside waiting, is ``look_at_all``, which is given their id. Where the floor
    is longer than an (i)(6) determination may be old (half a million records take months), the determinations are made
    anew before the votes, and the case is examined again under the registers of then.
    """
    drafted = cast.act(dispose(cast.office, case, cast.signer(ANALYST)))
    proposal = str(drafted.told["proposal"])
    floor = timedelta(seconds=waits.pace_seconds * int(drafted.told["records"]))
    cast.clock.forward(floor)
    if floor > timedelta(days=waits.determination_days):
        determine_anew(cast)
        cast.act(examine(cast.office, case, cast.signer(ANALYST)))
    for officer in (FIRST, SECOND):
        look_at_all(officer)
        cast.act(review(cast.office, case, cast.signer(officer), proposal, (Vote.FOR, "")))
    cast.act(authorize(cast.office, case, cast.signer(RELEASER), proposal))
    cast.clock.forward(timedelta(hours=waits.window_hours))
    return drafted


def release_answers(cast: Cast, case: str, proposal: str) -> Mapping[str, str]:
    """Seal, publish, hand over; the packages by their recipients.

    Raises:
        IntegrityError: an act was refused.
    """
    cast.act(release(cast.office, case, cast.signer(RELEASER), proposal))
    seen = look(cast.office, case, cast.signer(COUNSEL))
    if isinstance(seen, Refusal):
        raise IntegrityError(f"The script was refused: {seen.code}: {seen.sentence}")
    return {package.recipient: package.id for package in seen.facts.packages}


def seal_anew(cast: Cast, case: str, package: str, officer: str) -> str:
    """Recall a package whose officer lost their copy, and hand them one that is sealed anew (R56); its hash.

    Raises:
        IntegrityError: an act was refused.
    """
    cast.act(recall(cast.office, package, cast.signer(MANAGER), LOST))
    return str(cast.act(reissue(cast.office, case, cast.signer(RELEASER), Again(officer, LOST))).told["package"])


def open_answer(cast: Cast, case: str, row: int, recipients: Iterable[str]) -> bytes:
    """The uniform answer to a row, opened to an officer it was given to.

    Raises:
        IntegrityError: it was given to nobody, or was refused.
    """
    named = (record.officers for record in _asked(cast, case, {Outcome.SUFFICIENT}) if record.row == row)
    given = sorted(set(recipients).intersection(*named))
    opened = prove_outcome(cast.office, case, row, cast.signer(given[0])) if given else None
    if isinstance(opened, bytes):
        return opened
    raise IntegrityError(f"The answer to row {row} was opened to nobody.")


def publish_rest(cast: Cast) -> int:
    """Publish what was entered since the hand-over; the log's size.

    Raises:
        IntegrityError: the publication was refused.
    """
    published = publish(cast.office)
    if isinstance(published, Refusal):
        raise IntegrityError(f"The script was refused: {published.code}: {published.sentence}")
    return published.size
