"""The demo: a synthetic custodian and agency, one batch the whole way, and the tally of what came of it."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lockgate.actions.dossier import read_dossier
from lockgate.actions.found import Charter, found_apart
from lockgate.actions.office import Office
from lockgate.actions.prove import prove_decisions
from lockgate.clock import system_clock
from lockgate.pipeline.custodian import custodian_at
from lockgate.rehearsal import cast_acts
from lockgate.rehearsal.cast import AGREEMENT
from lockgate.rehearsal.cast_acts import Cast, Waits
from lockgate.rehearsal.demo_outsiders import DECISIONS, OUTCOME, Verified, verify_all
from lockgate.rehearsal.further import leave_further
from lockgate.rehearsal.kinds import Final
from lockgate.rehearsal.plan import Plan
from lockgate.rehearsal.played import state
from lockgate.rehearsal.receiving import OVER_HTTP, lose_one, receive_all, recipients_of
from lockgate.rehearsal.stated_clock import START, StatedClock
from lockgate.rehearsal.tally import Tally, read_truth, tally
from lockgate.rehearsal.tally_files import write_tally
from lockgate.rehearsal.witnesses import rehearsed_witnesses
from lockgate.rehearsal.write import rehearse
from lockgate.store.agreements import load_agreement
from lockgate.store.home import Home, detach
from lockgate.store.keyring import load_log_signer
from lockgate.store.post import post
from lockgate.store.witnesses import asker
from lockgate.tlog.policies import parse_policy
from lockgate.tlog.quorums import fewest

STEPS = 9
"""The steps a demo tells."""

ORIGIN = "log.example/lockgate-demo"
"""The demo's log."""

WITNESSES = "witnesses"
"""The folder, below the demo's, of the two parties that witness its log."""

PACKAGES = "packages"
"""The folder, below the demo's, of what the recipients keep, one below it for each."""

Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a demo is given beside its plan.

    Attributes:
        random: random bytes for keys, ids, salts and nonces.
        told: told each step as it begins.
        threads: cores that bulk work may use.
        further: leave further submissions at work, for whoever plays the rehearsal on.
    """

    random: Random
    told: Callable[[str], None] = lambda _step: None
    threads: int = 2
    further: bool = False


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """What a demo came to.

    Attributes:
        tally: what became of each row, against the truth.
        verified: what the outsiders' verifier said.
        packages: the package of each recipient as it was fetched, a file's name below ``packages``.
        over_http: how many of them were fetched and opened over HTTP; the others through the same gateway in process.
        anew: the recipient who lost their copy unopened and got a package sealed anew; empty where nobody got any.
        witnesses_asked: how many distinct witnesses the log's policy asks for, at least.
        findings: findings on relevance that the analyst recorded, one for a matter and an officer.
        put_to_vote: sufficient records, all of which got an answer.
        ended: the stated clock at the end, as it would be written.
    """

    tally: Tally
    verified: Verified
    packages: dict[str, str]
    over_http: int
    anew: str
    witnesses_asked: int
    findings: int
    put_to_vote: int
    ended: str


def demonstrate(plan: Plan, folder: Path, setting: Setting) -> Demonstrated:
    """Write a rehearsal into an empty folder and walk it the whole way.

    Args:
        plan: the rehearsal.
        folder: an existing, empty folder; it holds everything afterwards, the office below ``home``.
        setting: randomness, and who is told.

    Raises:
        UsageError: the plan cannot be met, the folder cannot be written to, or the database has an office's tables.
        IntegrityError: the script was refused an act, or something does not verify.
    """
    setting.told("write the rehearsal")
    rehearse(plan, folder, replace=True)
    setting.told("found the office, load its registers, build the index")
    clock = StatedClock()
    with rehearsed_witnesses(folder / WITNESSES, plan.seed, clock) as witnesses:
        home = Home(folder / "home")
        found_apart(home, Charter(ORIGIN, witnesses.lines), START, setting.random)
        witnesses.serve(load_log_signer(home).key)
        try:
            cast = _prepared(home, plan, clock, setting)
            done = _whole_way(cast, setting)
            if setting.further:
                leave_further(cast, _waits())
            state(home, clock(), system_clock())
            return done
        finally:
            detach()


def _prepared(home: Home, plan: Plan, clock: StatedClock, setting: Setting) -> Cast:
    folder = home.root.parent
    custodian = custodian_at(folder / "registry")
    office = Office(home, clock, setting.random, custodian, threads=setting.threads, witnesses=asker(post, clock))
    cast = Cast(office, clock, folder, plan.seed)
    cast_acts.publish_rest(cast)
    cast_acts.load_registers(cast)
    cast_acts.prepare_registry(cast)
    return cast


def _whole_way(cast: Cast, setting: Setting) -> Demonstrated:
    folder, told = cast.folder, setting.told
    told("submit and examine")
    case = cast_acts.submit_request(cast)
    _keep_examination(cast, case)
    told("confirm, find and locate")
    cast_acts.confirm_matters(cast, case)
    findings = cast_acts.find_relevant(cast, case)
    cast_acts.locate_all(cast, case, _wanted_although_weak(folder))
    told("dispose, review twice and authorize")
    drafted = cast_acts.decide(cast, case, _waits())
    told("seal, publish and hand over")
    packages = cast_acts.release_answers(cast, case, str(drafted.told["proposal"]))
    told("fetch, open and acknowledge")
    recipients = recipients_of(cast, packages, folder / PACKAGES)
    anew = lose_one(cast, case, packages, recipients)
    packages = anew.packages
    opened = receive_all(cast, packages, recipients)
    cast_acts.publish_rest(cast)
    shutil.copytree(cast.office.home.log, folder / "log")
    told("compare with the truth")
    compared = tally(folder, folder / "evidence", opened)
    write_tally(compared, folder / "evidence" / "tally.csv")
    told("verify what was published")
    _prove(cast, case, compared, packages)
    files = {officer: one.file(packages[officer]) for officer, one in recipients.items()}
    both = [*files.values(), *(one.inner for one in recipients.values())]
    verified = verify_all(folder / "log", both, _release_certificate(cast), folder / "evidence")
    return Demonstrated(
        tally=compared,
        verified=verified,
        packages={officer: str(file.relative_to(folder / PACKAGES)) for officer, file in files.items()},
        over_http=min(OVER_HTTP, len(packages)),
        anew=anew.officer,
        witnesses_asked=fewest(parse_policy((folder / "log" / "policy").read_bytes())),
        findings=findings,
        put_to_vote=int(drafted.told["records"]),
        ended=f"{cast.clock():%Y-%m-%dT%H:%MZ}",
    )


def _waits() -> Waits:
    agreement = load_agreement(AGREEMENT, START.date())
    limits = agreement.limits
    return Waits(limits.pace_floor_seconds, agreement.answer_window_hours, limits.determination_days)


def _keep_examination(cast: Cast, case: str) -> None:
    """Copy what the examination wrote for people: outcomes.csv and findings.csv."""
    evidence = cast.folder / "evidence"
    evidence.mkdir()
    dossier = read_dossier(cast.office.home, case, cast.office.clock())
    for kind in ("outcomes", "findings"):
        shutil.copyfile(dossier.path(kind), evidence / f"{kind}.csv")


def _wanted_although_weak(folder: Path) -> list[int]:
    """The rows whose truth is a release that needs a person's finding on R24."""
    about = json.loads((folder / "truth" / "about.json").read_text(encoding="utf-8"))
    kinds = set(about["released_only_with_a_finding"])
    return [truth.row for truth in read_truth(folder / "truth" / "records.csv") if truth.kind in kinds]


def _prove(cast: Cast, case: str, compared: Tally, packages: Mapping[str, str]) -> None:
    """Write the officers' decisions, and one answer that says nothing, opened for the verifier."""
    uniform = next((one.truth.row for one in compared.rows if one.final is Final.UNIFORM), 1)
    evidence = cast.folder / "evidence"
    (evidence / DECISIONS).write_bytes(prove_decisions(cast.office, case))
    (evidence / OUTCOME).write_bytes(cast_acts.open_answer(cast, case, uniform, packages))


def _release_certificate(cast: Cast) -> Path:
    """The office's release certificate, laid beside the other certificates."""
    target = cast.folder / "keys" / "release.crt"
    shutil.copyfile(cast.office.home.keys / "release.crt", target)
    return target
