"""Counsel changes the pack at the console: brought, shown with its proof and effect, confirmed by a second person."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from console_parts import fields
from lockgate.store.agreements import files_of
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.loaded import LoadedRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.pending import PendingRow
from lockgate.store.packs import governing

NAME = "irs-ice-2025"


def zipped(old: str = "periods_max = 3", new: str = "periods_max = 2") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, content in files_of(NAME).items():
            archive.writestr(f"irs/{path}", content.replace(old.encode(), new.encode()))
    return target.getvalue()


def bring(browser, content: bytes, day: str = "", time: str = ""):
    return browser.post("/bring-pack", {"pack": SimpleUploadedFile("p.zip", content), "day": day, "time": time})


def signed(browser, address: str):
    page = browser.get(address)
    assert page.status_code == 200, page.content.decode()
    first = type("Page", (), {"content": page.content.decode().rpartition("<form")[0].encode()})()
    return browser.post(address, {**fields(first), "step": "sign"})


def periods(console) -> int:
    return governing(NAME, console.played.clock()).limits.periods_max


def test_counsel_changes_the_pack_and_a_second_person_confirms_it(proposed):
    leo, mia = proposed.browser("leo"), proposed.browser("mia")
    entries = EntryRow.objects.count()
    assert bring(leo, zipped())["Location"] == f"/packs/{NAME}/entry"
    page = leo.get(f"/packs/{NAME}/entry").content.decode()
    assert all(words in page for words in ("Proved.", "Periods of one record", "1 case is examined again"))
    assert '<th scope="col">In force</th><th scope="col">Brought</th>' in page
    assert mia.get(f"/packs/{NAME}/entry")["Location"] == "/packs?done=gone"
    assert signed(leo, f"/packs/{NAME}/entry")["Location"] == "/packs?done=entered"
    assert (periods(proposed), EntryRow.objects.count()) == (3, entries)
    assert "entered by leo" in mia.get("/packs").content.decode()
    assert "Waiting" not in proposed.browser("ada").get("/packs").content.decode()
    assert signed(mia, f"/packs/{NAME}/confirm")["Location"] == "/packs?done=confirmed"
    assert (periods(proposed), EntryRow.objects.count()) == (2, entries + 1)
    assert not PendingRow.objects.exists()
    shown = leo.get(f"/packs/{NAME}").content.decode()
    assert "by leo and mia" in shown
    compared = leo.get(f"/packs/{NAME}/against/shipped").content.decode()
    assert "Periods of one record" in compared
    kept = LoadedRow.objects.get().sha256
    assert leo.get(f"/packs/{NAME}/against/{kept}").content.decode().count("None.") == 2
    gates = proposed.browser("dov").get(f"{proposed.case}/authorize").content.decode()
    assert "office.examine_again" in gates
    check_record_of_work()


def test_pack_that_cannot_be_proved_is_not_kept_and_says_why(console):
    leo = console.browser("leo")
    answer = bring(leo, zipped('"address_agrees"]', '"tin_agrees"]'))
    assert (answer.status_code, "would release a record without address_agrees" in answer.content.decode()) == (
        422,
        True,
    )
    assert bring(leo, b"PK no").status_code == 422
    assert bring(leo, zipped(), day="2025-08-09").status_code == 422
    assert leo.post("/bring-pack", {}).status_code == 422
    assert not PendingRow.objects.exists()


def test_agreement_is_ended_by_two_persons_and_what_waits_is_taken_back(console):
    leo, mia = console.browser("leo"), console.browser("mia")
    assert leo.post(f"/packs/{NAME}/end")["Location"] == f"/packs/{NAME}/entry"
    assert "the end of the agreement" in leo.get(f"/packs/{NAME}/entry").content.decode()
    signed(leo, f"/packs/{NAME}/entry")
    assert mia.post(f"/packs/{NAME}/confirm", {"step": "take-back"}).status_code == 302
    assert mia.get(f"/packs/{NAME}/confirm")["Location"] == "/packs?done=gone"
    assert "waits no more" in mia.get("/packs?done=gone").content.decode()
    leo.post(f"/packs/{NAME}/end")
    signed(leo, f"/packs/{NAME}/entry")
    own = leo.get(f"/packs/{NAME}/confirm").content.decode()
    assert "another person confirms it: counsel or disclosure manager" in own
    assert "Refused" not in own
    assert "(the agreement ends)" in mia.get("/work").content.decode()
    page = mia.get(f"/packs/{NAME}/confirm").content.decode()
    assert "You confirm the end of this agreement" in page
    assert "examined again" not in page
    assert signed(mia, f"/packs/{NAME}/confirm")["Location"] == "/packs?done=ended"
    assert "No act relies on it today." in leo.get(f"/packs/{NAME}").content.decode()
    assert leo.post(f"/packs/{NAME}/end").status_code == 404
    check_record_of_work()


def test_step_that_is_behind_says_so_and_does_nothing_again(console):
    leo, mia = console.browser("leo"), console.browser("mia")
    bring(leo, zipped())
    page = leo.get(f"/packs/{NAME}/entry")
    sent = {**fields(type("Page", (), {"content": page.content.rpartition(b"<form")[0]})()), "step": "sign"}
    assert leo.post(f"/packs/{NAME}/entry", sent)["Location"] == "/packs?done=entered"
    assert leo.post(f"/packs/{NAME}/entry", sent)["Location"] == "/packs?done=gone"
    assert PendingRow.objects.count() == 1
    bring(mia, zipped("periods_max = 3", "periods_max = 1"))
    assert "Another version waits already" in mia.get(f"/packs/{NAME}/entry").content.decode()
    signed(mia, f"/packs/{NAME}/confirm")
    assert mia.post(f"/packs/{NAME}/confirm", sent)["Location"] == "/packs?done=gone"
    assert (LoadedRow.objects.count(), periods(console)) == (1, 2)
