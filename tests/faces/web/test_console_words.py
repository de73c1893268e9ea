"""Every role, every stage and every act on a case has a name; dates are as people write them."""

from datetime import UTC, datetime

from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.roles import RECIPIENTS_OWN, Role
from lockgate.procedure.rulings import GATES
from lockgate.web.words import ACTS, ROLES, STAGES, instant, roles_in_words


def test_every_word_has_its_name():
    assert set(ROLES) == set(Role)
    assert set(STAGES) == set(CaseStage)
    assert set(ACTS) == set(GATES) - RECIPIENTS_OWN


def test_dates_and_roles_are_as_people_write_them():
    assert instant(datetime(2025, 4, 7, 9, 5, tzinfo=UTC)) == "April 7, 2025, 09:05 UTC"
    assert roles_in_words(frozenset({Role.RELEASER, Role.COUNSEL})) == "counsel or releaser"
