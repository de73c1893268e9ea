"""The agency's authorities count once two officers loaded them; a file laid anywhere counts nowhere."""

from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection

from factories import START, Scene, done, signer
from gateway_parts import desk, released, use_form
from lockgate.actions.authorities import load_authorities, read_authorities
from lockgate.actions.authorize import authorize
from lockgate.actions.office import Result
from lockgate.errors import IntegrityError, UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.store.authorities import authorities_at, bundle
from lockgate.store.fsck import check_record_of_work
from lockgate.store.host import Verdict
from lockgate.store.host_office import office_seen
from lockgate.store.models.acts import ActRow
from lockgate.store.models.authorities import AuthoritiesRow
from lockgate.store.standing import standing_version
from unit.seal.authorities_seal import BEGIN, issuing, revocations, root

ROOT, ISSUING = root(), issuing()
LISTS = (revocations("root"), revocations("issuing"))


def content(*lists: bytes) -> bytes:
    return bundle([("root.crt", ROOT), ("issuing.crt", ISSUING), *(("a.crl", one) for one in lists or LISTS)])


def load(scene: Scene, data: bytes, first: str = "mia", second: str = "leo") -> Result:
    return load_authorities(scene.office, data, (signer(first), signer(second)))


def code(result: Result) -> str:
    assert isinstance(result, Refusal), result
    return result.code


def seen(scene: Scene) -> tuple[Verdict, str]:
    (one,) = (one for one in office_seen(scene.office.home, scene.now[0]) if one.what == "authorities")
    return one.verdict, one.how


def test_two_officers_load_the_authorities_and_the_entry_names_each_by_its_hash(scene):
    before = standing_version()
    told = done(load(scene, content())).told
    assert (told["certificates"], told["lists"]) == (2, 2)
    assert standing_version() == before
    acts = ActRow.objects.filter(act="authorities")
    assert [act.officer for act in acts.order_by("id")] == ["mia", "leo"]
    for one in (ROOT, ISSUING, *LISTS):
        assert all(sha256(one).hexdigest().encode() in bytes(act.content) for act in acts)
    assert set(authorities_at(scene.now[0]).anchors) == {ROOT, ISSUING}
    assert set(authorities_at(scene.now[0]).lists) == set(LISTS)
    assert authorities_at(START - timedelta(days=1)).anchors == ()
    assert seen(scene)[0] is Verdict.GOOD
    check_record_of_work()


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [("mia", "mia", "office.two_persons"), ("mia", "dov", "R28.role"), ("ada", "leo", "R28.role")],
)
def test_one_officer_or_another_role_loads_none(scene, first, second, refused):
    assert code(load(scene, content(), first, second)) == refused
    assert not AuthoritiesRow.objects.exists()


def test_self_signed_certificate_stands_no_more_once_authorities_are_loaded(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted()
    done(load(scene, content()))
    assert code(authorize(scene.office, scene.case, signer("dov"), scene.proposal)).startswith("R31.")
    done(load(scene, b""))
    done(authorize(scene.office, scene.case, signer("dov"), scene.proposal))
    assert AuthoritiesRow.objects.count() == 2
    check_record_of_work()


def test_package_handed_over_before_is_not_opened_under_authorities_that_do_not_know_its_officer(scene, monkeypatch):
    use_form(monkeypatch, scene.folder, "gated")
    ida = desk(released(scene))
    done(load(scene, content()))
    assert ida.fetch().code == 1
    done(load(scene, b""))
    assert ida.fetch().code == 0
    assert ida.open().code == 0


def test_file_somebody_lays_into_the_home_counts_nowhere_and_doctor_says_so(scene):
    folder = scene.office.home.root / "authorities"
    folder.mkdir()
    (folder / "root.crt").write_bytes(ROOT)
    assert authorities_at(scene.now[0]).anchors == ()
    assert seen(scene) == (
        Verdict.WRONG, "1 files in HOME/authorities are read by nobody; two officers load authorities",
    )  # fmt: skip
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()


def test_list_older_than_the_loaded_one_is_refused_and_a_newer_one_taken(scene):
    done(load(scene, content()))
    newer = revocations("issuing", 3, begin=BEGIN + timedelta(days=100))
    done(load(scene, content(LISTS[0], newer)))
    assert code(load(scene, content())) == "R31.older_list"
    assert newer in authorities_at(scene.now[0]).lists
    scene.pass_time(days=365)
    assert seen(scene)[0] is Verdict.WRONG


def test_whatever_an_agency_sends_is_read_from_a_folder_or_a_file_in_pem_or_der(tmp_path):
    def pem(data: bytes) -> bytes:
        return x509.load_der_x509_certificate(data).public_bytes(Encoding.PEM)

    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "both.pem").write_bytes(b"subject=Synthetic\n" + pem(ROOT) + pem(ISSUING) + pem(ROOT))
    (folder / "one.crl").write_bytes(LISTS[0])
    (folder / "two.crl").write_bytes(x509.load_der_x509_crl(LISTS[1]).public_bytes(Encoding.PEM))
    assert read_authorities(folder) == content()
    (tmp_path / "all.pem").write_bytes(content())
    assert read_authorities(tmp_path / "all.pem") == content()
    (folder / "notes.txt").write_text("Dear colleague")
    with pytest.raises(UsageError, match=r"notes\.txt holds no certificates"):
        read_authorities(folder)
    (folder / "notes.txt").write_bytes(b"-----BEGIN EC PRIVATE KEY-----\n" + pem(ROOT))
    with pytest.raises(UsageError, match=r"notes\.txt"):
        read_authorities(folder)
    with pytest.raises(UsageError, match="cannot be read"):
        read_authorities(tmp_path / "nothing")


def test_kept_authorities_that_were_changed_are_not_used(scene):
    done(load(scene, content()))
    with connection.cursor() as cursor:
        cursor.execute('DROP TRIGGER "store_authoritiesrow_update"')
        cursor.execute("UPDATE store_authoritiesrow SET content = CAST(content || x'0a' AS BLOB)")
    with pytest.raises(IntegrityError, match="not those that two officers loaded"):
        authorities_at(scene.now[0])
    with pytest.raises(IntegrityError, match="not those that two officers loaded"):
        check_record_of_work()
