from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from lockgate.errors import UsageError
from lockgate.seal.recipient_certificates import Accepted, Code, Refused, Use, check_recipient_certificate
from unit.seal.authorities_seal import (
    AT,
    BEGIN,
    END,
    SERIALS,
    certificate,
    issuing,
    key_of,
    named,
    officer,
    revocations,
    root,
)
from unit.seal.people_seal import certify, new_key, pair

ANCHORS = (root(), issuing())
LISTS = (revocations("root"), revocations("issuing"))


def asked(der, anchors=ANCHORS, lists=LISTS, at=AT, use=Use.RECEIVE):
    return check_recipient_certificate(der, anchors, lists, at, use)


def bare(name):
    """An authority's certificate without any extension."""
    builder = x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(name)).serial_number(9)
    builder = builder.not_valid_before(BEGIN).not_valid_after(END).public_key(key_of(name).public_key())
    return builder.sign(key_of(name), SHA256()).public_bytes(Encoding.DER)


def code(*args, **changes):
    answer = asked(*args, **changes)
    assert isinstance(answer, Refused), answer
    assert answer.sentence.endswith(".")
    return answer.code


def test_certificate_stands_when_everything_holds():
    der = officer()
    path = tuple(sha256(one).hexdigest() for one in (der, ANCHORS[1], ANCHORS[0]))
    assert asked(der) == Accepted(path, pinned=False)


def test_certificate_stands_when_the_agency_gives_its_issuing_authority_alone():
    assert isinstance(asked(officer(), (issuing(),), (LISTS[1],)), Accepted)


def test_certificate_stands_when_a_list_is_in_pem():
    lists = (LISTS[0], revocations("issuing", encoding=Encoding.PEM))
    assert isinstance(asked(officer(), lists=lists), Accepted)


def test_signature_certificate_is_asked_for_its_own_use():
    der = officer("digital_signature")
    assert isinstance(asked(der, use=Use.SIGN), Accepted)
    assert code(der, use=Use.RECEIVE) is Code.USAGE
    assert code(officer(), use=Use.SIGN) is Code.USAGE


@pytest.mark.parametrize("der", [b"", b"none", b"\x30\x00"])
def test_certificate_is_refused_when_it_cannot_be_read(der):
    assert code(der) is Code.UNREADABLE


def test_certificate_is_refused_when_its_key_is_too_weak():
    assert code(certify(new_key("rsa1024"), "weak")) is Code.UNREADABLE


def test_certificate_is_refused_when_it_is_an_authoritys():
    der = officer("key_agreement", "key_cert_sign")
    assert code(der) is Code.AUTHORITY


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        (BEGIN - timedelta(seconds=1), Code.EARLY),
        (END + timedelta(seconds=1), Code.EXPIRED),
    ],
)
def test_certificate_is_refused_when_it_is_not_valid_at_the_instant(at, wanted):
    assert code(officer(), at=at) is wanted


def test_certificate_stands_when_the_instant_is_its_first_or_last():
    first, last = BEGIN + timedelta(days=30), BEGIN + timedelta(days=60)
    for at in (first, last):
        assert isinstance(asked(officer(begin=first, end=last), at=at), Accepted)


@pytest.mark.parametrize(
    "anchors",
    [
        (certificate("other root", "other root", ("key_cert_sign", "crl_sign")),),
        (root(),),
        (certificate("root", "root", ("key_cert_sign", "crl_sign"), signer="stranger"), issuing(signer="stranger")),
        (root(), issuing(("crl_sign",), authority=True)),
        (root(), issuing(("key_cert_sign",), authority=False)),
        (root(), issuing(end=AT - timedelta(days=1))),
        (root(length=0), issuing(), certificate("stranger", "issuing", ("key_cert_sign",))),
    ],
)
def test_certificate_is_refused_when_no_valid_path_leads_to_an_anchor(anchors):
    der = officer() if len(anchors) < 3 else certificate("officer", "stranger", ("key_agreement",))
    assert code(der, anchors) is Code.NO_PATH


def test_certificate_is_refused_when_another_key_signed_it():
    assert code(officer(signer="stranger")) is Code.NO_PATH


def test_certificate_is_refused_when_it_is_itself_among_the_anchors():
    der = pair("p256").der
    assert code(der, (der,)) is Code.NO_PATH


def test_certificate_is_refused_when_an_authority_has_a_critical_extension_nobody_knows():
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.55555.1"), b"\x05\x00")
    assert code(officer(), (root(), issuing(extra=((unknown, True),)))) is Code.NO_PATH


@pytest.mark.parametrize("lists", [(), (LISTS[0],), (LISTS[1],)])
def test_certificate_is_refused_when_a_list_is_missing(lists):
    assert code(officer(), lists=lists) is Code.LIST_MISSING


def test_certificate_is_refused_when_the_list_is_of_the_future():
    lists = (LISTS[0], revocations("issuing", begin=AT + timedelta(days=1)))
    assert code(officer(), lists=lists) is Code.LIST_MISSING


def test_certificate_is_refused_when_the_list_is_signed_by_another_or_partial():
    delta = x509.DeltaCRLIndicator(1)
    for other in (revocations("issuing", signer="stranger"), revocations("issuing", extra=((delta, True),))):
        assert code(officer(), lists=(LISTS[0], other)) is Code.LIST_WRONG


def test_certificate_is_refused_when_its_authority_may_not_sign_lists():
    assert code(officer(), (root(), issuing(("key_cert_sign",)))) is Code.LIST_WRONG


def test_certificate_is_refused_when_its_authority_says_nothing_of_signing_lists():
    """An anchor's extensions are not asked by the path; without keyUsage its lists are not believed."""
    assert code(officer(), (bare("issuing"),), (LISTS[1],)) in {Code.LIST_WRONG, Code.NO_PATH}


def test_certificate_is_refused_when_the_list_is_out_of_date():
    lists = (LISTS[0], revocations("issuing", days=30))
    assert code(officer(), lists=lists) is Code.LIST_STALE
    last = BEGIN + timedelta(days=30)
    assert isinstance(asked(officer(), lists=lists, at=last), Accepted)


def test_certificate_is_refused_when_it_or_its_authority_is_revoked():
    assert code(officer(), lists=(LISTS[0], revocations("issuing", SERIALS["officer"]))) is Code.REVOKED
    assert code(officer(), lists=(revocations("root", SERIALS["issuing"]), LISTS[1])) is Code.REVOKED
    assert isinstance(asked(officer(), lists=(LISTS[0], revocations("issuing", SERIALS["stranger"]))), Accepted)


def test_newest_list_decides_when_there_are_several():
    newer = revocations("issuing", SERIALS["officer"], begin=AT - timedelta(days=1))
    for lists in ((*LISTS, newer), (newer, *LISTS)):
        assert code(officer(), lists=lists) is Code.REVOKED


def test_list_of_another_key_does_not_hide_the_true_one_when_it_is_newer():
    forged = revocations("issuing", begin=AT - timedelta(days=1), signer="stranger")
    lists = (LISTS[0], revocations("issuing", SERIALS["officer"]), forged)
    assert code(officer(), lists=lists) is Code.REVOKED


def test_self_signed_certificate_stands_pinned_only_when_no_anchors_are_configured():
    der = pair("p384").der
    assert asked(der, ()) == Accepted((sha256(der).hexdigest(),), pinned=True)
    assert code(der) is Code.NO_PATH
    assert code(der, (), at=datetime(2046, 1, 1, tzinfo=UTC)) is Code.EXPIRED


def test_issued_certificate_is_refused_when_no_anchors_are_configured():
    assert code(officer(), ()) is Code.NO_ANCHORS


def test_configuration_is_bad_usage_when_an_anchor_or_a_list_cannot_be_read():
    with pytest.raises(UsageError, match="anchor cannot be read"):
        asked(officer(), (b"none",))
    with pytest.raises(UsageError, match="revocation list cannot be read"):
        asked(officer(), lists=(b"none",))
