"""The outside party's room: counts and proofs, the stop in two steps, and nothing else of the console."""

from browsing import Looker, chromium, served

from console_parts import fields
from factories import ROLES, delegation, done, register, signer
from guarding import use_guards
from lockgate.actions.authorize import authorize
from lockgate.store.models.stops import StopRow

TERMS = '[party]\nname = "Special Master"\nofficers = ["pat"]\nwindow_hours = 72'


def test_outside_party_stops_a_release_at_the_console(console, tmp_path, monkeypatch):
    use_guards(monkeypatch, tmp_path, TERMS)
    scene = console.scene
    rows = (delegation(name, roles) for name, roles in (ROLES | {"pat": "reviewer"}).items())
    scene.load("delegations", register("delegations", *rows))
    scene.submitted().confirmed().relevant().located().proposed().voted()
    done(authorize(scene.office, scene.case, signer("dov"), scene.proposal))
    console.resume()
    pat, page = console.browser("pat"), f"/windows/{scene.proposal}"
    for address in ("/work", "/packs", "/safeguards", f"/cases/{scene.case}", f"/windows/{'0' * 64}"):
        assert pat.get(address).status_code == 404, address
    assert pat.get("/credentials").status_code == 200
    listed = pat.get("/windows").content.decode()
    assert scene.facts.reference[:12] in listed
    assert scene.case not in listed
    assert scene.facts.submission.number not in listed
    assert pat.post(page, {"reason": " "}).status_code == 422
    shown = pat.post(page, {"reason": "A petition\r\nis pending."})
    assert not StopRow.objects.exists()
    assert pat.post(page, fields(shown) | {"reason": "Another one."}).status_code == 409
    with served(console) as url, chromium() as browser:
        looker = Looker.at(browser, url).sign_in("Pat").looked_over("windows")
        looker.page.goto(page)
        looker.looked_over("window")
        looker.page.get_by_label("Reason", exact=True).fill("A petition is pending.")
        looker.press("Show what I would sign")
        looker.looked_over("window-to-sign")
        looker.press("Sign and stop this release")
        assert "The release is stopped" in looker.page.inner_text("main")
        looker.looked_over("windows-stopped")
    assert StopRow.objects.get().reason == "A petition is pending."
    assert "A petition is pending." in console.browser("dov").get(console.case).content.decode()
    assert pat.post(page, fields(shown)).status_code == 409
    assert "A petition is pending." in pat.get(page).content.decode()


def test_party_is_told_where_packages_were_handed_over_before_it_was_named(answered, tmp_path, monkeypatch):
    use_guards(monkeypatch, tmp_path, TERMS.replace("72", "720"))
    scene = answered.scene
    rows = (delegation(name, roles) for name, roles in (ROLES | {"pat": "reviewer"}).items())
    scene.load("delegations", register("delegations", *rows))
    answered.resume()
    pat, page = answered.browser("pat"), f"/windows/{scene.facts.proposal.hash}"
    shown = pat.get(page).content.decode()
    assert "Its packages were handed over before." in shown
    assert "handed over before" in pat.get("/windows").content.decode()
    step = pat.post(page, {"reason": "A petition is pending."}).content.decode()
    assert "What nobody has read yet is given out no more." in step
    assert "Nothing of it leaves" not in step
