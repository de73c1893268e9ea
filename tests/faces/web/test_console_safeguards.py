"""The safeguards officer's room: standing, hops, log and refusals in numbers, and nothing about anybody asked about."""

from browsing import Looker, chromium, served

from factories import GOOD_STANDING, ROLES, delegation, done, register, rostered, signer
from lockgate.actions.authorize import authorize
from lockgate.actions.dispose import dispose


def test_room_tells_standing_hops_log_and_refusals_in_numbers(proposed):
    scene = proposed.scene
    scene.now[0] = proposed.played.clock()
    for name in ("ben", "cyd"):
        dispose(scene.office, scene.case, signer(name))
    proposed.resume()
    text = proposed.browser("sam").get("/safeguards").content.decode()
    assert "<dt>Sealed, not handed over</dt><dd>0</dd>" in text
    assert "Every act on a package has the row of its hop" in text
    assert "<dt>locate</dt><dd>1</dd>" in text
    refused = text.partition("Refused acts of the last 30 days")[2]
    assert "</h2>" in refused
    assert ": 2</h2>" in refused
    assert "not told" in refused
    for word in ("R001", "RUIZ", "Oak St", "ICE-2025-0001"):
        assert word not in text


def test_package_that_nobody_fetched_and_officers_out_of_training_are_counted(proposed):
    scene = proposed.scene
    scene.now[0] = proposed.played.clock()
    scene.voted()
    done(authorize(scene.office, scene.case, signer("dov"), scene.proposal))
    scene.pass_time(days=1)
    scene.released()
    scene.load(
        "roster", register("roster", rostered("ida"), rostered("jon", trained_on="2024-01-01", cleared_until=""))
    )
    held = {**GOOD_STANDING, "state": "held", "reason": "A finding is open."}
    scene.load("standing", register("standing", held))
    proposed.resume()
    text = proposed.browser("sam").get("/safeguards").content.decode()
    assert "<dt>Handed over, not fetched</dt><dd>2</dd>" in text
    assert "<dt>Training over or unknown</dt><dd>1</dd>" in text
    assert "<dt>Clearance over or unknown</dt><dd>1</dd>" in text
    assert "<strong>held</strong>" in text
    with served(proposed) as url, chromium() as browser:
        sam = Looker.at(browser, url).sign_in("Sam")
        sam.follow("Safeguards")
        sam.looked_over("safeguards")


def test_inspector_sees_counts_and_proofs_and_no_case(proposed):
    changed = {**ROLES, "sam": "oversight"}
    rows = register("delegations", *(delegation(name, roles) for name, roles in changed.items()))
    proposed.scene.now[0] = proposed.played.clock()
    proposed.scene.load("delegations", rows)
    sam = proposed.browser("sam")
    assert "Entries published" in sam.get("/safeguards").content.decode()
    assert "Proved." in sam.get("/packs/irs-ice-2025").content.decode()
    assert "No hold waits for you." in sam.get("/work").content.decode()
    for path in ("/registers", "/registers/standing", "/orders", proposed.case, f"{proposed.case}/letters/order.pdf"):
        assert sam.get(path).status_code == 404, path
