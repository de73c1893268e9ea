"""Of a request that was sent: an officer confirms, reads what came back, fetches; no page tells outcomes."""

import re
import shutil

from test_console_signing import fields

from console_parts import HEAD
from factories import record
from lockgate.procedure.casefile import CaseStage
from lockgate.seal.answers import LEGEND, UNIFORM_SENTENCE
from lockgate.store.packages import is_named


def own(console, page: str = "") -> str:
    return f"/agency/requests/{console.scene.case}{page}"


def test_officer_confirms_only_the_matters_they_chose_and_only_what_was_shown(console):
    console.scene.submitted()
    console.resume()
    ida = console.browser("ida")
    assert "Confirm your part…" in ida.get(own(console)).content.decode()
    form = ida.get(own(console, "/confirm")).content.decode()
    assert re.findall(r'name="matter" value="([^"]+)"', form) == ["M-001", "M-002", "M-003"]
    assert ida.post(own(console, "/confirm"), {"matter": ["M-999"]}).status_code == 422
    shown = ida.post(own(console, "/confirm"), {"matter": ["M-001", "M-003", "M-999"]})
    assert shown.status_code == 200
    assert console.scene.confirmations == set()
    sent = fields(shown)
    changed = ida.post(own(console, "/confirm"), {**sent, "matters": "M-002"})
    assert changed.status_code == 409
    assert ida.post(own(console, "/confirm"), sent)["Location"] == f"{own(console)}?done=confirm"
    assert console.scene.confirmations == {("ida", "M-001"), ("ida", "M-003")}
    assert "M-001" not in ida.get(own(console, "/confirm")).content.decode()
    assert console.browser(HEAD).get(own(console, "/confirm")).status_code == 404


def test_what_came_back_is_told_with_cure_and_only_the_official_gets_the_notice(console):
    console.scene.submitted([record(1), record(2, address_line1="unknown"), record(3)])
    console.resume()
    ida, head = console.browser("ida"), console.browser(HEAD)
    text = ida.get(own(console, "/returned")).content.decode()
    assert set(re.findall(r'data-label="Row">([^<]+)<', text)) == {"2"}
    assert "R05" in text
    assert "unknown" not in text
    assert ida.get(own(console, "/files/notice.txt")).status_code == 404
    assert "R002" in b"".join(head.get(own(console, "/files/notice.txt"))).decode()
    assert b"record_id,outcome,grounds,row" in b"".join(ida.get(own(console, "/files/outcomes.csv")))
    for name in ("identities", "records", "located", "..", "dispositions"):
        assert head.get(own(console, f"/files/{name}")).status_code == 404


def test_officer_fetches_their_own_package_by_an_act_and_no_other(answered, tmp_path):
    ida, jon = answered.browser("ida"), answered.browser("jon")
    listed = ida.get(own(answered)).content.decode()
    (mine,) = re.findall(r"/packages/([0-9a-f]{64})", listed)
    page = ida.get(own(answered, f"/packages/{mine}"))
    text = page.content.decode()
    assert "lockgate recipient open" in text
    assert UNIFORM_SENTENCE in text
    assert LEGEND.replace("'", "&#x27;") in text
    assert jon.get(own(answered, f"/packages/{mine}")).status_code == 404
    assert answered.browser(HEAD).get(own(answered, f"/packages/{mine}")).status_code == 404
    given = ida.post(own(answered, f"/packages/{mine}"), fields(page))
    assert given.status_code == 200
    target = tmp_path / f"{mine}.package"
    target.write_bytes(b"".join(given))
    assert is_named(target, mine)
    assert answered.scene.acts[-1] == ("fetch", "ida")
    assert ida.post(own(answered, f"/packages/{mine}"), fields(page)).status_code == 409
    assert "Open your package" in ida.get("/agency").content.decode()


def test_pages_of_two_outcomes_differ_in_nothing_but_numbers_of_their_own(served, walk, answered):
    """A request whose person is in the custodian's file, and one whose person is not (R46)."""

    def nobody(console) -> None:
        strange = [record(n, family_name="Zzyzx", tin=f"9112233{n:02}") for n in (1, 2, 3)]
        console.scene.submitted(strange).confirmed().relevant().located().proposed().voted().authorized().released()

    found = {who: told(answered, who) for who in ("ida", HEAD)}
    assert answered.scene.facts.stage is CaseStage.HANDED_OVER
    other = walk("nobody", nobody)
    shutil.rmtree(answered.played.home.root.parent)
    none = served(other)
    assert none.scene.facts.stage is CaseStage.HANDED_OVER
    assert {who: told(none, who) for who in ("ida", HEAD)} == found


def told(console, who: str) -> list[str]:
    """The pages without what is drawn at random: tokens, ids, hashes; nor when a session ends, by the real time."""
    browser = console.browser(who)
    pages = [browser.get(page).content.decode() for page in ("/agency", own(console), own(console, "/returned"))]
    drawn = r'[0-9a-f]{12,}|value="[A-Za-z0-9]{64}"|session ends at [^<]*|data-session-ends="[0-9]*"'
    return [re.sub(drawn, "·", page) for page in pages]
