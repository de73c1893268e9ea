"""Every act × role × stage is ruled on; each gate refuses when its one thing is out of order."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lockgate.law.citations import house
from lockgate.law.findings import Finding
from lockgate.law.registers import OrderScope, Standing, StandingState, Term
from lockgate.law.terms import Effect, State, Subject
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage, Vote
from lockgate.procedure.proposals import parse_proposal, proposal_bytes, proposal_hash
from lockgate.procedure.questions import Asked, Frame
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE, Role, Side, officer_of
from lockgate.procedure.rulings import options, rule_on, rule_on_register, rule_on_submission
from lockgate.tlog.signatures import Decision
from procedure_parts import (
    BODY,
    DOES,
    LATER,
    NOON,
    NOTHING_LEAVES,
    PACK,
    PROPOSAL,
    PUBLISHED,
    STAGES,
    asked,
    case,
    did,
    frame,
    key_of,
    officer,
    order,
    package,
    put,
    registers,
    unvoted,
    voted,
)

CASE_ACTS = [act for act in Act if TABLE[act].stages]
FITTING = {act: TABLE[act].stages[-1] for act in CASE_ACTS} | {
    Act.CONFIRM: CaseStage.EXAMINED, Act.FIND: CaseStage.LOCATED, Act.LOCATE: CaseStage.EXAMINED,
    Act.EXAMINE: CaseStage.EXAMINED, Act.DISPOSE: CaseStage.LOCATED, Act.HANDOVER: CaseStage.SEALED,
}  # fmt: skip


def ready(act: Act) -> CaseFacts:
    """A case on which ``act`` may be done."""
    facts = case(FITTING[act])
    if act is Act.REVIEW:
        return replace(facts, votes=facts.votes[1:], acts=tuple(a for a in facts.acts if a.officer != "ben"))
    if act in {Act.ROUND, Act.ROUND_CLOSE}:
        return unvoted(put("ben", closed=False)) if act is Act.ROUND_CLOSE else unvoted()
    if act is Act.REISSUE:
        gone = replace(facts.packages[0], recalled_at=LATER)
        return replace(facts, packages=(gone, *facts.packages[1:]))
    return facts


def code(facts: CaseFacts, question: Asked, under: Frame | None = None) -> str:
    answer = rule_on(facts, question, under or frame())
    return answer.code if isinstance(answer, Refusal) else "done"


@pytest.mark.parametrize("act", CASE_ACTS)
def test_act_is_decided_when_everything_is_in_order(act):
    answer = rule_on(ready(act), asked(act), frame())
    assert isinstance(answer, Decision), answer
    assert (answer.act, answer.officer, answer.case) == (act.value, DOES[act], "2" * 64)


@pytest.mark.parametrize("act", CASE_ACTS)
@pytest.mark.parametrize("role", list(Role))
def test_act_is_refused_when_the_role_is_not_in_the_table(act, role):
    by = replace(officer(DOES[act]), id="other", key="f" * 64, roles=frozenset({role}))
    answer = code(ready(act), asked(act, by=by))
    assert (answer == "R28.role") == (role not in TABLE[act].roles)


@pytest.mark.parametrize("act", CASE_ACTS)
@pytest.mark.parametrize("stage", STAGES)
def test_act_is_refused_when_the_stage_is_not_in_the_table(act, stage):
    answer = code(case(stage), asked(act))
    # Once all packages were handed over, only one that was sealed anew is (test_reissue_gates.py).
    asks_more = act is Act.FIND or (act, stage) == (Act.HANDOVER, CaseStage.HANDED_OVER)
    assert (answer == "office.stage") == (stage not in TABLE[act].stages) or asks_more


@pytest.mark.parametrize("act", [act for act in CASE_ACTS if Role.RECIPIENT not in TABLE[act].roles])
@pytest.mark.parametrize("named", ["Hal Head", "Kim", "ida"])
def test_act_is_refused_when_the_submission_names_the_officer(act, named):
    by = replace(officer(DOES[act]), id=named, name=named)
    assert code(ready(act), asked(act, by=by)) == "office.asks_and_answers"


SEPARATE = [
    (Act.REVIEW, did(Act.EXAMINE, "ben")),
    (Act.REVIEW, did(Act.FIND, "ben")),
    (Act.REVIEW, did(Act.AUTHORIZE, "ben")),
    (Act.DISPOSE, did(Act.REVIEW, "ada")),
    (Act.LOCATE, did(Act.HANDOVER, "ada")),
    (Act.AUTHORIZE, did(Act.DISPOSE, "dov")),
    (Act.SEAL, did(Act.REVIEW, "dov")),
    (Act.HANDOVER, did(Act.LOCATE, "dov")),
]


@pytest.mark.parametrize(("act", "before"), SEPARATE)
def test_act_is_refused_when_the_person_did_another_duty(act, before):
    facts = ready(act)
    assert code(replace(facts, acts=(*facts.acts, before)), asked(act)) == "R28.separate"


@pytest.mark.parametrize(("act", "before"), SEPARATE)
def test_act_is_refused_when_the_same_key_did_another_duty_under_another_id(act, before):
    facts = ready(act)
    disguised = replace(before, officer="somebody-else")
    assert code(replace(facts, acts=(*facts.acts, disguised)), asked(act)) == "R28.separate"


@pytest.mark.parametrize("act", [Act.LOOK, Act.INSPECT, Act.ROUND])
def test_contents_are_shown_to_nobody_who_has_not_taken_the_case(act):
    facts = ready(act)
    others = tuple(one for one in facts.acts if one.act is not Act.ASSIGN)
    assert code(replace(facts, acts=(*others, did(Act.ASSIGN, "ann"))), asked(act)) == "R51.assigned"


def test_case_is_taken_once_by_each_officer():
    assert code(ready(Act.ASSIGN), asked(Act.ASSIGN, "ada")) == "office.taken"
    assert code(ready(Act.ASSIGN), asked(Act.ASSIGN, "ben")) == "done"


STOPPED = [
    Act.EXAMINE,
    Act.LOCATE,
    Act.DISPOSE,
    Act.ROUND,
    Act.ROUND_CLOSE,
    Act.REVIEW,
    Act.AUTHORIZE,
    Act.SEAL,
    Act.HANDOVER,
    Act.FETCH,
    Act.OPENING,
]


@pytest.mark.parametrize("act", STOPPED)
def test_act_is_refused_when_an_order_stops_the_agreement(act):
    assert code(ready(act), asked(act), frame(orders=(order(),))) == "R23.stay"


@pytest.mark.parametrize("act", STOPPED)
def test_act_is_done_when_the_order_is_lifted_or_of_another_agreement_or_about_persons(act):
    orders = (
        order(lifted=NOON), order(agreement="another"), order(effective=LATER + timedelta(seconds=1)),
        order(scope=OrderScope.PERSONS),
    )  # fmt: skip
    assert code(ready(act), asked(act), frame(orders=orders)) == "done"


@pytest.mark.parametrize(
    ("word", "acts"),
    [
        ("examine", {Act.EXAMINE, Act.INSPECT, Act.ROUND}),
        ("locate", {Act.LOCATE, Act.LOOK, Act.AUDIT_READ}),
        ("authorize", {Act.DISPOSE, Act.ROUND_CLOSE, Act.REVIEW, Act.AUTHORIZE, Act.SUBSTITUTE}),
        ("release", {Act.SEAL, Act.HANDOVER, Act.REISSUE}),
        ("open", {Act.FETCH, Act.OPENING}),
    ],
)
def test_order_stops_the_acts_of_its_word_and_no_other(word, acts):
    under = frame(orders=(order(forbids=frozenset({word})),))
    assert {act for act in CASE_ACTS if code(ready(act), asked(act), under) == "R23.stay"} == acts


@pytest.mark.parametrize("act", [Act.AUTHORIZE, Act.SEAL, Act.HANDOVER, Act.REISSUE, Act.FETCH, Act.OPENING])
@pytest.mark.parametrize("state", [None, StandingState.HELD, StandingState.FAILED])
def test_nothing_leaves_when_standing_is_not_recorded_good(act, state):
    agency = case(CaseStage.EXAMINED).submission.agency
    standing = () if state is None else (Standing(agency, state, Term(date(2025, 1, 1)), "", "sam"),)
    assert code(ready(act), asked(act), frame(standing=standing)).startswith("R22")


def test_worst_standing_governs_when_two_rows_overlap():
    both = (*registers().standing, replace(registers().standing[0], state=StandingState.FAILED))
    assert code(ready(Act.SEAL), asked(Act.SEAL), frame(standing=both)) == "R22.failed"


@pytest.mark.parametrize("act", [Act.REVIEW, Act.AUTHORIZE, Act.SEAL, Act.HANDOVER, Act.REISSUE])
def test_act_is_refused_when_it_names_another_proposal(act):
    assert code(ready(act), asked(act, proposal="9" * 64)) == "office.other_proposal"
    assert code(replace(ready(act), proposal=None), asked(act)) == "office.no_proposal"


@pytest.mark.parametrize("act", [Act.AUTHORIZE, Act.SEAL, Act.HANDOVER, Act.REISSUE])
@pytest.mark.parametrize(
    "votes",
    [
        (),
        (voted("ben"),),
        (voted("ben"), replace(voted("cyd"), officer="ben")),
        (voted("ben"), replace(voted("cyd"), key=key_of("ben"))),
        (voted("ben"), voted("cyd", proposal="8" * 64)),
        (voted("ben"), voted("cyd", at=NOON + timedelta(seconds=59))),
    ],
)
def test_nothing_leaves_without_two_distinct_votes_above_the_pace_floor(act, votes):
    assert code(replace(ready(act), votes=votes), asked(act)) == "office.votes"


def test_nothing_leaves_when_a_deciding_officer_voted_against():
    votes = (voted("ben"), voted("cyd", Vote.AGAINST))
    assert code(replace(ready(Act.AUTHORIZE), votes=votes), asked(Act.AUTHORIZE)) == "office.against"


def test_vote_is_refused_below_the_pace_floor_of_seconds_per_record():
    floor = NOON + timedelta(seconds=3 * PACK.limits.pace_floor_seconds)
    early, on_time = (asked(Act.REVIEW, at=at) for at in (floor - timedelta(seconds=1), floor))
    assert code(ready(Act.REVIEW), early) == "R47.pace"
    assert code(ready(Act.REVIEW), on_time) == "done"


@pytest.mark.parametrize("mine", [voted("ben"), replace(voted("ben"), officer="x"), replace(voted("ben"), key="x")])
def test_vote_is_refused_when_the_person_has_voted(mine):
    assert code(replace(ready(Act.REVIEW), votes=(mine,)), asked(Act.REVIEW)) == "office.voted"


@pytest.mark.parametrize("act", [Act.LOCATE, Act.DISPOSE, Act.AUTHORIZE, Act.SEAL, Act.HANDOVER])
@pytest.mark.parametrize("change", [{"pack": "x"}, {"law": "x"}, {"standing": 4}])
def test_case_is_examined_again_when_pack_law_or_standing_changed(act, change):
    facts = ready(act)
    stale = replace(facts, examination=replace(facts.examination, **change))
    assert code(stale, asked(act)) == "office.examine_again"
    assert code(replace(facts, examination=None), asked(act)) in {"office.examine_again", "R49.nothing"}


def finding(state: State, rule: str = "R21", subject: Subject = Subject.RECIPIENT) -> Finding:
    return Finding(rule, state, "" if state is State.MET else f"{rule}.x", subject, house("x"), Effect.HOLD)


@pytest.mark.parametrize("act", [Act.AUTHORIZE, Act.SEAL, Act.HANDOVER, Act.REISSUE, Act.FETCH, Act.OPENING])
@pytest.mark.parametrize(
    ("leaving", "expected"),
    [
        (None, "R50.not_asked"),
        (replace(NOTHING_LEAVES, findings=(finding(State.NOT_MET),)), "R21.x"),
        (replace(NOTHING_LEAVES, findings=(finding(State.NOT_CHECKED),)), "R21.x"),
        (replace(NOTHING_LEAVES, findings=(finding(State.NOT_MET, "R25", Subject.ANSWER),)), "R46.changed"),
        (replace(NOTHING_LEAVES, findings=(finding(State.NOT_CHECKED, "R23", Subject.ANSWER),)), "R46.changed"),
        (replace(NOTHING_LEAVES, findings_recorded=False), "R47.finding"),
        (replace(NOTHING_LEAVES, accounting_missing=frozenset({"purpose"})), "R30.incomplete"),
        (replace(NOTHING_LEAVES, findings=(finding(State.MET),)), "done"),
    ],
)
def test_nothing_leaves_unless_every_rule_of_the_stage_is_met(act, leaving, expected):
    # A recipient is told the same of a package with an address as of one without.
    told = "R46.withheld" if act in {Act.FETCH, Act.OPENING} and expected == "R46.changed" else expected
    assert code(ready(act), asked(act, leaving=leaving)) == told


def test_package_is_withheld_when_somebody_was_shielded_since_whatever_is_found_of_its_answers():
    answers = [(), (finding(State.NOT_MET, "R25", Subject.ANSWER),), (finding(State.MET, "R25", Subject.ANSWER),)]
    shielded = [replace(NOTHING_LEAVES, findings=found, people_stand=False) for found in answers]
    refusals = {rule_on(ready(Act.FETCH), asked(Act.FETCH, leaving=leaving), frame()) for leaving in shielded}
    assert len(refusals) == 1
    assert code(ready(Act.FETCH), asked(Act.FETCH, leaving=shielded[0])) == "R46.withheld"


def test_nothing_leaves_when_a_recipients_certificate_is_not_the_rosters_any_more():
    roster = tuple(replace(entry, certificate=b"another") for entry in registers().roster)
    assert code(ready(Act.SEAL), asked(Act.SEAL), frame(roster=roster)) == "R31.key"


def test_nothing_leaves_when_a_field_beside_the_address_is_proposed():
    with pytest.raises(ValueError, match="R26"):
        replace(parse_proposal(BODY), fields=("record_id", "mailing_address", "tin"))


def test_nothing_is_sealed_when_the_authorization_is_missing_of_another_proposal_or_unpublished():
    facts = ready(Act.SEAL)
    wrong = replace(PUBLISHED, proposal="9" * 64)
    unpublished = replace(PUBLISHED, published=False)
    expected = [(None, "office.not_authorized"), (wrong, "office.not_authorized"), (unpublished, "R29.unpublished")]
    for authorization, word in expected:
        assert code(replace(facts, authorization=authorization), asked(Act.SEAL)) == word


def test_nothing_is_handed_over_when_one_seal_is_unpublished_or_of_another_proposal():
    facts = ready(Act.HANDOVER)
    for packages in ((), (package(published=False),), (package(proposal="9" * 64),)):
        assert code(replace(facts, packages=packages), asked(Act.HANDOVER)) == "R29.unpublished"


@pytest.mark.parametrize("act", [Act.SEAL, Act.HANDOVER, Act.REISSUE])
def test_nothing_leaves_before_the_next_fixed_window(act):
    opens = NOON.replace(hour=0) + timedelta(days=1)
    assert code(ready(act), asked(act, at=opens - timedelta(seconds=1))) == "R46.window"
    assert code(ready(act), asked(act, at=opens)) == "done"


@pytest.mark.parametrize("act", [Act.FETCH, Act.ACKNOWLEDGE])
def test_package_of_another_officer_is_nobodys_business(act):
    other = package("ida" if act is Act.ACKNOWLEDGE else "jon").id
    for about in (other, "9" * 64):
        assert code(ready(act), asked(act, package=about)) == "R33.not_yours"


def test_fetch_is_refused_before_the_hand_over_after_a_recall_and_with_another_certificate():
    facts = ready(Act.FETCH)
    assert code(replace(facts, packages=(package(),)), asked(Act.FETCH)) == "office.not_handed_over"
    recalled = package(handed_over_at=LATER, recalled_at=LATER)
    assert code(replace(facts, packages=(recalled,)), asked(Act.FETCH)) == "R33.not_yours"
    elsewhere = package(handed_over_at=LATER, certificate="9" * 64)
    assert code(replace(facts, packages=(elsewhere,)), asked(Act.FETCH)) == "R33.not_yours"


def test_receipt_is_refused_when_nothing_was_fetched_or_one_was_given():
    facts = ready(Act.ACKNOWLEDGE)
    for mine in (package("jon", fetches=0), package("jon", fetches=1, acknowledged_at=LATER)):
        assert code(replace(facts, packages=(mine,)), asked(Act.ACKNOWLEDGE)) == "R32.receipt"


def test_recall_is_refused_when_the_package_is_not_of_the_case_or_recalled():
    facts = ready(Act.RECALL)
    assert code(replace(facts, packages=(package(recalled_at=LATER),)), asked(Act.RECALL)) == "R38.package"
    assert code(replace(facts, packages=()), asked(Act.RECALL)) == "R38.package"


@pytest.mark.parametrize("act", [Act.EXAMINE, Act.DISPOSE])
def test_outcomes_are_final_once_a_package_was_handed_over(act):
    facts = replace(ready(act), packages=(package(handed_over_at=LATER),))
    assert code(facts, asked(act)) == "office.final"


def test_locate_is_refused_when_nothing_is_sufficient():
    facts = ready(Act.LOCATE)
    empty = replace(facts, examination=replace(facts.examination, sufficient=0))
    assert code(empty, asked(Act.LOCATE)) == "R49.nothing"
    assert code(facts, asked(Act.LOCATE, records=0)) == "R49.nothing"
    assert code(empty, asked(Act.LOCATE, records=1)) == "done"


@pytest.mark.parametrize(
    ("rule", "stages"),
    [
        ("R08", {CaseStage.EXAMINED}),
        ("R24", {CaseStage.LOCATED, CaseStage.PROPOSED}),
        ("R47", {CaseStage.EXAMINED, CaseStage.LOCATED, CaseStage.PROPOSED}),
    ],
)
def test_finding_is_recorded_only_where_it_still_decides(rule, stages):
    assert {stage for stage in STAGES if code(case(stage), asked(Act.FIND, rule=rule)) == "done"} == stages


def test_confirmation_is_refused_when_the_submission_does_not_name_the_officer():
    facts = ready(Act.CONFIRM)
    unnamed = replace(facts.submission, officers=frozenset({"jon"}))
    elsewhere = replace(facts.submission, agency="Another Agency")
    for submission in (unnamed, elsewhere):
        assert code(replace(facts, submission=submission), asked(Act.CONFIRM)) == "R53.not_named"


@pytest.mark.parametrize(
    "pack", [replace(PACK, ends=date(2025, 8, 8)), replace(PACK, loadable=False), replace(PACK, name="other")]
)
def test_act_is_refused_when_the_agreement_does_not_govern(pack):
    under = replace(frame(), agreement=pack)
    assert code(ready(Act.LOCATE), asked(Act.LOCATE), under) == "office.agreement"


def test_officer_is_nobody_when_not_delegated_or_standing_in_both_registers():
    assert officer_of(registers(), "eve", NOON) is None
    both = registers(roster=(*registers().roster, replace(registers().roster[0], officer="ada")))
    assert officer_of(both, "ada", NOON) is None
    ended = tuple(replace(one, term=Term(date(2025, 1, 1), date(2025, 8, 6))) for one in registers().delegations)
    assert officer_of(registers(delegations=ended), "ada", NOON) is None
    broken = tuple(replace(one, certificate=b"x") for one in registers().delegations)
    assert officer_of(registers(delegations=broken), "ada", NOON) is None


def test_recipient_role_cannot_be_delegated():
    given = tuple(replace(one, roles=frozenset({"recipient"})) for one in registers().delegations)
    found = officer_of(registers(delegations=given), "ada", NOON)
    assert found is not None
    assert (found.side, found.roles) == (Side.CUSTODIAN, frozenset())


@pytest.mark.parametrize("act", [Act.REGISTER, Act.ORDER])
def test_register_is_loaded_by_two_distinct_persons_only(act):
    first, second = officer("mia"), officer("leo")
    assert isinstance(rule_on_register(asked(act, by=first), second), Decision)
    for other, word in ((first, "office.two_persons"), (replace(second, key=first.key), "office.two_persons"),
                        (officer("ada"), "R28.role")):  # fmt: skip
        answer = rule_on_register(asked(act, by=first), other)
        assert isinstance(answer, Refusal)
        assert answer.code == word


def test_submission_is_refused_from_a_person_it_names():
    facts = case(CaseStage.SUBMITTED).submission
    assert isinstance(rule_on_submission(asked(Act.SUBMIT), facts, "2" * 64), Decision)
    named = replace(facts, officers=frozenset({"ada"}))
    answer = rule_on_submission(asked(Act.SUBMIT), named, "2" * 64)
    assert isinstance(answer, Refusal)
    assert answer.code == "office.asks_and_answers"


def test_options_answer_as_the_ruling_does_for_every_stage_and_officer():
    for stage in STAGES:
        for name in sorted(set(DOES.values())):
            shown = options(case(stage), officer(name, LATER), LATER, frame())
            for act, refusal in shown.items():
                ruled = code(case(stage), asked(act, name, at=LATER))
                assert refusal is None or refusal.code == ruled


def test_every_refusal_names_its_ground_and_where_it_is_written():
    for act in CASE_ACTS:
        for stage in STAGES:
            answer = rule_on(case(stage), asked(act, leaving=None), frame(standing=(), orders=(order(),)))
            if isinstance(answer, Refusal):
                assert answer.code
                assert str(answer.citation)
                assert answer.sentence.endswith((".", ";"))


def test_proposal_hash_changes_with_every_member():
    whole = parse_proposal(BODY)
    assert proposal_bytes(whole) == BODY
    changes = {
        "reference": "8" * 64, "pack": "8" * 64, "law": "8" * 64, "standing": 6, "records": 4, "size": 5,
        "root": "8" * 64, "located": "8" * 64, "recipients": whole.recipients[:1], "at": "2025-08-07T12:00:01Z",
        "fields": ("record_id",),
    }  # fmt: skip
    hashes = {proposal_hash(proposal_bytes(replace(whole, **{name: value}))) for name, value in changes.items()}
    assert len(hashes | {PROPOSAL}) == len(changes) + 1


@pytest.mark.parametrize("broken", [b"{}", b"[]", BODY.replace(b'"records"', b'"recorded"'), BODY[:-1] + b',"x":1}'])
def test_proposal_is_refused_when_it_is_not_exactly_in_its_form(broken):
    with pytest.raises(ValueError, match=r"proposal|JSON|member"):
        parse_proposal(broken)


@pytest.mark.parametrize(
    ("rule", "finders"),
    [
        ("R08", {"ada", "leo"}),
        ("R16", {"leo"}),
        ("R11", {"leo"}),
        ("R02", {"leo"}),
        ("R24", {"ada"}),
        ("R47", {"ada", "leo"}),
    ],
)
def test_finding_is_recorded_by_the_role_it_belongs_to(rule, finders):
    stage = CaseStage.LOCATED if rule in {"R24", "R47"} else CaseStage.EXAMINED
    found = {
        name for name in ("ada", "leo", "ben", "dov") if code(case(stage), asked(Act.FIND, name, rule=rule)) == "done"
    }
    assert found == finders
