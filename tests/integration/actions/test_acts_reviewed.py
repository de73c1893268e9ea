"""Only what was left to persons is joined anew: it comes to what joining every record comes to."""

from collections import Counter

from factories import done, record, signer
from lockgate.actions.dossier import examined, read_dossier, resolve_with, reviewed, sufficient_rows
from lockgate.actions.examine import examine
from lockgate.actions.find import Found, find
from lockgate.law.terms import Outcome
from lockgate.pipeline.resolve import Reach, Scope, waiting_for

OTHER_GROUND = {"removal_ground": "1182(a)(6)"}


def test_counts_and_rows_are_those_of_every_record_joined(scene):
    rows = [record(place, **OTHER_GROUND) for place in (1, 2, 3)]
    scene.submitted([*rows, record(4), record(5, address_line1="Unknown", address="")])
    scope = Scope(Reach.ROWS, rows=frozenset({1, 2}))
    found = Found("R16.other_ground", met=True, reason="The order names a 1227(a) class.", scope=scope)
    done(find(scene.office, scene.case, signer("leo"), [found]))
    done(examine(scene.office, scene.case, signer("ada")))
    dossier = read_dossier(scene.office.home, scene.case, scene.office.clock())
    table = examined(dossier)
    every = list(resolve_with(dossier, table))
    counts = Counter(one.outcome for one in every)
    assert counts == {Outcome.SUFFICIENT: 3, Outcome.REVIEW: 1, Outcome.RETURNED: 1}
    told = dossier.facts.examination
    assert (told.sufficient, told.review, told.returned) == (3, 1, 1)
    assert sufficient_rows(dossier, table) == [one.row for one in every if one.outcome is Outcome.SUFFICIENT]
    left = list(reviewed(dossier, table))
    assert left == [one for one in every if one.row in {1, 2, 3}]
    assert waiting_for(left) == waiting_for(every) == {"R16.other_ground": 1}
