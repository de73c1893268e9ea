"""Taking a case, and its weak records in the browser: entered first, shown once, and never by an address."""

from console_parts import fields
from factories import held_address, taxpayer
from lockgate.store.models.log import EntryRow

HELD = {str(value) for value in (*taxpayer(2).values(), *held_address(2).values()) if len(str(value)) > 3}


def text(answer) -> str:
    return answer.content.decode()


def signed(browser, address: str):
    """What the act of an address answers, once what it showed is signed."""
    return browser.post(address, fields(browser.get(address)))


def test_case_is_taken_once_and_then_it_is_said_to_be_yours(located):
    ann = located.browser("ann")
    answer = signed(ann, f"{located.case}/assign")
    assert (answer.status_code, answer["Location"]) == (302, f"{located.case}?done=assign")
    assert "The case is yours" in text(ann.get(answer["Location"]))
    assert located.scene.acts[-1] == ("assign", "ann")
    again = text(ann.get(f"{located.case}/assign"))
    assert "office.taken" in again
    assert '<form method="post">' not in again


def test_weak_records_are_shown_in_the_answer_to_the_signature_and_by_no_address(located):
    ada, address = located.browser("ada"), f"{located.case}/look"
    first = ada.get(address)
    assert "date of birth" not in text(first)
    assert not EntryRow.objects.filter(act="look").exists()
    form = fields(first)
    shown = ada.post(address, form)
    assert shown.status_code == 200
    assert "<dt>Name</dt><dd>agrees</dd>" in text(shown)
    assert "<dt>Rows</dt><dd>2</dd>" in text(shown)
    assert not [value for value in HELD if value in text(shown)]
    assert EntryRow.objects.filter(act="look").count() == 1
    again = ada.post(address, form)
    assert again.status_code == 409
    assert "<dt>Name</dt>" not in text(again)
    assert EntryRow.objects.filter(act="look").count() == 1


def test_deciding_officer_who_has_not_taken_the_case_is_told_to(located):
    cyd = located.browser("cyd")
    assert "R51.assigned" in text(cyd.get(f"{located.case}/look"))
    assert signed(cyd, f"{located.case}/assign").status_code == 302
    assert "<dt>Name</dt><dd>agrees</dd>" in text(signed(cyd, f"{located.case}/look"))
