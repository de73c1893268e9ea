"""What an act reads does not grow with the other recipients of its case: counted in statements and readings."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import done, signer
from lockgate.actions import certificates, packing
from lockgate.actions.authorize import authorize
from lockgate.actions.confirm import confirm
from lockgate.actions.seal import seal


def _counted(monkeypatch, module, name):
    asked, function = [], getattr(module, name)

    def counting(*given):
        asked.append(given)
        return function(*given)

    monkeypatch.setattr(module, name, counting)
    return asked


def _reading(captured, *words):
    return [one["sql"] for one in captured if all(word in one["sql"] for word in words)]


def test_a_second_officer_s_confirming_asks_no_more_than_the_first_one_s(scene):
    scene.submitted()
    counts = []
    for officer in ("ida", "jon"):
        with CaptureQueriesContext(connection) as captured:
            done(confirm(scene.office, scene.case, signer(officer), ["M-001", "M-002"]))
        counts.append(len(captured))
    assert counts[1] <= counts[0]


def test_the_custodian_s_acts_are_found_by_their_words_past_those_of_officers(scene):
    scene.submitted().confirmed()
    with CaptureQueriesContext(connection) as captured:
        assert [done_.act for done_ in scene.facts.acts] == ["submit", "examine"]
    (reading,) = _reading(captured, 'FROM "store_actrow"', '"certificate"')
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {reading}")
        plan = " ".join(str(row[3]) for row in cursor.fetchall())
    assert "acts_of_a_case_by_word (case_id=? AND act=?)" in plan
    assert "confirm" in {act for act, _ in scene.acts}


def test_sealing_reads_keys_proposal_and_entry_once_however_many_packages(scene, monkeypatch):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized()
    keys = [
        _counted(monkeypatch, packing, name) for name in ("load_release_signer", "load_log_signer", "load_gateway_key")
    ]
    with CaptureQueriesContext(connection) as captured:
        done(seal(scene.office, scene.case, signer("dov"), scene.proposal))
    assert len(scene.facts.packages) == 2
    assert [len(asked) for asked in keys] == [1, 1, 1]
    assert len(_reading(captured, 'FROM "store_proposalrow"', '"store_proposalrow"."hash" =')) == 1
    assert _reading(captured, 'FROM "store_entryrow"', 'WHERE "store_entryrow"."id" =') == []


def test_authorities_are_read_for_all_recipients_together(scene, monkeypatch):
    scene.submitted().confirmed().relevant().located().proposed().voted()
    asked = _counted(monkeypatch, certificates, "authorities_at")
    done(authorize(scene.office, scene.case, signer("dov"), scene.proposal))
    assert len(asked) == 1
