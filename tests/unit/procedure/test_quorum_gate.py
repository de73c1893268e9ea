"""R29.quorum: nothing leaves under a log whose policy asks for fewer witnesses than the agreement wants."""

from dataclasses import replace

import pytest

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.rulings import rule_on
from procedure_parts import PACK, asked, case, frame

LEAVING = {
    Act.AUTHORIZE: CaseStage.PROPOSED,
    Act.SEAL: CaseStage.AUTHORIZED,
    Act.HANDOVER: CaseStage.SEALED,
    Act.FETCH: CaseStage.HANDED_OVER,
    Act.OPENING: CaseStage.HANDED_OVER,
}


def ruled(act: Act, witnesses: int, wanted: int = PACK.quorum) -> str:
    under = replace(frame(), witnesses=witnesses, agreement=replace(PACK, quorum=wanted))
    ruling = rule_on(case(LEAVING[act]), asked(act), under)
    return ruling.code if isinstance(ruling, Refusal) else ""


@pytest.mark.parametrize("act", LEAVING)
def test_nothing_leaves_when_the_policy_asks_for_fewer_witnesses(act):
    assert PACK.quorum == 2
    assert [ruled(act, witnesses) == "R29.quorum" for witnesses in (0, 1, 2, 3)] == [True, True, False, False]


@pytest.mark.parametrize("act", LEAVING)
def test_gate_stops_nothing_when_the_agreement_wants_no_witness(act):
    assert ruled(act, 0, wanted=0) != "R29.quorum"


def test_nobody_counted_is_no_witness_when_a_frame_is_made():
    made = frame()
    bare = type(made)(made.agreement, made.law, made.registers)
    assert bare.witnesses == 0
