"""Counsel changes the pack in a real browser, and a worker makes an examination ready; each page looked over by axe."""

from concurrent.futures import ThreadPoolExecutor

from browsing import Keyboard, chromium, served
from django.db import connections
from test_console_pack_entry import zipped

from lockgate.actions.queue import work_once
from lockgate.store.packs import governing
from queue_parts import worker

NAME = "irs-ice-2025"


def worked(console) -> None:
    """In a thread of its own: the browser's own does not let the database be asked."""

    def work() -> None:
        work_once(console.office, worker(console.scene))
        connections["default"].close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def test_journey_counsel_changes_the_pack_by_keyboard(proposed, tmp_path):
    """Entered by one, put in force by a second; the case is examined again under it by a worker."""
    (tmp_path / "pack.zip").write_bytes(zipped())
    with served(proposed) as url, chromium() as browser:
        leo = Keyboard.at(browser, url).sign_in("Leo")
        leo.follow("Agreement packs")
        leo.follow("Bring another version")
        leo.looked_over("pack-new")
        leo.bring("pack", tmp_path / "pack.zip")
        leo.press("Show what it would change")
        assert "1 case is examined again" in leo.page.inner_text("main")
        leo.looked_over("pack-to-enter")
        leo.press("Sign and enter this")
        mia = Keyboard.at(browser, url).sign_in("Mia")
        mia.follow("Agreement packs")
        mia.looked_over("packs-waiting")
        mia._enter(mia.page.get_by_role("main").get_by_role("link", name=NAME).last)
        mia.looked_over("pack-to-confirm")
        mia.press("Sign and put it in force")
        mia.page.goto(f"/packs/{NAME}")
        mia.looked_over("pack-with-versions")
        ada = Keyboard.at(browser, url).sign_in("Ada")
        ada.page.goto(f"{proposed.case}/examine")
        ada.looked_over("job-ask")
        ada.press("Ask a worker to make it ready")
        ada.looked_over("job-under-way")
        worked(proposed)
        ada.page.reload()
        ada.looked_over("job-to-sign")
        ada.press("Examine again")
        worked(proposed)
        ada.page.goto("/jobs")
        ada.looked_over("jobs")
    in_force = governing(NAME, proposed.played.clock())
    assert in_force.limits.periods_max == 2
    assert proposed.scene.facts.examination.pack == in_force.pack_hash
