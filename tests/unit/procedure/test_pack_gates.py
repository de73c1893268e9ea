"""What was handed over leaves under the version of the agreement that it was examined under, or not at all."""

from dataclasses import replace

import pytest

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.rulings import rule_on
from procedure_parts import LAW, PACK, asked, case, frame


@pytest.mark.parametrize("act", [Act.FETCH, Act.OPENING])
def test_package_is_given_under_the_pack_it_was_examined_under_alone(act):
    facts = case(CaseStage.HANDED_OVER)

    def code(found, pack=PACK) -> str:
        ruling = rule_on(found, asked(act), replace(frame(), agreement=pack))
        return ruling.code if isinstance(ruling, Refusal) else ""

    assert code(facts) == ""
    assert code(facts, replace(PACK, pack_hash="0" * 64)) == "office.other_agreement"
    assert code(facts, replace(PACK, loadable=False)) == "office.other_agreement"
    assert code(replace(facts, examination=None)) == "office.other_agreement"
    # The law and the registers are asked for by gates of their own.
    other = replace(facts.examination, law="0" * 64)
    assert (facts.examination.law, code(replace(facts, examination=other))) == (LAW, "")
