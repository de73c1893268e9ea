"""One officer in another's place (R56): the agency names them, of a recipient's place, and they stand on the roster."""

from dataclasses import replace

import pytest

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage, ProposalFacts, SubstitutionFacts
from lockgate.procedure.questions import Amended
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.rulings import rule_on
from procedure_parts import BODY, LATER, PROPOSAL, PUBLISHED, asked, case, frame, key_of, package, registers

RIGHT = Amended("ida", of_this=True, signed=True, own_officer=True)
ROSTER = registers().roster


def named(officer: str, instead: str, *, authorized: bool = True) -> SubstitutionFacts:
    """A substitute who was put to the vote before, for the same answers."""
    proposal = ProposalFacts(PROPOSAL, BODY, "ada", key_of("ada"), LATER)
    return SubstitutionFacts(proposal, (), PUBLISHED if authorized else None, officer, instead)


def code(amended: Amended | None = RIGHT, recipient: str = "kay", roster=ROSTER, **changes) -> str:
    facts = case(CaseStage.HANDED_OVER, **changes)
    ruling = rule_on(facts, asked(Act.SUBSTITUTE, amended=amended, recipient=recipient), frame(roster=roster))
    return ruling.code if isinstance(ruling, Refusal) else ""


def of_kay(**changes):
    """The roster with another row of Kay's."""
    return tuple(replace(one, **changes) if one.officer == "kay" else one for one in ROSTER)


def test_amendment_is_about_this_very_submission_and_signed_by_its_agency():
    assert code() == ""
    assert code(None) == "R56.amendment"
    assert code(replace(RIGHT, of_this=False)) == "R56.amendment"
    assert code(replace(RIGHT, signed=False)) == "R56.signature"


def test_whoever_is_replaced_was_a_recipient_or_had_a_package_since():
    assert code(replace(RIGHT, instead="zed")) == code(replace(RIGHT, instead="")) == "R56.nobody_replaced"
    # A recipient without a package: their answers are covered by the same authorization.
    assert code(packages=()) == ""
    # A substitute who got a package can be replaced in turn.
    assert code(replace(RIGHT, instead="zed"), packages=(package("ida"), package("zed", certificate="0" * 64))) == ""


def test_substitute_is_no_recipient_of_the_case():
    assert code(recipient="") == "R56.recipient"
    assert code(recipient="jon", packages=()) == "R56.recipient"
    had = package("kay", certificate="0" * 64, recalled_at=LATER)
    assert code(packages=(had,)) == "R56.recipient"
    assert code(substitutions=(named("kay", "jon"),)) == "R56.recipient"
    # Named and not authorized, they may be named again in a corrected amendment.
    assert code(substitutions=(named("kay", "ida", authorized=False),)) == ""


@pytest.mark.parametrize(
    ("amended", "roster"),
    [
        (replace(RIGHT, own_officer=False), ROSTER),
        (RIGHT, tuple(one for one in ROSTER if one.officer != "kay")),
        (RIGHT, of_kay(certificate=b"")),
        (RIGHT, of_kay(agency="Another agency", employer="Another agency")),
    ],
    ids=["not the agency's own", "not on the roster", "without a certificate", "of another agency"],
)
def test_substitute_stands_on_the_roster_of_the_agency_with_a_certificate(amended, roster):
    assert code(amended, roster=roster) == "R56.roster"
