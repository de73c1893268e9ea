"""The requesting agency's rooms in a real browser; every page and state looked over by axe, at two widths."""

from browsing import Looker, chromium, served

from console_parts import HEAD
from factories import csv_bytes, record

NUMBER = "ICE-2025-0001"


def test_agency_s_people_look_at_a_request_in_the_browser(proposed):
    with served(proposed) as url, chromium() as browser:
        ida = Looker.at(browser, url).sign_in("Ida").looked_over("agency")
        ida.follow(NUMBER)
        ida.looked_over("agency-request")
        ida.follow("Confirm your part…")
        ida.looked_over("agency-confirm")
        ida.page.goto(f"/agency/requests/{proposed.scene.case}/returned")
        ida.looked_over("agency-returned")
        Looker.at(browser, url).sign_in(HEAD).looked_over("agency-official")


PEOPLE = "given_name family_name date_of_birth tin address_line1 city state zip tax_periods".split()
CHOSEN = {"matter_kind", "judicial_review", "relief_declared"}


def fill(looker: Looker, title: str, given: dict[str, str]) -> None:
    looker.follow(title)
    for name, value in given.items():
        if name in CHOSEN | {"requesting_person", "certifying_person"}:
            looker.page.select_option(f"#{name}", value)
        else:
            looker.page.fill(f"#{name}", value)
    if title == "Certification":
        looker.page.get_by_text("Yes, in these words").click()
    looker.press("Save and go back to the list")


def test_single_request_is_written_mended_validated_signed_and_received_in_the_browser(console):
    said = record(1, officers="ida", address_line1="unknown")
    with served(console) as url, chromium() as browser:
        ida = Looker.at(browser, url).sign_in("Ida")
        ida.press("New request")
        ida.looked_over("draft")
        ida.follow("Authority")
        ida.press("Save and go back to the list")
        ida.looked_over("draft-to-mend")
        ida.page.fill("#number", "ICE-2025-0077")
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
        ida.page.fill("#address_line1", "101 Oak St")
        ida.press("Save and go back to the list")
        ida.follow("Check answers")
        ida.press("Check these answers against the law")
        ida.looked_over("draft-checked")
        ida.press("Offer it for validation")
        ida.looked_over("draft-offered")
        jon = Looker.at(browser, url, scripts=False).sign_in("Jon")
        jon.follow("ICE-2025-0077")
        jon.press("I have read it and stand behind it")
        head = Looker.at(browser, url).sign_in(HEAD)
        head.follow("ICE-2025-0077")
        head.looked_over("draft-to-sign")
        head.press("Sign submission.toml and send the request")
        head.looked_over("draft-sent")
        ada = Looker.at(browser, url).sign_in("Ada")
        ada.follow("Arrived")
        ada.looked_over("arrived")
        ada.follow("ICE-2025-0077")
        ada.looked_over("arrived-one")
        ada.press("Sign, receive it and examine it")
        assert "Case ICE-2025-0077" in ada.page.inner_text("main")


def test_file_of_records_is_uploaded_mapped_and_read_row_by_row_in_the_browser(console, tmp_path):
    rows = [record(1), record(2, address_line1="unknown"), record(3, statute="x", authority="8 USC 1227")]
    file = tmp_path / "records.csv"
    told = [{**dict(list(r.items())[1:]), "CASE_ID": r["record_id"]} for r in rows]
    file.write_bytes(csv_bytes(["CASE_ID", *list(rows[0])[1:]], told))
    with served(console) as url, chromium() as browser:
        ida = Looker.at(browser, url, scripts=False).sign_in("Ida")
        ida.press("New request")
        ida.follow("Upload a file")
        ida.page.set_input_files("#records", file)
        ida.press("Upload")
        assert ida.page.input_value("#column-0") in {"", "record_id"}
        ida.page.select_option("#column-0", "record_id")
        ida.press("These columns are right")
        fill(ida, "Authority", {"number": "ICE-2025-0090"})
        fill(ida, "Certification", {"requesting_person": HEAD, "certifying_person": "Kim"})
        ida.follow("Check answers")
        ida.press("Check these answers against the law")
        look = Looker.at(browser, url).sign_in("Jon")
        for page, name in (("file", "file"), ("columns", "columns"), ("check", "file-checked"), ("rows", "rows")):
            look.page.goto(ida.page.url.replace("/check", f"/{page}"))
            look.looked_over(f"draft-{name}")
        ida.follow("Every finding, row by row")
        assert "R05" in ida.page.inner_text("main")


def test_officer_confirms_and_fetches_their_package_in_the_browser(answered):
    with served(answered) as url, chromium() as browser:
        ida = Looker.at(browser, url).sign_in("Ida")
        ida.follow("Fetch your package")
        ida.page.locator("th a.usa-link").first.click()
        ida.looked_over("agency-package")
        with ida.page.expect_download() as given:
            ida.press("Sign, and fetch my package")
        assert given.value.suggested_filename.endswith(".package")
