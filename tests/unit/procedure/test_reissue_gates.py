"""Each gate of a re-issue refuses when its one thing is out of order (R56)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.reissue_gates import waiting_for
from lockgate.procedure.rulings import rule_on
from procedure_parts import LATER, NOTHING_LEAVES, asked, case, did, frame, package

ANEW = "9" * 64


def gone(**changes: object) -> CaseFacts:
    """A case whose packages were handed over, and whose first one nobody opens any more."""
    facts = case(CaseStage.HANDED_OVER)
    first = replace(facts.packages[0], **(changes or {"recalled_at": LATER}))
    return replace(facts, packages=(first, *facts.packages[1:]))


def sealed_anew(**changes: object) -> CaseFacts:
    """The same, with the package sealed anew and not handed over."""
    facts = gone()
    second = replace(package("ida", id="b" * 64, sealed_entry=ANEW, replaces=facts.packages[0].id), **changes)
    reissued = replace(did(Act.REISSUE, "dov"), entry=ANEW)
    return replace(facts, packages=(*facts.packages, second), acts=(*facts.acts, reissued))


def code(facts: CaseFacts, act: Act = Act.REISSUE, **changes: object) -> str:
    answer = rule_on(facts, asked(act, **{"recipient": "ida", **changes}), frame())
    return answer.code if isinstance(answer, Refusal) else "done"


@pytest.mark.parametrize("how", ["recalled_at", "purged_at"])
def test_package_is_sealed_anew_once_the_first_is_gone(how):
    assert code(gone(**{how: LATER})) == "done"


def test_package_is_not_sealed_anew_while_one_stands():
    assert code(case(CaseStage.HANDED_OVER)) == "office.package_stands"
    assert code(sealed_anew()) == "office.package_stands"
    assert code(sealed_anew(recalled_at=LATER)) == "done"


@pytest.mark.parametrize("recipient", ["", "kay", "ada"])
def test_nobody_gets_one_who_was_not_voted_on(recipient):
    assert code(gone(), recipient=recipient) == "office.substitute"


def test_registers_may_have_changed_and_law_and_pack_may_not():
    facts = gone()
    assert code(replace(facts, standing=6)) == "done"
    for change in ({"law": "x"}, {"pack": "x"}):
        assert code(replace(facts, examination=replace(facts.examination, **change))) == "office.other_law"


def test_nobody_newly_shielded_is_asked_of_the_one_package():
    withheld = replace(NOTHING_LEAVES, people_stand=False)
    assert code(gone(), leaving=withheld) == "R46.withheld"
    assert code(sealed_anew(), Act.HANDOVER, leaving=withheld) == "R46.withheld"


def test_only_what_was_sealed_anew_is_handed_over_later_and_nothing_alone_before():
    assert code(sealed_anew(), Act.HANDOVER) == "done"
    for facts in (gone(), sealed_anew(handed_over_at=LATER), sealed_anew(recalled_at=LATER), case(CaseStage.SEALED)):
        assert code(facts, Act.HANDOVER) == "office.stage"
    assert code(sealed_anew(), Act.HANDOVER, recipient="") == "office.stage"
    assert code(sealed_anew(), Act.HANDOVER, recipient="jon") == "office.stage"
    left_out = replace(gone(), packages=(*gone().packages, package("ida", id="c" * 64)))
    assert waiting_for(left_out, "ida") is None


def test_package_sealed_anew_is_handed_over_once_its_entry_is_published():
    assert code(sealed_anew(published=False), Act.HANDOVER) == "R29.unpublished"


def test_whoever_voted_seals_nothing_anew():
    facts = gone()
    voted = replace(facts, acts=(*facts.acts, did(Act.REVIEW, "dov", LATER - timedelta(hours=1))))
    assert code(voted) == "R28.separate"
