"""Counsel's rooms in a real browser: an order entered by one person and confirmed by another, looked over by axe."""

from browsing import Looker, chromium, served

from factories import GOOD_STANDING, order, register
from lockgate.store.registers import current_registers


def test_order_is_entered_and_confirmed_in_the_browser(proposed, tmp_path):
    proposed.scene.now[0] = proposed.played.clock()
    proposed.scene.load("orders", register("orders", order(order="EARLIER", lifted="2025-08-03T00:00:00Z")))
    with served(proposed) as url, chromium() as browser:
        leo = Looker.at(browser, url).sign_in("Leo")
        enter(leo)
        mia = Looker.at(browser, url).sign_in("Mia")
        mia.follow("Orders")
        mia.follow("Compare and confirm…")
        assert "Would be stopped" in mia.page.inner_text("main")
        mia.looked_over("order-to-confirm")
        mia.press("Sign and put this version in force")
        mia.follow("Orders")
        mia.looked_over("orders")
        lift(mia)
        registers(leo, tmp_path)
        packs(leo)
        leo.page.goto(proposed.case)
        assert "order as a tagged PDF" in leo.page.inner_text("main")
        leo.looked_over("case-with-letters")
    assert [one.order for one in current_registers(proposed.played.clock()).orders] == ["EARLIER", "TRO-7"]


def enter(leo: Looker) -> None:
    leo.follow("Orders")
    leo.follow("Enter an order…")
    leo.looked_over("order-new")
    for label, value in (
        ("Name of the order", "TRO-7"), ("Court", "D. Example"), ("Docket", "25-cv-7"),
        ("Where it is written", "ECF 7"), ("Day", "2025-08-07"), ("Time, UTC", "12:30"),
    ):  # fmt: skip
        leo.page.get_by_label(label, exact=True).fill(value)
    leo.press("Show what it would stop")
    leo.looked_over("order-new-to-mend")
    leo.page.get_by_text("Seal and hand over").click()
    leo.page.get_by_text("Propose, vote, authorize").click()
    leo.press("Show what it would stop")
    leo.looked_over("order-to-enter")
    leo.press("Sign and enter this version")
    leo.looked_over("register-waits")


def lift(mia: Looker) -> None:
    mia.follow("Lift TRO-7…")
    mia.looked_over("order-lift")
    mia.page.get_by_label("What lifts it").fill("ECF 8")
    mia.page.get_by_label("Day").fill("2025-08-09")
    mia.page.get_by_label("Time, UTC").fill("09:00")
    mia.press("Show what could go on again")
    mia.looked_over("order-to-lift")
    mia.press("Discard it")


def registers(leo: Looker, folder) -> None:
    leo.follow("Registers")
    leo.looked_over("registers")
    leo.follow("Roster")
    leo.looked_over("register-roster")
    leo.page.goto("/registers/standing")
    brought = folder / "standing.csv"
    brought.write_bytes(register("standing", {**GOOD_STANDING, "state": "held", "reason": "A finding is open."}))
    leo.page.get_by_label("The whole register as a CSV file").set_input_files(brought)
    leo.press("Compare with the version in force")
    leo.looked_over("register-to-enter")


def packs(leo: Looker) -> None:
    leo.follow("Agreement packs")
    leo.looked_over("packs")
    leo.follow("practice-2025")
    leo.looked_over("pack-refused")
    leo.page.goto("/packs/irs-ice-2025?public=2025-05-01")
    leo.looked_over("pack-as-the-public-read-it")
    leo.follow("Compare with practice-2025")
    leo.looked_over("packs-compared")
