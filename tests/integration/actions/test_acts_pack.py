"""A pack in force: by two persons, one of them counsel; what leaves satisfies the pack that governs when it leaves."""

import io
import zipfile
from datetime import timedelta
from hashlib import sha256
from threading import Event, Thread

import pytest
from django.db import connection, connections

from factories import START, Scene, done, record, signer, write_submission
from factories import scene as make_scene
from gateway_parts import desk, released, use_form
from lockgate.actions import examine as examining
from lockgate.actions import pending
from lockgate.actions.authorize import authorize
from lockgate.actions.examine import examine
from lockgate.actions.fetch import fetch
from lockgate.actions.office import Result
from lockgate.actions.pack import brought_pack, ending_pack, put_in_force, waits_under
from lockgate.actions.pending import confirm_second, enter_first, waiting
from lockgate.actions.publish import publish
from lockgate.actions.seal import seal
from lockgate.actions.submit import submit
from lockgate.errors import IntegrityError, UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.store import crashpoints
from lockgate.store.agreements import files_of, read_agreement
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.loaded import LoadedRow
from lockgate.store.models.log import EntryRow
from lockgate.store.pack_files import TERMS, Files, brought_files
from lockgate.store.packs import governed, governing, versions_of
from lockgate.store.standing import standing_version
from lockgate.tlog.entries import parse_entry
from lockgate.verify.logs import verify_log

NAME = "irs-ice-2025"
SHIPPED = read_agreement(NAME)


def changed(old: str, new: str, base: Files | None = None) -> Files:
    """The shipped pack with other words in its terms."""
    files = dict(base if base is not None else files_of(NAME))
    text = files[TERMS].decode()
    assert old in text, old
    return {**files, TERMS: text.replace(old, new).encode()}


PERIODS = changed("periods_max = 3", "periods_max = 2")


def put(scene: Scene, files: Files, since=None, by: tuple[str, str] = ("mia", "leo")) -> Result:
    return put_in_force(scene.office, brought_pack(scene.office, files, since), (signer(by[0]), signer(by[1])))


def end(scene: Scene, since=None) -> Result:
    return put_in_force(scene.office, ending_pack(scene.office, NAME, since), (signer("leo"), signer("mia")))


def code(result: Result) -> str:
    assert isinstance(result, Refusal), result
    return result.code


def test_pack_put_in_force_governs_from_then_on_and_is_kept_and_entered(scene):
    version = standing_version()
    told = done(put(scene, PERIODS)).told
    now = scene.now[0]
    in_force = governing(NAME, now)
    assert in_force.limits.periods_max == 2
    assert in_force.pack_hash == told["pack"] != SHIPPED.pack_hash
    assert governing(NAME, START - timedelta(days=1)).pack_hash == SHIPPED.pack_hash
    assert standing_version() == version + 1
    entry = EntryRow.objects.latest("id")
    assert (entry.act, parse_entry(bytes(entry.body)).pack) == ("pack", in_force.pack_hash)
    (kept,) = versions_of(NAME)
    assert (kept.officers, kept.agreement) == (("mia", "leo"), in_force)
    check_record_of_work()
    publish(scene.office)
    verify_log(scene.office.home.log)


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ("leo", "leo", "office.two_persons"),
        ("leo", "dov", "R28.role"),
        ("sam", "leo", "R28.role"),
        ("mia", "mia", "R28.counsel"),
    ],
)
def test_pack_is_put_in_force_by_two_persons_one_of_them_counsel(scene, first, second, refused):
    assert code(put(scene, PERIODS, by=(first, second))) == refused
    assert not LoadedRow.objects.exists()
    assert governing(NAME, scene.now[0]).pack_hash == SHIPPED.pack_hash


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('["name", "address_set_forth", "address_agrees"]', '["name", "tin_agrees"]', "would release a record without"),
        ("loadable = true", "loadable = false", "loadable"),
        ("effective = 2025-04-07", "effective = 2026-04-07", "does not govern"),
        ('name = "irs-ice-2025"', 'name = "../irs"', "no name of an agreement"),
        ("periods_max = 3", "periods_max = 0", "periods_max"),
        ('file = "clauses/purpose.md"', 'file = "clauses/nothing.md"', "does not exist"),
    ],
)
def test_pack_that_cannot_be_proved_or_read_is_put_in_force_by_nobody(scene, old, new, why):
    with pytest.raises(UsageError, match=why):
        put(scene, changed(old, new))
    assert not LoadedRow.objects.exists()


def test_open_case_is_examined_again_under_the_pack_in_force_before_anything_leaves(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted()
    done(put(scene, PERIODS))
    assert code(authorize(scene.office, scene.case, signer("dov"), scene.proposal)) == "office.examine_again"
    done(examine(scene.office, scene.case, signer("ada")))
    assert scene.facts.examination.pack == governing(NAME, scene.now[0]).pack_hash
    assert isinstance(authorize(scene.office, scene.case, signer("dov"), scene.proposal), Refusal)
    scene.proposed().voted().authorized().released()
    check_record_of_work()


def test_pack_that_begins_between_authorization_and_seal_stops_the_seal(scene):
    scene.submitted().confirmed().relevant().located()
    begins = scene.now[0] + timedelta(hours=5)
    done(put(scene, PERIODS, begins))
    # The standing rose by it: examined again, and still under the pack that governs today.
    done(examine(scene.office, scene.case, signer("ada")))
    assert scene.facts.examination.pack == SHIPPED.pack_hash
    scene.proposed().voted().authorized()
    scene.now[0] = begins + timedelta(hours=60)
    assert code(seal(scene.office, scene.case, signer("dov"), scene.proposal)) == "office.examine_again"
    assert not scene.facts.packages


@pytest.mark.parametrize("form", ["direct", "gated"])
def test_package_handed_over_under_another_pack_is_not_given_out(scene, monkeypatch, form):
    use_form(monkeypatch, scene.folder, form)
    ida = desk(released(scene))
    assert ida.fetch().code == 0
    done(put(scene, changed("periods_max = 3", "periods_max = 2", files_of(NAME))))
    package = next(one.id for one in scene.facts.packages if one.recipient == "jon")
    assert code(fetch(scene.office, package, signer("jon"), scene.folder)) == "office.other_agreement"
    assert ida.fetch().code == 1


def test_gated_package_that_was_fetched_is_not_opened_under_another_pack(scene, monkeypatch):
    use_form(monkeypatch, scene.folder, "gated")
    ida = desk(released(scene))
    assert ida.fetch().code == 0
    before = governing(NAME, scene.now[0])
    done(put(scene, changed("periods_max = 3", "periods_max = 2", files_of(NAME))))
    assert ida.open().code == 1
    # Counsel puts the former one in force again: what was voted on under it can be opened.
    done(put(scene, files_of(NAME)))
    assert governing(NAME, scene.now[0]).pack_hash == before.pack_hash
    assert ida.open().code == 0
    check_record_of_work()


def test_ended_agreement_takes_nothing_in_and_gives_nothing_out(scene, monkeypatch):
    use_form(monkeypatch, scene.folder, "gated")
    ida = desk(released(scene))
    assert ida.fetch().code == 0
    done(end(scene))
    assert ida.open().code == 1
    folder = write_submission(scene.folder / "late", [record(1)], "ICE-2025-0009")
    with pytest.raises(UsageError):
        submit(scene.office, folder, signer("ada"))
    with pytest.raises(UsageError, match="nothing to end"):
        ending_pack(scene.office, NAME, None)
    check_record_of_work()
    done(put(scene, files_of(NAME)))
    assert ida.open().code == 0


def test_ended_agreement_stops_an_open_case(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted()
    done(end(scene))
    for refused in (authorize(scene.office, scene.case, signer("dov"), scene.proposal),
                    examine(scene.office, scene.case, signer("ada"))):  # fmt: skip
        assert code(refused) == "office.agreement"


def test_later_beginning_waits_and_the_one_put_last_takes_its_place(scene):
    begins = scene.now[0] + timedelta(days=10)
    done(put(scene, PERIODS, begins))
    assert governing(NAME, begins - timedelta(seconds=1)).pack_hash == SHIPPED.pack_hash
    assert governing(NAME, begins).limits.periods_max == 2
    done(put(scene, changed("periods_max = 3", "periods_max = 1"), begins))
    assert governing(NAME, begins).limits.periods_max == 1
    content = brought_pack(scene.office, PERIODS, scene.now[0] + timedelta(minutes=1))
    scene.pass_time(hours=1)
    assert code(put_in_force(scene.office, content, (signer("mia"), signer("leo")))) == "office.begun"
    check_record_of_work()


def test_two_persons_at_two_times_and_nothing_in_between(scene):
    content = brought_pack(scene.office, PERIODS, None)
    kind = waits_under(NAME)
    enter_first(scene.office, kind, content, signer("leo"))
    assert governing(NAME, scene.now[0]).pack_hash == SHIPPED.pack_hash
    (waits,) = waiting(scene.office, [kind])
    digest = given_digest(waits.pending.content)
    assert code(confirm_second(scene.office, kind, digest, signer("leo"))) == "office.two_persons"
    assert code(confirm_second(scene.office, kind, "0" * 64, signer("leo"))) == "office.not_waiting"
    scene.pass_time(days=1)
    done(confirm_second(scene.office, kind, digest, signer("mia")))
    assert governing(NAME, scene.now[0]).limits.periods_max == 2
    check_record_of_work()


def test_nothing_is_confirmed_over_a_pack_that_came_into_force_since(scene):
    kind = waits_under(NAME)
    content = brought_pack(scene.office, PERIODS, None)
    enter_first(scene.office, kind, content, signer("leo"))
    done(put(scene, changed("periods_max = 3", "periods_max = 1")))
    assert code(confirm_second(scene.office, kind, given_digest(content), signer("mia"))) == "office.stale"
    with pytest.raises(UsageError, match="bring it there"):
        enter_first(scene.office, waits_under("another"), content, signer("leo"))


def test_pack_entered_anew_while_the_former_is_confirmed_is_not_dropped_with_it(
    postgres_home, postgres_address, tmp_path, monkeypatch
):
    """It waits for that commit, and then to be compared with what is in force by it."""
    made = make_scene(postgres_home, tmp_path / "scene", postgres_address)
    first, again = (brought_pack(made.office, changed("periods_max = 3", f"periods_max = {n}"), None) for n in (2, 1))
    kind, loaded, keep, comes = waits_under(NAME), pending._loaded, pending.keep_pending, Event()

    def anew() -> None:
        enter_first(made.office, kind, again, signer("leo"))
        connections["default"].close()

    other = Thread(target=anew, daemon=True)

    def meanwhile(*what):
        other.start()
        assert comes.wait(30)
        other.join(0.3)
        return loaded(*what)

    enter_first(made.office, kind, first, signer("leo"))
    monkeypatch.setattr(pending, "keep_pending", lambda one: (comes.set(), keep(one)))
    monkeypatch.setattr(pending, "_loaded", meanwhile)
    done(confirm_second(made.office, kind, given_digest(first), signer("mia")))
    other.join(30)
    (waits,) = waiting(made.office, [kind])
    assert (waits.pending.content, waits.stale) == (again, True)
    assert governing(NAME, made.now[0]).limits.periods_max == 2


def given_digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def test_agreement_of_another_name_begins_with_its_first_pack(scene):
    files = changed('name = "irs-ice-2025"', 'name = "irs-oig-2025"')
    done(put(scene, files))
    assert governed(scene.now[0]) == ("irs-ice-2025", "irs-oig-2025", "practice-2025")
    with pytest.raises(UsageError, match="no agreement of this office"):
        governing("irs-oig-2025", START - timedelta(days=9))


def test_agreement_that_is_a_path_on_this_machine_is_none(scene, tmp_path):
    for path, content in files_of(NAME).items():
        target = tmp_path / "own" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.replace(b'name = "irs-ice-2025"', f'name = "{tmp_path}/own"'.encode()))
    folder = write_submission(scene.folder / "path", [record(1)], "ICE-2025-0009")
    declared = folder / "submission.toml"
    declared.write_text(declared.read_text().replace('"irs-ice-2025"', f'"{tmp_path}/own"'))
    with pytest.raises(UsageError, match="no agreement of this office"):
        submit(scene.office, folder, signer("ada"))


def test_put_in_force_is_done_whole_or_not_at_all_when_killed_at_each_point(scene, monkeypatch):
    class KilledError(BaseException):
        """The process ends here."""

    kind, content = waits_under(NAME), brought_pack(scene.office, PERIODS, None)
    enter_first(scene.office, kind, content, signer("leo"))
    for at in ("act.before_commit", "act.after_commit"):

        def hook(point: str, at: str = at) -> None:
            if point == at:
                raise KilledError

        monkeypatch.setattr(crashpoints, "hook", hook)
        with pytest.raises(KilledError):
            confirm_second(scene.office, kind, given_digest(content), signer("mia"))
        monkeypatch.undo()
        assert LoadedRow.objects.count() == EntryRow.objects.filter(act="pack").count()
        check_record_of_work()
    assert governing(NAME, scene.now[0]).limits.periods_max == 2
    assert code(confirm_second(scene.office, kind, given_digest(content), signer("mia"))) in {
        "office.stale", "office.not_waiting",
    }  # fmt: skip
    assert LoadedRow.objects.count() == 1


def test_examination_begun_under_the_former_pack_is_not_entered_under_the_next(scene, monkeypatch):
    """A pack begins by the clock: nothing is loaded at that instant, so the standing is the same before and after."""
    scene.submitted()
    done(put(scene, PERIODS, scene.now[0] + timedelta(minutes=5)))
    looked = examining.look_at

    def slow(*given):
        found = looked(*given)
        scene.pass_time(minutes=10)
        return found

    entered = EntryRow.objects.filter(act="examine").count()
    monkeypatch.setattr(examining, "look_at", slow)
    assert code(examine(scene.office, scene.case, signer("ada"))) == "office.changed"
    monkeypatch.undo()
    assert EntryRow.objects.filter(act="examine").count() == entered
    done(examine(scene.office, scene.case, signer("ada")))
    assert scene.facts.examination.pack == governing(NAME, scene.now[0]).pack_hash


def test_zip_file_is_read_strictly():
    def zipped(members: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", how) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return target.getvalue()

    files = files_of(NAME)
    assert brought_files(zipped(dict(files))) == files
    assert brought_files(zipped({f"irs/{name}": data for name, data in files.items()})) == files
    for wrong in ({}, {"../agreement.toml": b""}, {"agreement.toml": b"", "x.py": b""}, {"a/b.md": b""},
                  {"agreement.toml": b"", "../x.md": b""}, {"agreement.toml": b"a" * (5 << 20)}, {".": b""},
                  {"/": b"", ".": b"", "agreement.toml": b""}):  # fmt: skip
        with pytest.raises(UsageError):
            brought_files(zipped(wrong))
    with pytest.raises(UsageError):
        brought_files(b"PK\x03\x04 nothing")
    whole = zipped({TERMS: b"a" * 1000}, zipfile.ZIP_DEFLATED)
    begin = whole.index(TERMS.encode()) + len(TERMS)
    with pytest.raises(UsageError, match="no ZIP file"):
        brought_files(whole[:begin] + b"\xff" * 4 + whole[begin + 4 :])


@pytest.mark.parametrize("value", [b"[" * 5000, b"1" * 5000])
def test_terms_that_no_reader_can_hold_are_refused_in_a_sentence(scene, value):
    with pytest.raises(UsageError, match=TERMS):
        brought_pack(scene.office, {TERMS: b"a = " + value}, None)


def test_kept_pack_that_was_changed_is_not_used_and_fsck_says_so(scene):
    done(put(scene, changed("periods_max = 3", "periods_max = 7")))
    with connection.cursor() as cursor:
        cursor.execute('DROP TRIGGER "store_loadedrow_update"')
        cursor.execute(
            "UPDATE store_loadedrow SET content = CAST(replace(content, 'periods_max = 7', 'periods_max = 9') AS BLOB)"
        )
    with pytest.raises(IntegrityError, match="not the one that two officers put in force"):
        governing(NAME, scene.now[0])
    with pytest.raises(IntegrityError, match="not the one that two officers put in force"):
        check_record_of_work()


def test_pack_that_was_taken_out_or_begins_earlier_is_found(scene):
    done(put(scene, PERIODS))
    with connection.cursor() as cursor:
        cursor.execute('DROP TRIGGER "store_loadedrow_update"')
        cursor.execute("UPDATE store_loadedrow SET since = datetime(since, '+9 days')")
    with pytest.raises(IntegrityError, match="not the one that two officers put in force"):
        check_record_of_work()
    with connection.cursor() as cursor:
        cursor.execute('DROP TRIGGER "store_loadedrow_delete"')
        cursor.execute("DELETE FROM store_loadedrow")
    with pytest.raises(IntegrityError, match="not the same"):
        check_record_of_work()
