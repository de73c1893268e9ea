"""Each act refused for one reason, through the real store: nothing is written, and the case goes on afterwards."""

import pytest

from factories import (
    CLEAR,
    GOOD_STANDING,
    ROLES,
    Scene,
    delegation,
    done,
    key,
    order,
    record,
    register,
    registers,
    rostered,
    signer,
    text,
    write_submission,
)
from lockgate.actions.authorize import authorize
from lockgate.actions.confirm import confirm
from lockgate.actions.dispose import dispose
from lockgate.actions.examine import examine
from lockgate.actions.fetch import fetch
from lockgate.actions.find import Found, find
from lockgate.actions.locate import locate
from lockgate.actions.office import Result, Signer
from lockgate.actions.publish import publish
from lockgate.actions.release import release
from lockgate.actions.review import review
from lockgate.actions.seal import seal
from lockgate.actions.submit import submit
from lockgate.errors import IntegrityError, UsageError
from lockgate.pipeline.resolve import Reach, Scope
from lockgate.procedure.casefile import CaseStage, Vote
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Role
from lockgate.store.cases import case_ids
from lockgate.store.fsck import check_record_of_work
from lockgate.store.holds import open_holds
from lockgate.store.models.log import EntryRow

FOR = (Vote.FOR, "")


def code(result: Result) -> str:
    return result.code if isinstance(result, Refusal) else "done"


def proposed(scene: Scene) -> Scene:
    scene.submitted().confirmed().relevant().located().proposed()
    scene.pass_time(hours=1)
    return scene


def untouched(scene: Scene) -> tuple[int, int]:
    """The case's version, and every entry but those of refusals."""
    check_record_of_work()
    return scene.facts.version, EntryRow.objects.exclude(act="refuse").count()


def test_vote_is_refused_for_the_analyst_a_second_time_and_for_another_hash(scene):
    proposed(scene)
    before = untouched(scene)
    for who, proposal, word in (("ada", scene.proposal, "R28.role"), ("ben", "9" * 64, "office.other_proposal")):
        assert code(review(scene.office, scene.case, signer(who), proposal, FOR)) == word
    assert untouched(scene) == before
    scene.voted("ben")
    assert code(review(scene.office, scene.case, signer("ben"), scene.proposal, FOR)) == "office.voted"
    assert code(authorize(scene.office, scene.case, signer("dov"), scene.proposal)) == "office.votes"


def test_vote_is_refused_below_the_pace_floor(scene):
    scene.submitted().confirmed().relevant().located().proposed()
    assert code(review(scene.office, scene.case, signer("ben"), scene.proposal, FOR)) == "R47.pace"


def test_act_is_refused_when_the_key_is_not_the_registered_one(scene):
    proposed(scene)
    before = untouched(scene)
    forged = Signer("ben", key("eve").signer)
    assert code(review(scene.office, scene.case, forged, scene.proposal, FOR)) == "office.signature"
    assert code(review(scene.office, scene.case, signer("eve"), scene.proposal, FOR)) == "R28.unknown"
    assert untouched(scene) == before


def test_new_proposal_resets_the_votes(scene):
    proposed(scene).voted("ben")
    scene.pass_time(minutes=1)
    old = scene.proposal
    scene.proposed()
    assert scene.facts.votes == ()
    scene.pass_time(hours=1)
    assert code(review(scene.office, scene.case, signer("cyd"), old, FOR)) == "office.other_proposal"
    scene.voted("ben", "cyd").authorized().released()


def test_objection_stops_the_proposal(scene):
    proposed(scene).voted("ben")
    done(review(scene.office, scene.case, signer("cyd"), scene.proposal, (Vote.AGAINST, "Row 2 names nobody.")))
    assert code(authorize(scene.office, scene.case, signer("dov"), scene.proposal)) == "office.against"


def test_analyst_and_voter_cannot_release_even_when_delegated(scene):
    roles = {**ROLES, "ada": "intake;analyst;releaser", "ben": "deciding;releaser"}
    done(scene.load("delegations", register("delegations", *(delegation(*pair) for pair in roles.items()))))
    proposed(scene).voted()
    for who in ("ada", "ben"):
        assert code(authorize(scene.office, scene.case, signer(who), scene.proposal)) == "R28.separate"
    scene.authorized()
    for who in ("ada", "ben"):
        assert code(release(scene.office, scene.case, signer(who), scene.proposal)) == "R28.separate"


def test_release_waits_for_the_window_and_then_goes(scene):
    proposed(scene).voted()
    done(authorize(scene.office, scene.case, signer("dov"), scene.proposal))
    assert code(release(scene.office, scene.case, signer("dov"), scene.proposal)) == "R46.window"
    assert not list(scene.office.home.sealed.iterdir())
    scene.pass_time(days=1)
    scene.released()


@pytest.mark.parametrize("at", ["examine", "locate", "dispose", "review", "authorize", "seal"])
def test_order_stops_every_act_at_once_and_its_lifting_lets_the_case_go_on(scene, at):
    steps = {
        "examine": lambda: examine(scene.office, scene.case, signer("ada")),
        "locate": lambda: locate(scene.office, scene.case, signer("ada")),
        "dispose": lambda: dispose(scene.office, scene.case, signer("ada")),
        "review": lambda: review(scene.office, scene.case, signer("ben"), scene.proposal, FOR),
        "authorize": lambda: authorize(scene.office, scene.case, signer("dov"), scene.proposal),
        "seal": lambda: seal(scene.office, scene.case, signer("dov"), scene.proposal),
    }
    scene.submitted().confirmed().relevant()
    way = ["examine", "locate", "dispose", "review", "authorize", "seal"]
    for step in way[: way.index(at)]:
        if step == "review":
            scene.pass_time(hours=1)
            done(review(scene.office, scene.case, signer("cyd"), scene.proposal, FOR))
        done(steps[step]())
        scene.pass_time(hours=25)
    if at == "review":
        scene.pass_time(hours=1)
    done(scene.load("orders", register("orders", order())))
    assert code(steps[at]()) in {"R23.stay", "office.examine_again"}
    lifted = f"{scene.now[0]:%Y-%m-%dT%H:%M:%SZ}"
    done(scene.load("orders", register("orders", order(lifted=lifted))))
    assert code(examine(scene.office, scene.case, signer("ann"))) == "done"
    assert code(steps[at]()) == "done"


CHANGES = {
    "protected": ("orders", lambda: register("orders", order(scope="persons", taxpayers="T002")), "R46.changed"),
    "barred": (
        "determinations",
        lambda: register("determinations", CLEAR, {**CLEAR, "taxpayer": "T001", "determination": "bar"}),
        "R46.changed",
    ),
    "undetermined": ("determinations", lambda: register("determinations"), "R46.changed"),
    "held": ("standing", lambda: register("standing", {**GOOD_STANDING, "state": "held"}), "R22.held"),
    "failed": ("standing", lambda: register("standing", {**GOOD_STANDING, "state": "failed"}), "R22.failed"),
    "untrained": ("roster", lambda: both(trained_on="2024-01-01"), "R21.training"),
    "uncleared": ("roster", lambda: both(cleared_until="2025-01-01"), "R21.clearance"),
    "contractors": ("roster", lambda: both(employment="contractor"), "R55.contractor"),
    "left": ("roster", lambda: register("roster"), "R31.key"),
}
LAPSES = {
    "untrained": lambda: roster(trained_on="2024-01-01"),
    "uncleared": lambda: roster(cleared_until="2025-01-01"),
    "contractor": lambda: roster(employment="contractor"),
    "left": lambda: register("roster", rostered("ida")),
    "another certificate": lambda: roster(certificate=text(key("kay", receives=True).certificate)),
}


def roster(**changes: str) -> bytes:
    return register("roster", rostered("ida"), rostered("jon", **changes))


def both(**changes: str) -> bytes:
    return register("roster", rostered("ida", **changes), rostered("jon", **changes))


@pytest.mark.parametrize("lapse", LAPSES)
@pytest.mark.parametrize("at", ["authorize", "release", "hand-over"])
def test_officer_who_may_not_have_it_is_left_out_and_the_others_get_theirs(scene, tmp_path, lapse, at):
    """R21, R53, R55: strip that officer; none left: hold. The officer's own state, whatever their package holds."""
    proposed(scene).voted()
    if at != "authorize":
        scene.authorized()
    if at == "hand-over":
        done(seal(scene.office, scene.case, signer("dov"), scene.proposal))
        publish(scene.office)
    done(scene.load("roster", LAPSES[lapse]()))
    done(examine(scene.office, scene.case, signer("ada")))
    if at == "authorize":
        scene.authorized()
    scene.released()
    out = {one.recipient: one for one in scene.facts.packages if one.handed_over_at is not None}
    assert set(out) == {"ida"}
    done(fetch(scene.office, out["ida"].id, signer("ida"), tmp_path))
    ((_, hold),) = open_holds(scene.case)
    assert hold.owner is Role.DISCLOSURE_MANAGER
    assert scene.facts.stage is CaseStage.HANDED_OVER


@pytest.mark.parametrize("lapse", LAPSES)
def test_hand_over_is_refused_when_only_an_officer_without_a_package_may_have_one(scene, lapse):
    """Left out at the seal and fit again, an officer has nothing that could be handed over."""
    proposed(scene).voted().authorized()
    done(scene.load("roster", LAPSES[lapse]()))
    done(examine(scene.office, scene.case, signer("ada")))
    done(seal(scene.office, scene.case, signer("dov"), scene.proposal))
    publish(scene.office)
    changed = register("roster", rostered("ida", cleared_until="2025-01-01"), rostered("jon"))
    for content, refused in ((changed, "R21.clearance"), (registers()["roster"], "done")):
        done(scene.load("roster", content))
        done(examine(scene.office, scene.case, signer("ada")))
        assert code(release(scene.office, scene.case, signer("dov"), scene.proposal)) == refused
        stage = CaseStage.HANDED_OVER if refused == "done" else CaseStage.SEALED
        assert scene.facts.stage is stage
    assert [one.recipient for one in scene.facts.packages if one.handed_over_at is not None] == ["ida"]
    assert [hold.code for _, hold in open_holds(scene.case)] == ["R56.not_sealed"]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("at", ["authorize", "release"])
def test_nothing_leaves_when_a_register_changed_what_was_voted_on(scene, change, at):
    proposed(scene).voted()
    if at == "release":
        scene.authorized()
    kind, content, word = CHANGES[change]
    done(scene.load(kind, content()))
    act = authorize if at == "authorize" else release
    assert code(act(scene.office, scene.case, signer("dov"), scene.proposal)) == "office.examine_again"
    done(examine(scene.office, scene.case, signer("ada")))
    assert code(act(scene.office, scene.case, signer("dov"), scene.proposal)) == word
    assert not list(scene.office.home.sealed.iterdir())
    assert not list(scene.office.home.handover.iterdir())


def test_changed_outcome_voids_the_proposal_and_a_new_one_goes_the_way(scene):
    proposed(scene).voted("ben")
    done(scene.load("officeholders", register("officeholders")))
    done(examine(scene.office, scene.case, signer("ada")))
    facts = scene.facts
    assert (facts.stage, facts.proposal, facts.votes) == (CaseStage.EXAMINED, None, ())
    assert facts.examination is not None
    assert facts.examination.sufficient == 0


def test_same_outcome_leaves_the_proposal_and_its_votes(scene):
    proposed(scene).voted("ben")
    done(scene.load("orders", register("orders", order(agreement="another"))))
    done(examine(scene.office, scene.case, signer("ada")))
    assert [vote.officer for vote in scene.facts.votes] == ["ben"]
    scene.voted("cyd").authorized().released()


@pytest.mark.parametrize("kind", ["dispositions", "located", "records"])
def test_nothing_leaves_when_kept_evidence_was_changed_on_disk(scene, kind):
    proposed(scene).voted()
    file = next((scene.office.home.evidence / scene.case).glob(f"{kind}-*"))
    file.chmod(0o600)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(IntegrityError):
        authorize(scene.office, scene.case, signer("dov"), scene.proposal)


def test_sealed_package_changed_on_disk_is_never_handed_over(scene):
    proposed(scene).voted().authorized()
    done(seal(scene.office, scene.case, signer("dov"), scene.proposal))
    file = next(scene.office.home.sealed.iterdir())
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(IntegrityError):
        release(scene.office, scene.case, signer("dov"), scene.proposal)
    assert not list(scene.office.home.handover.iterdir())


def test_confirmation_is_refused_for_somebody_the_submission_does_not_name(scene):
    scene.submitted()
    assert code(confirm(scene.office, scene.case, signer("ada"), ["M-001"])) == "R28.role"
    done(confirm(scene.office, scene.case, signer("ida"), ["M-001"]))
    assert code(confirm(scene.office, scene.case, signer("ida"), ["M-001"])) == "R53.nothing"


def test_dispose_is_refused_before_the_file_was_read(scene):
    scene.submitted()
    assert code(dispose(scene.office, scene.case, signer("ada"))) == "office.stage"


def test_finding_without_reason_or_scope_is_bad_usage(scene):
    scene.submitted()
    everything = Scope(Reach.ALL)
    for found in (
        [],
        [Found("R08.facility", met=True, reason=" ", scope=everything)],
        [Found("R47.finding", met=True, reason="x", scope=everything)],
        [Found("R24.weak", met=True, reason="x", scope=Scope(Reach.GROUP, matter="M", officer="ida"))],
        [Found("R08.facility", met=True, reason="x", scope=Scope(Reach.ROWS))],
        [Found("R08.facility", met=True, reason="x", scope=Scope(Reach.GROUP))],
        [Found(one, met=True, reason="x", scope=everything) for one in ("R08.facility", "R13.generic")],
    ):
        with pytest.raises(UsageError):
            find(scene.office, scene.case, signer("ada"), found)


def test_submission_is_received_once_and_unreadable_ones_leave_nothing(scene, tmp_path):
    scene.submitted()
    folder = scene.folder / "ICE-2025-0001"
    with pytest.raises(UsageError, match="already case"):
        submit(scene.office, folder, signer("ada"))
    (folder / "records.csv").write_bytes(b"record_id\n1\n")
    with pytest.raises(UsageError):
        submit(scene.office, folder, signer("ada"))
    with pytest.raises(UsageError):
        submit(scene.office, tmp_path / "nowhere", signer("ada"))
    assert len(case_ids()) == 1


def test_submission_is_refused_from_an_officer_without_the_role(scene):
    folder = write_submission(scene.folder / "new", [record(1)])
    assert code(submit(scene.office, folder, signer("ben"))) == "R28.role"
    assert case_ids() == ()


def test_register_is_refused_from_one_person_or_with_a_shared_key(scene):
    content = register("orders", order())
    assert code(scene.load("orders", content, "mia", "mia")) == "office.two_persons"
    assert code(scene.load("orders", content, "mia", "ada")) == "R28.role"
    shared = rostered("jon", signature_certificate=rostered("ida")["signature_certificate"])
    with pytest.raises(UsageError, match="one key"):
        scene.load("roster", register("roster", rostered("ida"), shared))


def test_submitter_named_in_the_submission_is_refused(scene):
    done(scene.load("officeholders", register("officeholders")))
    roles = {**ROLES, "kay": "analyst"}
    named = [delegation(who, what) for who, what in roles.items()]
    named[-1]["name"] = "Kim"
    done(scene.load("delegations", register("delegations", *named)))
    scene.submitted([record(1)])
    assert code(examine(scene.office, scene.case, signer("kay"))) == "office.asks_and_answers"


@pytest.mark.parametrize("granted", [True, False])
def test_recipient_who_lost_a_condition_is_refused_whatever_the_package_holds(scene, tmp_path, granted):
    rows = [record(1 if granted else 15, officers="ida;jon"), record(2, officers="ida")]
    scene.submitted(rows).confirmed(*(one["matter_id"] for one in rows)).relevant().located().proposed().voted()
    scene.authorized()
    done(scene.load("roster", roster(trained_on="2024-01-01")))
    done(examine(scene.office, scene.case, signer("ann")))
    done(scene.load("roster", roster()))
    done(examine(scene.office, scene.case, signer("ann")))
    scene.released()
    done(scene.load("roster", roster(trained_on="2024-01-01")))
    for name, word in (("jon", "R21.training"), ("ida", "done")):
        mine = next(one.id for one in scene.facts.packages if one.recipient == name)
        assert code(fetch(scene.office, mine, signer(name), tmp_path)) == word
