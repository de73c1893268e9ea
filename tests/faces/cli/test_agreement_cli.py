"""``lockgate agreement diff``: what differs between two packs, and the code that says whether anything does."""

import json

from lockgate.site.main import main


def test_packs_that_differ_end_with_1_and_say_in_what(capsys):
    code = main(["agreement", "diff", "irs-ice-2025", "practice-2025", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert code == 1
    assert {"routes to one taxpayer", "elements of a request"} <= {one["term"] for one in told["terms"]}
    assert told["before"]["agreement"] == "irs-ice-2025"


def test_pack_against_itself_ends_with_0(capsys):
    assert main(["agreement", "diff", "irs-ice-2025", "irs-ice-2025", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["terms"] == []
