"""Security keys of the agency's people: an officer confirms by one, the requesting official signs a request by one."""

from dataclasses import replace
from hashlib import sha256

import pytest
from test_drafts import by, checked, filled

from agencykeys import HEAD, TWO, heard, loaded, officeholders, roster, with_keys
from authenticator import Authenticator
from credentialed import signed_by
from factories import START, Scene, done, key, signer
from forgeries import FORGED, Forging
from gateway_parts import desk, released, use_form
from lockgate.actions.agency import own_request
from lockgate.actions.confirm import confirm
from lockgate.actions.draft import own_draft, validate
from lockgate.actions.draft_send import declaration, offer, receive, send
from lockgate.actions.foresee import what_would_be_signed, with_signature
from lockgate.actions.keys_lost import lose_officers, officers_keys
from lockgate.actions.office import Signer, Unsigned
from lockgate.actions.opening import open_gated
from lockgate.actions.oversight import overview
from lockgate.actions.register import load_register
from lockgate.actions.withdraw import withdraw
from lockgate.actions.withdrawing import send_withdrawal, waiting, withdrawal_text
from lockgate.errors import UsageError
from lockgate.law.act_facts import Office, Signed
from lockgate.pipeline.submissions import parse_submission
from lockgate.pipeline.submissions_signature import check_signature
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.drafts import DraftStage
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import officer_of
from lockgate.procedure.security_keys import signing_officials
from lockgate.store.cases import viewed
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.acts import ActRow
from lockgate.store.models.gateway import GatewayKeyRow, OpeningRow
from lockgate.store.registers import current_registers, registers_of
from lockgate.tlog.requests import parse_request
from lockgate.tlog.signatures import Decision, decision_bytes

ORIGIN = "https://console.example.gov"
IDAS, JONS = Authenticator(ORIGIN, id=b"ida's"), Authenticator(ORIGIN, id=b"jon's")
HALS = Authenticator(ORIGIN, id=b"hal's")
DECISION = Decision("ca" * 32, "confirm", "ida", "", "2025-08-07T12:00:00Z", f"{5:032x}", "80" * 32)
SIGNED = decision_bytes(DECISION)
LATER = decision_bytes(replace(DECISION, nonce=f"{6:032x}"))
HELD = {"ida": [IDAS.document], "jon": [JONS.document]}
BOTH = registers_of({"roster": roster(HELD), "officeholders": officeholders([HALS.document])})
MATTERS = [f"M-{n:03}" for n in range(1, 20)]


def declared(scene: Scene) -> str:
    """The id of a draft that was offered and validated."""
    draft = filled(scene)
    checked(scene, draft)
    assert offer(scene.office, draft, by(scene, "ida")).stage is DraftStage.OFFERED
    assert validate(scene.office, draft, by(scene, "jon")).stage is DraftStage.VALIDATED
    return draft


def text_of(scene: Scene, draft: str) -> bytes:
    return declaration(scene.office, own_draft(scene.office, draft, by(scene, "ida")))


def confirming(scene: Scene):
    return lambda who: confirm(scene.office, scene.case, who, MATTERS)


@pytest.fixture
def keyed(scene):
    return with_keys(scene, {"ida": IDAS, "jon": JONS}, HALS)


@pytest.mark.parametrize("forgery", FORGED)
def test_forged_assertion_is_no_signature_of_an_officer(forgery):
    ida = officer_of(BOTH, "ida", START)
    assert ida.key_behind(SIGNED, IDAS.assertion(SIGNED)) == IDAS.document
    assert ida.key_behind(SIGNED, FORGED[forgery](Forging(IDAS, JONS, SIGNED, LATER))) is None


DECLARED = f"""agreement = "irs-ice-2025"
agency = "U.S. Immigration and Customs Enforcement"
number = "ICE-2025-0001"
date = 2025-08-07
provision = "26 USC 6103(i)(2)"

[requesting_official]
person = "{HEAD}"
office = "Director of U.S. Immigration and Customs Enforcement"
capacity = "head"

[records]
file = "records.csv"
sha256 = "{"ab" * 32}"
count = 1
""".encode()


@pytest.mark.parametrize("forgery", FORGED)
def test_forged_assertion_is_no_signature_under_a_request(forgery):
    said, holders = parse_submission(DECLARED), signing_officials(BOTH)
    right = check_signature(DECLARED, HALS.assertion(DECLARED), said, holders)
    assert (right.signed, right.office) == (Signed.VALID, Office.IN_OFFICE)
    other = DECLARED.replace(b"ICE-2025-0001", b"ICE-2025-0002")
    forged = FORGED[forgery](Forging(HALS, IDAS, DECLARED, other))
    assert check_signature(DECLARED, forged, said, holders).signed is not Signed.VALID
    assert check_signature(DECLARED, HALS.assertion(DECLARED), said, None).signed is Signed.INVALID


def test_officer_confirms_by_their_key_and_the_record_verifies(keyed):
    keyed.submitted()
    done(signed_by("ida", IDAS, confirming(keyed)))
    assert bytes(ActRow.objects.get(act="confirm").certificate) == IDAS.document
    assert {who for who, _ in keyed.confirmations} == {"ida"}
    check_record_of_work()


def test_assertion_confirms_once_for_one_case_and_for_its_own_officer(keyed):
    first = keyed.submitted().case
    asked = Signer("ida", Unsigned(key("ida").certificate))
    wanted = what_would_be_signed(asked, confirming(keyed))
    signed = with_signature("ida", wanted, IDAS.assertion(wanted))
    done(confirm(keyed.office, first, signed, MATTERS))
    assert isinstance(confirm(keyed.office, first, signed, MATTERS), Refusal)
    second = keyed.submitted(number="ICE-2025-0002").case
    assert isinstance(confirm(keyed.office, second, signed, MATTERS), Refusal)
    theirs = what_would_be_signed(asked, confirming(keyed))
    for forged in (JONS.assertion(theirs), IDAS.assertion(wanted), HALS.assertion(theirs)):
        refused = confirm(keyed.office, second, with_signature("ida", theirs, forged), MATTERS)
        assert (type(refused), refused.code) == (Refusal, "office.signature")
    assert keyed.confirmations == set()


def test_official_signs_a_request_by_their_key_and_it_is_examined_as_signed(keyed):
    draft = declared(keyed)
    signature = HALS.assertion(text_of(keyed, draft))
    for forged in (IDAS.assertion(text_of(keyed, draft)), HALS.assertion(text_of(keyed, draft) + b"\n")):
        assert send(keyed.office, draft, by(keyed, HEAD), forged).code == "R01.signature"
    assert send(keyed.office, draft, by(keyed, HEAD), signature).stage is DraftStage.SENT
    case = done(receive(keyed.office, draft, signer("ada"))).case
    found = viewed(case).examination
    assert (found.sufficient, found.returned) == (1, 0)
    check_record_of_work()


def gone(scene: Scene, how: str) -> None:
    if how == "lost":
        done(lose_officers(scene.office, HEAD, signer("mia"), sha256(HALS.document).hexdigest()))
    elif how == "ended":
        ended = officeholders([HALS.document], {"until": "2025-08-01"})
        done(loaded(scene, "officeholders", ended, {HEAD: [HALS.document]}))
    else:
        done(loaded(scene, "officeholders", officeholders([]), {}))


@pytest.mark.parametrize("how", ["lost", "ended", "left out"])
def test_request_that_waits_is_returned_once_its_key_counts_no_more(keyed, how):
    draft = declared(keyed)
    send(keyed.office, draft, by(keyed, HEAD), HALS.assertion(text_of(keyed, draft)))
    gone(keyed, how)
    assert by(keyed, HEAD).credentials == ()
    case = done(receive(keyed.office, draft, signer("ada"))).case
    found = viewed(case).examination
    assert (found.sufficient, found.returned) == (0, 1)


def test_withdrawal_is_signed_by_the_key_and_entered_while_the_key_counts(keyed):
    keyed.submitted()
    request = own_request(keyed.case, by(keyed, HEAD))
    said = withdrawal_text(keyed.office, request, by(keyed, HEAD), "The investigation was closed.")
    assert send_withdrawal(keyed.office, request, said, JONS.assertion(said)).code == "R01.signature"
    assert send_withdrawal(keyed.office, request, said, HALS.assertion(said)) is None
    folder = waiting(keyed.office, keyed.case, by(keyed, "ada")).folder
    gone(keyed, "lost")
    assert isinstance(withdraw(keyed.office, keyed.case, signer("ada"), folder), Refusal)
    assert keyed.facts.stage is CaseStage.EXAMINED


def test_lost_key_of_an_officer_leaves_them_their_certificate(keyed):
    keyed.submitted()
    lost = sha256(IDAS.document).hexdigest()
    assert {one.id: one.what for one in officers_keys(keyed.office, "ida")}[lost] == "a security key"
    done(lose_officers(keyed.office, "ida", signer("mia"), lost))
    assert by(keyed, "ida").credentials == ()
    with pytest.raises(UsageError, match="A key of ida was reported lost"):
        loaded(keyed, "roster", roster(HELD), HELD)
    done(confirm(keyed.office, keyed.case, signer("ida"), MATTERS))


@pytest.mark.parametrize("officer", ["ida", HEAD])
def test_lost_certificate_takes_the_standing_and_a_key_alone_gives_none(keyed, officer):
    done(lose_officers(keyed.office, officer, signer("mia"), sha256(key(officer).certificate).hexdigest()))
    assert by(keyed, officer) is None
    holders = signing_officials(current_registers(keyed.now[0]))
    found = check_signature(DECLARED, HALS.assertion(DECLARED), parse_submission(DECLARED), holders)
    in_office = officer == "ida"
    assert (found.signed is Signed.VALID, found.office is Office.IN_OFFICE) == (in_office, in_office)


@pytest.mark.parametrize("kind", ["roster", "officeholders"])
def test_new_key_is_not_loaded_unless_each_of_two_has_confirmed_it(scene, kind):
    content, held = {
        "roster": (roster(HELD), HELD),
        "officeholders": (officeholders([HALS.document]), {HEAD: [HALS.document]}),
    }[kind]
    whole, without = heard(content, held), heard(content, {})
    for lists in ((whole, without), (without, whole)):
        refused = load_register(scene.office, kind, content, TWO, lists)
        assert (type(refused), refused.code) == (Refusal, "R31.fingerprint")
    done(load_register(scene.office, kind, content, TWO, (whole, whole)))


@pytest.mark.parametrize(
    ("kind", "content", "sentence"),
    [
        ("roster", roster(HELD, {"trained_on": "2025-07-01"}), "^The rows of ida say different things; [^.]*[.]$"),
        ("officeholders", officeholders([HALS.document], {"capacity": "acting_head"}), f"^The rows of {HEAD} say"),
        ("roster", roster({"ida": [IDAS.document], "jon": [IDAS.document]}), "ida and jon have one key"),
        ("roster", roster({"ida": [b'{"format":"lockgate/credential/v1"}']}), "^The signature certificate of ida"),
        ("officeholders", officeholders([b'{"format":"lockgate/credential/v1"}']), "^The signature certificate of Hal"),
    ],
)  # fmt: skip
def test_register_that_says_two_things_or_gives_a_key_to_two_is_refused(scene, kind, content, sentence):
    with pytest.raises(UsageError, match=sentence):
        load_register(scene.office, kind, content, TWO)


def test_whoever_wrote_in_a_draft_does_not_validate_it_under_another_name(scene):
    """The official and the officer are one person, as one key of theirs shows."""
    held = {"ida": [IDAS.document]}
    done(loaded(scene, "roster", roster(held), held))
    done(loaded(scene, "officeholders", officeholders([IDAS.document]), {HEAD: [IDAS.document]}))
    draft = filled(scene)
    checked(scene, draft)
    offer(scene.office, draft, by(scene, "ida"))
    assert validate(scene.office, draft, by(scene, HEAD)).code == "office.two_persons"


def test_packages_are_bound_to_the_certificate_and_opened_with_it_alone(scene, monkeypatch, tmp_path):
    use_form(monkeypatch, tmp_path, "gated")
    released(with_keys(scene, {"ida": IDAS}, HALS))
    ida = desk(scene)
    kept = GatewayKeyRow.objects.get(package_id=ida.package)
    assert kept.signature_certificate == sha256(key("ida").certificate).hexdigest()
    assert overview(scene.office).roster.officers == 2
    assert ida.fetch().code == 0
    ida.held = {"/v1/opening"}
    ida.open()
    sent = parse_request(ida.sent[-1][1])
    forged = replace(sent, signature=IDAS.assertion(decision_bytes(sent.decision)))
    refused = open_gated(scene.office, ida.package, forged)
    assert (type(refused), refused.code) == (Refusal, "office.signature")
    assert not OpeningRow.objects.exists()
    ida.held = set()
    assert ida.open().code == 0
