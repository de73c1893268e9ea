"""Registers and orders in the browser: one person enters, another confirms, and nothing is in force before."""

import re
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from console_parts import fields
from factories import AGENCY, GOOD_STANDING, fingerprint_list, order, register, rostered
from lockgate.store.fsck import check_record_of_work
from lockgate.store.machines import current_machines
from lockgate.store.models.acts import ActRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.pending import PendingRow
from lockgate.store.models.registers import RegisterRow
from lockgate.store.registers import FORMS, current_registers
from machine_parts import called, machine, with_machines

HELD = register("standing", {**GOOD_STANDING, "state": "held", "reason": "A finding is open."})
FORM = {
    "order": "ORDER-1", "court": "D. Example", "docket": "25-cv-1", "scope": "agreement", "agreement": "irs-ice-2025",
    "taxpayers": "", "citation": "ECF 1", "forbids": ["authorize", "release"], "day": "2025-08-07", "time": "12:00",
}  # fmt: skip


def bring(browser, kind: str, content: bytes, prints: bytes = b""):
    files = {"register": SimpleUploadedFile("any.csv", content)}
    if prints:
        files["fingerprints"] = SimpleUploadedFile("prints.txt", prints)
    return browser.post(f"/registers/{kind}", files)


def signed(browser, address: str):
    page = browser.get(address)
    assert page.status_code == 200, page.content.decode()
    sent = fields_of_signing(page)
    answer = browser.post(address, {**sent, "step": "sign"})
    assert answer.status_code == 302, answer.content.decode().partition("<main")[2][:900]
    return answer


def fields_of_signing(page) -> dict[str, str]:
    """The hidden fields of the form that signs; the last form of the page takes back."""
    text = page.content.decode()
    return fields(type("Page", (), {"content": text.rpartition("<form")[0].encode()})())


def states(console) -> list[str]:
    at = console.played.clock()
    return [one.state.value for one in current_registers(at).standing]


def test_register_is_in_force_once_the_second_person_confirmed_it(console):
    mia, leo = console.browser("mia"), console.browser("leo")
    entries = EntryRow.objects.count()
    assert bring(mia, "standing", HELD)["Location"] == "/registers/standing/entry"
    page = mia.get("/registers/standing/entry").content.decode()
    assert "<del>good</del> <ins>held</ins>" in page
    assert signed(mia, "/registers/standing/entry")["Location"] == "/registers/standing?done=entered"
    assert (states(console), EntryRow.objects.count()) == (["good"], entries)
    assert "entered by mia" in leo.get("/registers").content.decode()
    assert signed(leo, "/registers/standing/confirm")["Location"] == "/registers/standing?done=confirmed"
    assert (states(console), EntryRow.objects.count()) == (["held"], entries + 1)
    row = RegisterRow.objects.latest("id")
    assert (row.first_officer, row.second_officer, bytes(row.content)) == ("mia", "leo", HELD)
    assert not PendingRow.objects.exists()
    check_record_of_work()


def test_first_person_is_no_second_one(console):
    mia = console.browser("mia")
    bring(mia, "standing", HELD)
    signed(mia, "/registers/standing/entry")
    page = mia.get("/registers/standing/confirm")
    assert "Sign and put this version in force" not in page.content.decode()
    assert "another person confirms it" in page.content.decode()
    assert "Refused" not in page.content.decode()
    assert states(console) == ["good"]


def test_what_was_entered_days_ago_is_confirmed_and_after_a_week_is_not(console):
    mia, leo = console.browser("mia"), console.browser("leo")
    bring(mia, "standing", HELD)
    signed(mia, "/registers/standing/entry")
    for _ in range(8):
        mia.post("/rehearsal/time", {"span": "day"})
    page = leo.get("/registers/standing/confirm").content.decode()
    assert "office.over" in page
    bring(mia, "standing", HELD)
    signed(mia, "/registers/standing/entry")
    for _ in range(2):
        mia.post("/rehearsal/time", {"span": "day"})
    assert signed(leo, "/registers/standing/confirm").status_code == 302
    first, second = ActRow.objects.order_by("-id")[:2][::-1]
    assert (second.at - first.at).days == 2
    check_record_of_work()


def test_nothing_is_confirmed_over_what_came_into_force_since(console):
    mia, leo = console.browser("mia"), console.browser("leo")
    bring(mia, "standing", HELD)
    signed(mia, "/registers/standing/entry")
    sent = fields_of_signing(leo.get("/registers/standing/confirm"))
    console.scene.now[0] = console.played.clock()
    console.scene.load("standing", register("standing", GOOD_STANDING, {**GOOD_STANDING, "agency": "Another"}))
    answer = leo.post("/registers/standing/confirm", {**sent, "step": "sign"})
    assert (answer.status_code, "office.stale" in answer.content.decode()) == (409, True)
    assert states(console) == ["good", "good"]


def test_only_the_version_that_was_shown_is_confirmed(console):
    mia, leo = console.browser("mia"), console.browser("leo")
    bring(mia, "standing", HELD)
    signed(mia, "/registers/standing/entry")
    sent = fields_of_signing(leo.get("/registers/standing/confirm"))
    bring(mia, "standing", register("standing"))
    signed(mia, "/registers/standing/entry")
    answer = leo.post("/registers/standing/confirm", {**sent, "step": "sign"})
    assert (answer.status_code, "office.not_waiting" in answer.content.decode()) == (409, True)
    assert states(console) == ["good"]


def test_what_waits_is_taken_back(console):
    mia, leo = console.browser("mia"), console.browser("leo")
    bring(mia, "standing", HELD)
    signed(mia, "/registers/standing/entry")
    assert leo.post("/registers/standing/confirm", {"step": "take-back"}).status_code == 302
    assert leo.get("/registers/standing/confirm")["Location"] == "/registers/standing?done=gone"
    assert "waits no more" in leo.get("/registers/standing?done=gone").content.decode()
    bring(mia, "standing", HELD)
    assert mia.post("/registers/standing/entry", {}).status_code == 302
    assert mia.get("/registers/standing/entry")["Location"] == "/registers/standing?done=gone"
    assert not PendingRow.objects.exists()


def test_draft_is_its_own_officers_alone(console):
    bring(console.browser("mia"), "standing", HELD)
    for other, status in (("leo", 302), ("sam", 302), ("ada", 404)):
        assert console.browser(other).get("/registers/standing/entry").status_code == status


def test_new_certificate_of_the_roster_is_confirmed_by_each_from_a_list_of_their_own(console):
    mia, leo = console.browser("mia"), console.browser("leo")
    content = register("roster", *(rostered(name) for name in ("ida", "jon", "kim")))
    bring(mia, "roster", content)
    assert "R31" in mia.get("/registers/roster/entry").content.decode()
    listed = SimpleUploadedFile("mine.txt", fingerprint_list(content))
    mia.post("/registers/roster/entry", {"step": "list", "fingerprints": SimpleUploadedFile("no.txt", b"kim so")})
    assert "Not now" in mia.get("/registers/roster/entry").content.decode()
    mia.post("/registers/roster/entry", {"step": "list", "fingerprints": listed})
    assert signed(mia, "/registers/roster/entry").status_code == 302
    page = leo.get("/registers/roster/confirm").content.decode()
    assert "Sign and put" not in page
    listed = SimpleUploadedFile("mine.txt", fingerprint_list(content))
    leo.post("/registers/roster/confirm", {"step": "list", "fingerprints": listed})
    assert signed(leo, "/registers/roster/confirm").status_code == 302
    assert len(current_registers(console.played.clock()).roster) == 3
    check_record_of_work()


def test_no_list_is_asked_for_where_nothing_is_new_to_confirm(console):
    mia, leo = console.browser("mia"), console.browser("leo")
    bring(mia, "roster", register("roster", rostered("ida")))
    assert 'id="fingerprints"' not in mia.get("/registers/roster/entry").content.decode()
    signed(mia, "/registers/roster/entry")
    assert 'id="fingerprints"' not in leo.get("/registers/roster/confirm").content.decode()


def test_machines_are_brought_and_confirmed_by_fingerprint_and_no_case_is_examined_again(console):
    mia, leo = console.browser("mia"), console.browser("leo")
    content = register("machines", machine("mill-1"))
    bring(mia, "machines", content)
    assert "R31" in mia.get("/registers/machines/entry").content.decode()
    bring(mia, "machines", content, called(content))
    signed(mia, "/registers/machines/entry")
    listed = SimpleUploadedFile("mine.txt", called(content))
    leo.post("/registers/machines/confirm", {"step": "list", "fingerprints": listed})
    done = leo.get(signed(leo, "/registers/machines/confirm")["Location"]).content.decode()
    assert ("no case is examined again" in done, "mill-1" in done, machine("mill-1")["certificate"][:40] in done) == (
        True, True, False,
    )  # fmt: skip
    assert [one.person for one in current_machines(console.played.clock())] == ["Hal Head"]
    # A person's register that takes its key is refused where it is looked at, before anybody signs.
    row = rostered("ida", certificate=machine("mill-1")["certificate"])
    taken = register("roster", row, rostered("jon"))
    bring(mia, "roster", taken, fingerprint_list(taken))
    assert "office.machine" in mia.get("/registers/roster/entry").content.decode()
    check_record_of_work()


def test_certificates_and_protected_persons_are_not_shown_as_written(console):
    text = console.browser("mia").get("/registers/roster").content.decode()
    assert "SHA-256 " in text
    assert rostered("ida")["certificate"][:40] not in text
    console.scene.load("orders", register("orders", order(scope="persons", agreement="", taxpayers="T001;T002")))
    for page in ("/orders", "/registers/orders"):
        assert "T001" not in console.browser("leo").get(page).content.decode()


@pytest.mark.parametrize(("officer", "status"), [("mia", 200), ("leo", 200), ("sam", 404), ("ada", 404)])
def test_determinations_are_the_compartments_alone(console, officer, status):
    browser = console.browser(officer)
    assert browser.get("/registers/determinations").status_code == status
    assert ("determinations" in browser.get("/registers").content.decode()) == (status == 200)


def test_register_that_cannot_be_read_says_where(console):
    answer = bring(console.browser("mia"), "standing", HELD.replace(b"held", b"holding"))
    assert answer.status_code == 422
    assert "standing.csv, line 2, column state" in answer.content.decode()


def test_dry_run_counts_what_an_order_would_stop_and_it_stops_once_confirmed(proposed):
    mia, leo = proposed.browser("mia"), proposed.browser("leo")
    answer = mia.post("/orders/new", FORM)
    assert answer["Location"] == "/registers/orders/entry", answer.content.decode()
    page = mia.get("/registers/orders/entry").content.decode()
    stopped = page.partition("Would be stopped")[2].partition("</table>")[0]
    assert all(word in stopped for word in ("Draft a proposal", "Vote", "Authorize"))
    assert "Examine again" not in stopped
    assert "Could go on again" not in page
    signed(mia, "/registers/orders/entry")
    gates = proposed.browser("dov").get(f"{proposed.case}/authorize").content.decode()
    assert "R23.stay" not in gates
    assert signed(leo, "/registers/orders/confirm").status_code == 302
    assert "R23.stay" in proposed.browser("dov").get(f"{proposed.case}/authorize").content.decode()
    assert ActRow.objects.latest("id").act == "order"


def test_order_that_is_lifted_keeps_its_row_and_stops_nothing(proposed):
    proposed.scene.now[0] = proposed.played.clock()
    proposed.scene.load("orders", register("orders", order()))
    mia, leo = proposed.browser("mia"), proposed.browser("leo")
    form = {"order": "ORDER-1", "citation": "ECF 9", "day": "2025-08-07", "time": "13:00"}
    assert mia.post("/orders/lift", form)["Location"] == "/registers/orders/entry"
    assert "Could go on again" in mia.get("/registers/orders/entry").content.decode()
    signed(mia, "/registers/orders/entry")
    assert signed(leo, "/registers/orders/confirm").status_code == 302
    (kept,) = current_registers(proposed.played.clock()).orders
    assert (kept.order, kept.lifted is not None, "ECF 9" in kept.citation) == ("ORDER-1", True, True)
    assert mia.get("/orders/lift?order=ORDER-1").status_code == 404


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"forbids": []}, "choose at least one"),
        ({"agreement": "irs-ice-2O25"}, "No agreement here is called irs-ice-2O25; write one of these: irs-ice-2025"),
        ({"agreement": ""}, "Name the agreement"),
        ({"time": ""}, "Give the day and the time"),
        ({"scope": "persons"}, "ids of the persons"),
        ({"taxpayers": "T001"}, "names no persons"),
        ({"court": ""}, "it must not be empty"),
        ({"scope": "anybody"}, "write one of"),
    ],
)
def test_order_that_cannot_be_entered_says_what_to_mend_and_keeps_what_was_typed(console, other, sentence):
    answer = console.browser("leo").post("/orders/new", {**FORM, **other})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True), answer.content.decode()
    assert "25-cv-1" in answer.content.decode()


def test_orders_say_state_and_who_entered_and_confirmed(console):
    later = order(order="ORDER-2", effective="2026-01-01T00:00:00Z")
    console.scene.load("orders", register("orders", later, order()))
    text = console.browser("leo").get("/orders").content.decode()
    assert "entered by mia and confirmed by leo" in text
    assert text.index("in force") < text.index("to come")
    assert sha256(register("orders", later, order())).hexdigest() == RegisterRow.objects.latest("id").sha256
    assert AGENCY not in text


@pytest.mark.parametrize("kind", ["machines", "officeholders"])
def test_columns_of_a_register_are_written_out_whether_it_has_rows_or_none(console, kind):
    page = console.browser("leo").get(f"/registers/{kind}").content.decode().replace("<wbr>", "")
    assert f">{','.join(FORMS[kind].columns)}</code>" in page


def test_machines_page_says_of_each_whether_it_counts_now_and_why_not(console):
    console.scene.now[0] = console.played.clock()
    rows = (
        machine("mill-1"), machine("mill-2", until="2025-08-02"), machine("mill-3", since="2026-01-01"),
        machine("mill-4", person="Nobody Here"),
    )  # fmt: skip
    with_machines(console.scene, *rows)
    console.resume()
    page = console.browser("leo").get("/registers/machines").content.decode()
    said = re.findall(r'<td data-label="Does it count now\?">([^<]*)<', page)
    assert said == [
        "yes", "no: its term is over", "no: its term has not begun",
        "no: the person who answers for it holds no office or key of that agency now",
    ]  # fmt: skip
    assert "Does it count now?" not in console.browser("leo").get("/registers/roster").content.decode()


def test_front_page_names_what_another_person_entered_and_not_what_one_entered_oneself(console):
    mia, leo = console.browser("mia"), console.browser("leo")
    bring(mia, "standing", HELD)
    assert "Waits for your signature" not in leo.get("/work").content.decode()
    signed(mia, "/registers/standing/entry")
    assert 'href="/registers/standing/confirm">Standing of recipients: a version that mia' in (
        leo.get("/work").content.decode()
    )
    for other in (mia, console.browser("ada")):
        assert "Waits for your signature" not in other.get("/work").content.decode()
    signed(leo, "/registers/standing/confirm")
    assert "Waits for your signature" not in leo.get("/work").content.decode()
