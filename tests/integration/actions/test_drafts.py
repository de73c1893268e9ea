"""A request from its first line to its case: written, checked by the law, validated, signed, received by one act."""

from dataclasses import replace
from hashlib import sha256

import pytest

from factories import DIRECTOR, done, key, record, register, rostered, signer
from lockgate.actions.draft import (
    answer_part,
    begin_draft,
    choices,
    drafts_for,
    own_draft,
    take_back,
    validate,
    written,
)
from lockgate.actions.draft_check import check_draft, progress_of
from lockgate.actions.draft_declare import missing
from lockgate.actions.draft_report import report_of, rows_of
from lockgate.actions.draft_send import arrivals, declaration, offer, receive, send
from lockgate.errors import UsageError
from lockgate.procedure.drafts import DraftStage
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import officer_of
from lockgate.seal.signatures import sign_detached
from lockgate.store.cases import viewed
from lockgate.store.drafts import drafts_of, folder_of
from lockgate.store.models.log import EntryRow
from lockgate.store.registers import current_registers

PEOPLE = "given_name family_name date_of_birth tin address_line1 city state zip tax_periods".split()
CERTIFICATION = {"requesting_person": "Hal Head", "certifying_person": "Kim", "attests": "yes"}


def by(scene, name):
    at = scene.now[0]
    return officer_of(current_registers(at), name, at)


def filled(scene, who="ida", **other):
    """The id of a draft in which one sufficient record is filled in, but for what is given."""
    said = record(1, officers="ida;jon", **other)
    person = by(scene, who)
    draft = begin_draft(scene.office, person)
    parts = {
        "authority": {"number": "ICE-2025-0077", "date": "2025-08-07"},
        "people": {name: said[name] for name in PEOPLE},
        "purpose": {n: v for n, v in said.items() if n not in {*PEOPLE, "record_id", "officers"}},
        "officers": {"officers": said["officers"]},
        "certification": CERTIFICATION,
    }
    for part, given in parts.items():
        answer_part(scene.office, draft.id, person, part, given)
    return draft.id


def checked(scene, draft):
    one = own_draft(scene.office, draft, by(scene, "ida"))
    check_draft(scene.office, one)
    return report_of(scene.office, one)


def signature(scene, draft, name="Hal Head"):
    content = declaration(scene.office, own_draft(scene.office, draft, by(scene, "ida")))
    return sign_detached(content, key(name).certificate, key(name).signer.private_key)


def test_request_by_form_becomes_a_case_by_the_one_act(scene):
    before = EntryRow.objects.count()
    draft = filled(scene)
    report = checked(scene, draft)
    assert (report.checked.sufficient, report.checked.deficient, report.about) == (1, 0, ())
    assert offer(scene.office, draft, by(scene, "ida")).stage is DraftStage.OFFERED
    assert validate(scene.office, draft, by(scene, "jon")).validated_by == "Jon"
    sent = send(scene.office, draft, by(scene, "Hal Head"), signature(scene, draft))
    assert sent.stage is DraftStage.SENT
    assert EntryRow.objects.count() == before
    (waiting,) = arrivals(scene.office, by(scene, "ada"))
    assert waiting.submission.number == "ICE-2025-0077"
    assert waiting.submission.officer_ids == {"ida", "jon"}
    received = done(receive(scene.office, draft, signer("ada")))
    facts = viewed(received.case)
    assert facts.submission.requesting_official == "Hal Head"
    assert (facts.examination.sufficient, facts.examination.returned) == (1, 0)
    assert list(drafts_of(scene.office.home).iterdir()) == []


def test_deficient_record_is_named_with_its_cure_and_not_offered_by_accident(scene):
    draft = filled(scene, address_line1="unknown")
    report = checked(scene, draft)
    found = {one.rule: one for one in rows_of(scene.office, own_draft(scene.office, draft, by(scene, "ida")), 1).shown}
    assert "R05" in found
    assert "{value}" in found["R05"].cure or found["R05"].cure
    assert report.checked.returned == 1
    refused = offer(scene.office, draft, by(scene, "ida"))
    assert isinstance(refused, Refusal)
    assert refused.code == "office.draft_deficient"
    assert isinstance(offer(scene.office, draft, by(scene, "ida"), 1), Refusal)


def test_report_is_of_what_was_checked_and_of_nothing_later(scene):
    draft = filled(scene)
    assert checked(scene, draft) is not None
    answer_part(scene.office, draft, by(scene, "ida"), "authority", {"number": "ICE-2025-0078", "date": "2025-08-07"})
    one = own_draft(scene.office, draft, by(scene, "ida"))
    assert report_of(scene.office, one) is None
    assert progress_of(scene.office, one) is None
    assert offer(scene.office, draft, by(scene, "ida")).code == "office.draft_unchecked"


def test_whoever_wrote_in_it_does_not_validate_and_what_is_offered_is_frozen(scene):
    draft = filled(scene)
    checked(scene, draft)
    offer(scene.office, draft, by(scene, "ida"))
    assert validate(scene.office, draft, by(scene, "ida")).code == "office.two_persons"
    refused = answer_part(scene.office, draft, by(scene, "jon"), "officers", {"officers": "jon"})
    assert refused.code == "office.draft_frozen"
    assert send(scene.office, draft, by(scene, "Hal Head"), b"x").code == "office.draft_stage"
    again = take_back(scene.office, draft, by(scene, "jon"))
    assert (again.stage, again.declared) == (DraftStage.WRITING, "")
    answer_part(scene.office, draft, by(scene, "jon"), "officers", {"officers": "ida"})
    checked(scene, draft)
    offer(scene.office, draft, by(scene, "ida"))
    assert validate(scene.office, draft, by(scene, "jon")).code == "office.two_persons"
    assert validate(scene.office, draft, by(scene, "Hal Head")).stage is DraftStage.VALIDATED


@pytest.mark.parametrize("name", ["Kim", "ada"])
def test_signature_of_anybody_but_the_official_in_office_sends_nothing(scene, name):
    draft = filled(scene)
    checked(scene, draft)
    offer(scene.office, draft, by(scene, "ida"))
    validate(scene.office, draft, by(scene, "jon"))
    for sent in (signature(scene, draft, name), b"no signature"):
        refused = send(scene.office, draft, by(scene, "ida"), sent)
        assert refused.code == "R01.signature"
    assert own_draft(scene.office, draft, by(scene, "ida")).stage is DraftStage.VALIDATED
    assert arrivals(scene.office, by(scene, "ada")) == ()


def test_nobody_of_another_agency_or_of_the_custodian_sees_a_draft(scene):
    draft = filled(scene)
    other = replace(by(scene, "ida"), agency="Another Agency")
    for person in (other, by(scene, "ada"), by(scene, "mia")):
        assert drafts_for(scene.office, person) == ()
        with pytest.raises(UsageError, match="There is no draft"):
            own_draft(scene.office, draft, person)
    for odd in ("../keys", "0" * 32, ""):
        with pytest.raises(UsageError, match="There is no draft"):
            own_draft(scene.office, odd, by(scene, "ida"))


def test_draft_that_nobody_changes_is_erased_after_thirty_days(scene):
    draft = filled(scene)
    scene.pass_time(days=30)
    assert len(drafts_for(scene.office, by(scene, "ida"))) == 1
    scene.pass_time(minutes=1)
    assert drafts_for(scene.office, by(scene, "ida")) == ()
    with pytest.raises(UsageError):
        folder_of(scene.office.home, draft)


def test_file_with_the_agency_s_own_columns_is_checked_by_the_mapping_that_was_confirmed(scene):
    person = by(scene, "ida")
    draft = begin_draft(scene.office, person).id
    rows = [record(1), record(2, address_line1=""), record(3)]
    header = [f"X_{term}" if term in {"tin", "reason"} else term for term in rows[0]]
    lines = [header, *[list(one.values()) for one in rows]]
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
    (folder_of(scene.office.home, draft) / "records.csv").write_text(text, encoding="utf-8")
    columns = dict(zip(rows[0], header, strict=True))
    written(scene.office, draft, person, lambda one: replace(one, file="records.csv", columns=columns))
    answer_part(scene.office, draft, person, "authority", {"number": "ICE-2025-0079", "date": "2025-08-07"})
    assert missing(own_draft(scene.office, draft, person), choices(scene.office, person.agency)) == ("certification",)
    answer_part(scene.office, draft, person, "certification", CERTIFICATION)
    report = checked(scene, draft)
    assert (report.checked.sufficient, report.checked.returned) == (2, 1)
    assert [one.row for one in rows_of(scene.office, own_draft(scene.office, draft, person), 1, "R05").shown] == [2]
    assert offer(scene.office, draft, person).code == "office.draft_deficient"
    assert offer(scene.office, draft, person, 1).accepted == 1


def test_declaration_that_is_not_the_one_offered_is_not_signed(scene):
    draft = filled(scene)
    checked(scene, draft)
    offered = offer(scene.office, draft, by(scene, "ida"))
    file = folder_of(scene.office.home, draft) / "submission" / "submission.toml"
    assert offered.declared == sha256(file.read_bytes()).hexdigest()
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(UsageError, match="not the one that was offered"):
        declaration(scene.office, offered)


def test_official_of_the_draft_is_one_who_may_ask_today(scene):
    draft = filled(scene)
    scene.load("officeholders", register("officeholders"))
    person = by(scene, "ida")
    assert missing(own_draft(scene.office, draft, person), choices(scene.office, person.agency)) == ("certification",)
    assert DIRECTOR not in {one.office for one in choices(scene.office, person.agency).requesting}
    scene.load("roster", register("roster", rostered("ida")))
    assert set(choices(scene.office, person.agency).officers) == {"ida"}
