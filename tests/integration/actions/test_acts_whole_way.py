"""One batch the whole way, and what stands at its end."""

from factories import done, signer

from lockgate.procedure.casefile import CaseStage


def test_whole_way_ends_handed_over_when_everything_is_in_order(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()
    facts = scene.facts
    assert facts.stage is CaseStage.HANDED_OVER
    assert {package.recipient for package in facts.packages} == {"ida", "jon"}
