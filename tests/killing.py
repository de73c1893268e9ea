"""The whole way in steps that a test can kill, and what must hold after any kill."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from factories import START, Scene, done, key, order, register, signer
from lockgate.actions.acknowledge import acknowledge
from lockgate.actions.assign import assign
from lockgate.actions.authorize import authorize
from lockgate.actions.confirm import confirm
from lockgate.actions.dispose import dispose
from lockgate.actions.examine import examine
from lockgate.actions.fetch import fetch
from lockgate.actions.find import Found, find
from lockgate.actions.locate import locate
from lockgate.actions.look_weak import look_at_weak
from lockgate.actions.lookback import LookBackQuestion
from lockgate.actions.lookback_case import authorize_look_back, looked_at, open_look_back
from lockgate.actions.lookback_read import look_back_in_file
from lockgate.actions.office import Done, Result
from lockgate.actions.opening import Granted, open_gated
from lockgate.actions.packing import check_package
from lockgate.actions.publish import publish
from lockgate.actions.recall import recall
from lockgate.actions.reconcile import reconcile
from lockgate.actions.registry import index_of
from lockgate.actions.release import release
from lockgate.actions.review import review
from lockgate.actions.submit import submit
from lockgate.pipeline.resolve import Reach, Scope
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage, Vote
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.reissue_gates import place_of
from lockgate.recipient.gateway import Given, signed_request
from lockgate.recipient.gateway import Officer as Asking
from lockgate.seal.opening_request import OpeningRequest, sign_opening
from lockgate.seal.receipts import Receipt, sign_receipt, signed_receipt_bytes
from lockgate.store.cases import case_ids, viewed
from lockgate.store.fsck import check_record_of_work
from lockgate.store.gateway import DRAWN, make_nonce
from lockgate.store.keyring import load_evidence_key
from lockgate.store.models.acts import ActRow
from lockgate.store.packages import is_fetchable
from lockgate.store.publication import published_size
from lockgate.store.reconciliation import remains
from lockgate.store.standing import standing_version
from lockgate.tlog.requests import parse_request
from lockgate.verify.logs import verify_log

FINDING = Found("R47.finding", met=True, reason="Looked at.", scope=Scope(Reach.ROWS, rows=frozenset({1, 2, 3})))
MATTERS = ["M-001", "M-002", "M-003"]
LOOKED = {CaseStage.LOOK_BACK, CaseStage.LOOKED_BACK}
FIRST_STANDING = 7
"""The version of the standing once the six registers of a scene are loaded."""


@dataclass(frozen=True)
class Step:
    """One act of one officer; a register's act concerns no case."""

    act: str
    who: str
    do: Callable[[Scene], Result]
    ready: Callable[[Scene], object] = lambda _scene: None
    """What is made ready before it, and is no part of it."""
    finished: Callable[[Scene], bool] | None = None
    """Whether it is done, where the record of work alone does not say it."""


def receipt(scene: Scene) -> bytes:
    """Ida's signed receipt for her package."""
    named = check_package(scene.office, hers(scene))
    body = Receipt(named.number, named.manifest, "ida", "2025-08-09T12:00:00Z")
    return signed_receipt_bytes(sign_receipt(body, key("ida").signer.private_key))


def hers(scene: Scene) -> str:
    """Ida's package."""
    return next(package for package in scene.facts.packages if package.recipient == "ida").id


def opened(scene: Scene) -> Result:
    """Her package opened, by a request under a new nonce and a new ephemeral key."""
    office, package, at = scene.office, hers(scene), scene.office.clock()
    named, officer = check_package(office, package), Asking("ida", key("ida").signer.private_key, b"", office.clock)
    nonce = make_nonce(load_evidence_key(office.home), ("ida", package), at, office.random(DRAWN))
    ephemeral = generate_private_key(SECP256R1()).public_key()
    spki = ephemeral.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo).hex()
    request = OpeningRequest(named.number, named.manifest, nonce, spki, "ida", officer.at)
    content = {"package": package, "request": sign_opening(request, officer.key).decode()}
    sent = parse_request(signed_request(officer, "opening", Given(scene.facts.reference, nonce), content))
    given = open_gated(office, package, sent)
    if isinstance(given, Granted):
        return Done(Act.OPENING, given.case, given.entry, at)
    assert isinstance(given, Refusal), given
    return given


def out_folder(scene: Scene) -> Path:
    """A folder that no fetching wrote to yet."""
    number = sum(1 for _ in scene.folder.glob("out-*"))
    (folder := scene.folder / f"out-{number}").mkdir()
    return folder


def looked(scene: Scene) -> Result:
    """The weak records looked at."""
    seen = look_at_weak(scene.office, scene.case, signer("ada"))
    return seen if isinstance(seen, Refusal) else seen.done


def question(scene: Scene) -> LookBackQuestion:
    """The scene's own request looked back at, every record of it answered on its number alone."""
    answers, records = scene.folder / "answers.csv", scene.folder / "one" / "records.csv"
    answers.write_text("record_id,matched_by\nR001,name;tin_agrees\nR002,name;tin_agrees\n", encoding="utf-8")
    return LookBackQuestion(records, answers, None, None, None, "irs-ice-2025", START.date())


def look_back_case() -> str:
    """The case of the look back; '' before it is opened."""
    return next((case for case in case_ids() if viewed(case).stage in LOOKED), "")


def authorized_look_back(scene: Scene) -> Result:
    """The look back authorized by its second officer."""
    case = look_back_case()
    return authorize_look_back(scene.office, case, str(looked_at(scene.office, case)["look_back"]), signer("leo"))


def read_look_back(scene: Scene) -> Result:
    """The custodian's file read for the look back, and the case closed."""
    case = look_back_case()
    told = look_back_in_file(scene.office, case, question(scene), (out_folder(scene), signer("ann")))
    if isinstance(told, Refusal):
        return told
    return Done(Act.AUDIT_CLOSE, case, str(dict(told["proof"])["result_entry"]), START)


STEPS = (
    Step("submit", "ada", lambda s: submit(s.office, s.folder / "one", signer("ada"))),
    Step("confirm", "ida", lambda s: confirm(s.office, s.case, signer("ida"), MATTERS)),
    Step("confirm", "jon", lambda s: confirm(s.office, s.case, signer("jon"), MATTERS)),
    Step("find", "ada", lambda s: find(s.office, s.case, signer("ada"), [FINDING])),
    Step("locate", "ada", lambda s: locate(s.office, s.case, signer("ada"))),
    Step("dispose", "ada", lambda s: dispose(s.office, s.case, signer("ada"))),
    Step("review", "ben", lambda s: review(s.office, s.case, signer("ben"), s.proposal, (Vote.FOR, ""))),
    Step("review", "cyd", lambda s: review(s.office, s.case, signer("cyd"), s.proposal, (Vote.FOR, ""))),
    Step("authorize", "dov", lambda s: authorize(s.office, s.case, signer("dov"), s.proposal)),
    Step("handover", "dov", lambda s: release(s.office, s.case, signer("dov"), s.proposal)),
)
"""From the submission to the hand-over."""

EVERY_STEP = (
    *STEPS[:4],
    Step("examine", "ann", lambda s: examine(s.office, s.case, signer("ann"))),
    *STEPS[4:5],
    Step("assign", "ada", lambda s: assign(s.office, s.case, signer("ada"))),
    Step("look", "ada", looked),
    *STEPS[5:],
    Step("fetch", "ida", lambda s: fetch(s.office, hers(s), signer("ida"), out_folder(s))),
    Step("opening", "ida", opened),
    Step("acknowledge", "ida", lambda s: acknowledge(s.office, hers(s), signer("ida"), receipt(s))),
    Step("recall", "leo", lambda s: recall(s.office, hers(s), signer("leo"), "It should not be out.")),
    Step(
        "audit", "ann", lambda s: open_look_back(s.office, question(s), index_of(s.office).manifest.name, signer("ann"))
    ),
    Step("audit_authorize", "leo", authorized_look_back),
    Step("audit_close", "ann", read_look_back),
    Step("order", "mia", lambda s: s.load("orders", register("orders", order(agreement="another")))),
)
"""Every act there is; an act of a register comes last, for it makes open cases need a new examination."""


def is_done(scene: Scene, step: Step) -> bool:
    """Whether the step is in the record of work; a submission whose examination was killed is examined."""
    if step.finished is not None:
        return step.finished(scene)
    if step.act == "submit":
        scene.case = next(iter(case_ids()), "")
        if scene.case and scene.facts.stage is CaseStage.SUBMITTED:
            done(examine(scene.office, scene.case, signer("ada")))
        return bool(scene.case)
    if step.act == "locate":
        return scene.facts.stage is CaseStage.LOCATED
    if step.act == "order":
        return standing_version() > FIRST_STANDING
    if step.act.startswith("audit"):
        case = look_back_case()
        return ActRow.objects.filter(case_id=case, act=step.act, officer=step.who).exists()
    return (step.act, step.who) in scene.acts


def check_nothing_is_half(scene: Scene) -> None:
    """What holds after every kill, before anything is mended."""
    check_record_of_work()
    home = scene.office.home
    assert all(is_fetchable(file.stem) for file in home.handover.iterdir())
    for case in case_ids():
        facts = viewed(case, published_size(home))
        standing = [package for package in facts.packages if (package.recalled_at or package.purged_at) is None]
        per_place = Counter((facts.released, place_of(facts, package.recipient)) for package in standing)
        assert set(per_place.values()) <= {1}
        assert all(package.published for package in facts.packages if package.handed_over_at)


def mend(scene: Scene) -> None:
    """What an operator does after a crash."""
    reconcile(scene.office)
    found = remains(scene.office.home)
    assert (found.orphans, found.unfinished, found.owed, found.astray, found.missing) == ((), (), (), (), ())
    publish(scene.office)
    verify_log(scene.office.home.log)
