"""Every act that the rules refuse to an officer with standing leaves one entry: who, what, on which ground."""

import json
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest

from factories import Scene, done, key, record, register, signer, write_submission
from gateway_parts import desk, released
from killing import receipt
from lockgate.actions import dispose as dispose_module
from lockgate.actions.account import account
from lockgate.actions.acknowledge import acknowledge
from lockgate.actions.assign import assign
from lockgate.actions.authorities import load_authorities
from lockgate.actions.authorize import authorize
from lockgate.actions.confirm import confirm
from lockgate.actions.dispose import dispose
from lockgate.actions.examine import examine
from lockgate.actions.fetch import fetch
from lockgate.actions.find import Found, find
from lockgate.actions.handover import hand_over
from lockgate.actions.inspect import inspect
from lockgate.actions.keys import rotate
from lockgate.actions.keys_lost import lose_officers
from lockgate.actions.locate import locate
from lockgate.actions.look_weak import look_at_weak
from lockgate.actions.lookback import LookBackQuestion
from lockgate.actions.lookback_case import authorize_look_back, close_look_back, enter_reading, open_look_back
from lockgate.actions.office import Signer
from lockgate.actions.pack import ending_pack, put_in_force
from lockgate.actions.policy import change_policy
from lockgate.actions.prove import prove_decisions
from lockgate.actions.publish import publish
from lockgate.actions.recall import recall
from lockgate.actions.registry import build_index
from lockgate.actions.reissue import Again, reissue
from lockgate.actions.restore import restore
from lockgate.actions.review import review
from lockgate.actions.rounds import close_round, put_round
from lockgate.actions.seal import seal
from lockgate.actions.stop import stop
from lockgate.actions.submit import submit
from lockgate.actions.substitute import substitute
from lockgate.actions.trace import trace
from lockgate.actions.withdraw import withdraw
from lockgate.pipeline.resolve import Reach, Scope
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import Vote
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.visibility import SHOWN_BY, SIGHTS, Thing
from lockgate.store import crashpoints, refused
from lockgate.store.fsck import check_record_of_work
from lockgate.store.keys_kept import KeyName
from lockgate.store.models.acts import ActRow
from lockgate.store.models.log import EntryRow
from lockgate.store.refused import MOST_A_DAY, REFUSED, refused_of
from lockgate.store.standing import standing_version
from lockgate.store.values import Stored
from lockgate.tlog.entries import ACTS, parse_entry
from lockgate.tlog.merkle import leaf_hash
from lockgate.tlog.openings import parse_opening
from lockgate.verify.logs import verify_log
from substituting import amendment
from versioning import withdrawal

FIRST = Scope(Reach.ROWS, rows=frozenset({1}))
SAM, ADA = signer("sam"), signer("ada")


def package(scene: Scene) -> str:
    return next(one.id for one in scene.facts.packages if one.recipient == "ida")


def kept() -> Stored:
    return Stored("look_back_answers", "0" * 64, 1, "nowhere", 1, "0" * 64)


def look_back(scene: Scene) -> LookBackQuestion:
    folder = write_submission(scene.folder / "looked-back", [record(1)], "BACK-1")
    answers = folder / "answers.csv"
    answers.write_text("record_id,matched_by\nR001,name;address_agrees\n", encoding="utf-8")
    return LookBackQuestion(folder / "records.csv", answers, None, None, None, "irs-ice-2025", date(2025, 8, 7))


def refused_opening(scene: Scene) -> None:
    ida = desk(scene)
    assert ida.fetch().code == 0
    scene.pass_time(days=400)
    assert ida.open().code != 0


def one_enough(scene: Scene) -> bytes:
    return scene.witnesses.lines.replace(b" all ", b" 1 ")


REFUSED_BY: dict[Act, Callable[[Scene], object]] = {
    Act.SUBMIT: lambda s: submit(s.office, write_submission(s.folder / "again", [record(1)], "ICE-2025-0009"), SAM),
    Act.INSPECT: lambda s: inspect(s.office, s.case, SAM, [1]),
    Act.ASSIGN: lambda s: assign(s.office, s.case, SAM),
    Act.EXAMINE: lambda s: examine(s.office, s.case, SAM),
    Act.CONFIRM: lambda s: confirm(s.office, s.case, SAM, ["M-001"]),
    Act.FIND: lambda s: find(s.office, s.case, SAM, [Found("R47.finding", met=True, reason="It serves.", scope=FIRST)]),
    Act.LOCATE: lambda s: locate(s.office, s.case, SAM),
    Act.LOOK: lambda s: look_at_weak(s.office, s.case, SAM),
    Act.DISPOSE: lambda s: dispose(s.office, s.case, SAM),
    Act.ROUND: lambda s: put_round(s.office, s.case, SAM, s.proposal),
    Act.ROUND_CLOSE: lambda s: close_round(s.office, s.case, SAM, "0" * 64, []),
    Act.RESTORE: lambda s: restore(s.office, SAM, "ben", "Spoken with."),
    Act.REVIEW: lambda s: review(s.office, s.case, SAM, s.proposal, (Vote.FOR, "")),
    Act.STOP: lambda s: stop(s.office, SAM, s.proposal, "No."),
    Act.AUTHORIZE: lambda s: authorize(s.office, s.case, SAM, s.proposal),
    Act.SEAL: lambda s: seal(s.office, s.case, SAM, s.proposal),
    Act.HANDOVER: lambda s: hand_over(s.office, s.case, SAM, s.proposal),
    Act.FETCH: lambda s: fetch(s.office, package(s), SAM, s.folder),
    Act.ACKNOWLEDGE: lambda s: acknowledge(s.office, package(s), SAM, receipt(s)),
    Act.RECALL: lambda s: recall(s.office, package(s), SAM, "Told to the wrong officer."),
    Act.REISSUE: lambda s: reissue(s.office, s.case, SAM, Again("ida", "A lost key.")),
    Act.SUBSTITUTE: lambda s: substitute(s.office, s.case, SAM, amendment(s)),
    Act.WITHDRAW: lambda s: withdraw(s.office, s.case, SAM, withdrawal(s)),
    Act.ORDER: lambda s: s.load("orders", register("orders"), "sam", "ada"),
    Act.REGISTER: lambda s: s.load("standing", register("standing"), "sam", "ada"),
    Act.REGISTRY: lambda s: build_index(s.office, SAM),
    Act.KEY: lambda s: rotate(s.office, KeyName.GATEWAY, (ADA, SAM)),
    Act.KEY_LOST: lambda s: lose_officers(s.office, "ida", ADA),
    Act.POLICY: lambda s: change_policy(s.office, one_enough(s), (ADA, SAM)),
    Act.AUDIT: lambda s: open_look_back(s.office, look_back(s), "0" * 64, SAM),
    Act.AUDIT_AUTHORIZE: lambda s: authorize_look_back(s.office, s.case, "0" * 64, SAM),
    Act.AUDIT_READ: lambda s: enter_reading(
        s.office, s.case, (SimpleNamespace(body=b"", content={"index": "0" * 64}), "0" * 64), SAM
    ),
    Act.AUDIT_CLOSE: lambda s: close_look_back(s.office, s.case, SAM, kept()),
    Act.AUTHORITIES: lambda s: load_authorities(s.office, b"", (ADA, SAM)),
    Act.PACK: lambda s: put_in_force(s.office, ending_pack(s.office, "irs-ice-2025", None), (ADA, SAM)),
    Act.TRACE: lambda s: trace(s.office, s.folder / "ICE-2025-0001" / "records.csv", ADA),
    Act.ACCOUNT: lambda s: account(s.office, package(s), 1, SAM),
    Act.OPENING: refused_opening,
}  # fmt: skip
"""For every act, an attempt that its rules refuse; a new act needs a line here. The opening is last: time passes."""


def entries() -> list[EntryRow]:
    return list(EntryRow.objects.order_by("id"))


def test_every_act_has_an_attempt_that_is_refused():
    assert REFUSED_BY.keys() == set(Act)


def test_every_refused_act_leaves_one_entry_and_changes_nothing_else(scene):
    scene = released(scene)
    for act, attempt in REFUSED_BY.items():
        if act is Act.OPENING:
            continue
        before = (len(entries()), ActRow.objects.count(), scene.facts.version, standing_version())
        assert isinstance(attempt(scene), Refusal), act
        after = (len(entries()), ActRow.objects.count(), scene.facts.version, standing_version())
        assert after == (before[0] + 1, *before[1:]), act
        last = entries()[-1]
        said, entry = refused_of(last), parse_entry(bytes(last.body))
        assert (last.act, said.act, said.officer) == (REFUSED, act.value, "ada" if act in OF_ADA else "sam"), act
        assert said.code in {"R28.role", "R51.provision", "R32.signature"}, (act, said)
        assert (entry.detail.size, entry.records) == (1, None)
    before = EntryRow.objects.filter(act="refuse_opening").count()
    REFUSED_BY[Act.OPENING](scene)
    assert EntryRow.objects.filter(act="refuse_opening").count() == before + 1
    check_record_of_work()
    publish(scene.office)
    verify_log(scene.office.home.log)


OF_ADA = {Act.AUTHORITIES, Act.PACK, Act.KEY, Act.KEY_LOST, Act.POLICY, Act.TRACE}


def test_every_act_that_shows_what_a_record_holds_has_a_word_of_its_own_in_the_log():
    assert {act.value for act in Act} <= set(ACTS)
    assert set(SHOWN_BY.values()) == {sight.thing for sight in SIGHTS} - TOLD_OR_PROVED


TOLD_OR_PROVED = {
    Thing.REQUEST,
    Thing.JUDGED,
    Thing.HOLDS,
    Thing.DISPOSITIONS,
    Thing.CLASSES,
    Thing.DETERMINATIONS,
    Thing.UNIFORM,
}
"""What is shown without an act: stages and counts; a register to who loads it; the uniform sentence as its proof."""


def test_nobody_without_standing_writes_an_entry(scene):
    scene.submitted()
    before = len(entries())
    strangers = (signer("eve"), Signer("ben", key("eve").signer), Signer("ada", key("ben").signer))
    for stranger in strangers:
        assert isinstance(review(scene.office, scene.case, stranger, "", (Vote.FOR, "")), Refusal)
        assert isinstance(locate(scene.office, scene.case, stranger), Refusal)
        assert isinstance(change_policy(scene.office, one_enough(scene), (stranger, stranger)), Refusal)
    assert len(entries()) == before


def test_refusal_repeated_on_one_day_is_one_entry_and_on_the_next_day_another(scene):
    scene.submitted()
    before = len(entries())
    for _ in range(3):
        assert isinstance(review(scene.office, scene.case, SAM, "", (Vote.FOR, "")), Refusal)
    assert len(entries()) == before + 1
    scene.pass_time(days=1)
    assert isinstance(review(scene.office, scene.case, SAM, "", (Vote.FOR, "")), Refusal)
    assert len(entries()) == before + 2


def test_officer_who_is_refused_without_end_fills_a_day_and_no_more_and_still_acts(scene, monkeypatch):
    assert MOST_A_DAY == 100
    monkeypatch.setattr(refused, "MOST_A_DAY", 5)
    scene.submitted()
    before = len(entries())
    for number in range(9):
        assert isinstance(review(scene.office, scene.case, ADA, f"{number}" * 64, (Vote.FOR, "")), Refusal)
    added = entries()[before:]
    assert [json.loads(json.loads(json.loads(bytes(one.leaves))[0])[2])["further"] for one in added] == [
        *[""] * 4, "not entered today",
    ]  # fmt: skip
    assert isinstance(review(scene.office, scene.case, SAM, "", (Vote.FOR, "")), Refusal)
    assert len(entries()) == before + 6
    scene.confirmed().relevant().located()


def test_work_under_way_goes_on_when_somebody_is_refused_meanwhile(scene, monkeypatch):
    scene.submitted().confirmed().relevant().located()
    drafted = dispose_module.draft

    def meanwhile(*given):
        assert isinstance(review(scene.office, scene.case, SAM, "", (Vote.FOR, "")), Refusal)
        return drafted(*given)

    monkeypatch.setattr(dispose_module, "draft", meanwhile)
    done(dispose(scene.office, scene.case, ADA))
    assert "refuse" in [row.act for row in entries()]


def test_refused_act_whose_entry_cannot_be_written_is_not_told_as_refused(scene, monkeypatch):
    scene.submitted()
    before, reached = len(entries()), []

    def end(point: str) -> None:
        reached.append(point)
        if reached.count("act.before_commit") == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(crashpoints, "hook", end)
        with pytest.raises(KeyboardInterrupt):
            review(scene.office, scene.case, SAM, "", (Vote.FOR, ""))
    assert len(entries()) == before
    assert isinstance(review(scene.office, scene.case, SAM, "", (Vote.FOR, "")), Refusal)
    assert len(entries()) == before + 1


def test_public_entry_tells_that_something_was_refused_and_nothing_of_it(scene):
    scene.submitted()
    assert isinstance(review(scene.office, scene.case, SAM, "", (Vote.FOR, "")), Refusal)
    mine = entries()[-1]
    assert isinstance(locate(scene.office, scene.case, signer("dov")), Refusal)
    other = entries()[-1]
    body = bytes(mine.body)
    assert len(body) == len(bytes(other.body))
    assert not any(word in body for word in (b"review", b"sam", b"R28"))
    said = refused_of(mine)
    assert (said.act, said.officer, said.code, mine.case_id) == ("review", "sam", "R28.role", scene.case)
    publish(scene.office)
    opened = parse_opening(prove_decisions(scene.office, scene.case))
    assert [leaf for act in opened.acts[-2:] for leaf in act.leaves] == [
        leaf_hash(leaf.encode()) for one in (mine, other) for leaf in json.loads(bytes(one.leaves))
    ]
    assert b"R28" not in prove_decisions(scene.office, scene.case)
