"""The requesting agency's rooms in a real browser; every page and state looked over by axe, at two widths."""

import shlex
from concurrent.futures import ThreadPoolExecutor

from browsing import Keyboard, Looker, chromium, served
from django.db import connections

from console_parts import HEAD
from factories import csv_bytes, record
from lockgate.actions import printing
from lockgate.recipient.main import main as recipient

NUMBER = "ICE-2025-0001"


def test_agency_s_people_look_at_a_request_in_the_browser(proposed):
    with served(proposed) as url, chromium() as browser:
        ida = Looker.at(browser, url).sign_in("Ida").looked_over("agency")
        ida.follow(NUMBER)
        ida.looked_over("agency-request")
        ida.page.goto(f"/agency/requests/{proposed.scene.case}/confirm")
        ida.looked_over("agency-confirm")
        ida.page.goto(f"/agency/requests/{proposed.scene.case}/returned")
        ida.looked_over("agency-returned")
        Looker.at(browser, url).sign_in(HEAD).looked_over("agency-official")


def printed(office) -> bool:
    done = printing.print_one(office)
    connections["default"].close()
    return done


def test_official_waits_for_a_long_letter(examined, monkeypatch):
    monkeypatch.setattr(printing, "AT_ONCE", 0)
    with served(examined) as url, chromium() as browser:
        head = Looker.at(browser, url).sign_in(HEAD)
        head.page.goto(f"/agency/requests/{examined.scene.case}/letters/deficiency.pdf")
        head.looked_over("agency-letter-waits")
        with ThreadPoolExecutor(1) as pool:  # The browser's thread does not let the database be asked.
            assert pool.submit(printed, examined.office).result()
        head.page.get_by_role("link", name="Download the PDF").wait_for()
        head.looked_over("agency-letter-made")


PEOPLE = "given_name family_name date_of_birth tin address_line1 city state zip tax_periods".split()


def fill(looker: Looker, title: str, given: dict[str, str]) -> None:
    looker.follow(title)
    for name, value in given.items():
        looker.fill(name, value)
    if title == "Certification":
        looker.choose("Yes, in these words")
    looker.press("Save and go back to the list")


def test_journey_new_single_request_by_keyboard(console):
    """Written, mended, validated with scripts off, signed, received."""
    said = record(1, officers="ida", address_line1="unknown")
    with served(console) as url, chromium() as browser:
        ida = Keyboard.at(browser, url).sign_in("Ida")
        ida.press("New request")
        ida.looked_over("draft")
        ida.follow("Authority")
        ida.press("Save and go back to the list")
        ida.looked_over("draft-to-mend")
        ida.fill("number", "ICE-2025-0077")
        ida.press("Save and go back to the list")
        fill(ida, "Person asked about", {name: said[name] for name in PEOPLE})
        rest = {n: v for n, v in said.items() if n not in {*PEOPLE, "record_id", "officers"} and v}
        fill(ida, "Crime and purpose", rest)
        fill(ida, "Officers engaged", {"officers": "ida"})
        fill(ida, "Certification", {"requesting_person": HEAD, "certifying_person": "Kim"})
        ida.looked_over("draft-filled-in")
        ida.follow("Check answers")
        ida.press("Check these answers against the law")
        ida.looked_over("draft-deficient")
        ida.follow("Change: Person asked about")
        ida.looked_over("draft-part")
        ida.fill("address_line1", "101 Oak St")
        ida.press("Save and go back to the list")
        ida.follow("Check answers")
        ida.press("Check these answers against the law")
        ida.looked_over("draft-checked")
        ida.press("Offer it for validation")
        ida.looked_over("draft-offered")
        jon = Keyboard.at(browser, url, scripts=False).sign_in("Jon")
        jon.follow("ICE-2025-0077")
        jon.press("I have read it and stand behind it")
        head = Keyboard.at(browser, url).sign_in(HEAD)
        head.follow("ICE-2025-0077")
        head.looked_over("draft-to-sign")
        head.press("Sign submission.toml and send the request")
        head.looked_over("draft-sent")
        ada = Keyboard.at(browser, url).sign_in("Ada")
        ada.follow("Arrived")
        ada.looked_over("arrived")
        ada.follow("ICE-2025-0077")
        ada.looked_over("arrived-one")
        ada.press("Sign, receive it and examine it")
        assert "Case ICE-2025-0077" in ada.page.inner_text("main")


def test_journey_bulk_with_deficiencies_by_keyboard_with_scripts_off(console, tmp_path):
    """Uploaded, mapped, read row by row, offered with its two deficient records going along."""
    rows = [record(1), record(2, address_line1="unknown"), record(3, statute="x", authority="8 USC 1227")]
    file = tmp_path / "records.csv"
    told = [{**dict(list(r.items())[1:]), "CASE_ID": r["record_id"]} for r in rows]
    file.write_bytes(csv_bytes(["CASE_ID", *list(rows[0])[1:]], told))
    with served(console) as url, chromium() as browser:
        ida = Keyboard.at(browser, url, scripts=False).sign_in("Ida")
        ida.press("New request")
        ida.follow("Upload a file")
        ida.bring("records", file)
        ida.press("Upload")
        ida.fill("column-0", "record_id")
        ida.press("These columns are right")
        fill(ida, "Authority", {"number": "ICE-2025-0090"})
        fill(ida, "Certification", {"requesting_person": HEAD, "certifying_person": "Kim"})
        ida.follow("Check answers")
        ida.press("Check these answers against the law")
        look = Looker.at(browser, url).sign_in("Jon")
        for page, name in (("file", "file"), ("columns", "columns"), ("check", "file-checked"), ("rows", "rows")):
            look.page.goto(ida.page.url.replace("/check", f"/{page}"))
            look.looked_over(f"draft-{name}")
        checked = ida.page.url
        ida.follow("Every finding, row by row")
        assert "R05" in ida.page.inner_text("main")
        ida.page.goto(checked)
        ida.choose("I know that 2 deficient records would be returned")
        ida.press("Offer it for validation")
        assert "It is offered and frozen" in ida.page.inner_text("main")


def test_journey_recipient_fetches_and_opens_by_keyboard(answered):
    """Fetched in the browser; opened by the commands as the page prints them; the page says that it is received."""
    with served(answered) as url, chromium() as browser:
        ida = Keyboard.at(browser, url).sign_in("Ida")
        ida.follow("Fetch your package")
        ida.follow(ida.page.locator("th a.usa-link").first.inner_text())
        package = ida.page.url.rpartition("/")[2]
        ida.looked_over("agency-package")
        with ida.page.expect_download() as given:
            ida.press_to_download("Sign, and fetch my package")
        assert given.value.suggested_filename == f"{package}.package"
        printed = ida.page.locator("pre.lg-command").all_inner_texts()
        typed = [shlex.split(one.replace("\\\n", "")) for one in printed]
        assert [one[1:3] for one in typed] == [["recipient", "fetch"], ["recipient", "open"]]
        for one in typed:
            assert recipient(one[2:]) == 0, one
        ida.page.reload()
        ida.looked_over("agency-package-received")
        assert "received and acknowledged" in ida.page.inner_text("main")
    (answers,) = answered.played.home.root.parent.glob("opened/ida/*/answers.csv")
    assert "identified" in answers.read_text(encoding="utf-8")
