"""Whose copy a file is that turned up elsewhere: by its mark, its bytes, the name it gives itself; or nobody's."""

from pathlib import Path

import pytest

from factories import Scene, done, signer
from gateway_parts import desk, released, use_form
from lockgate.actions.recall import recall
from lockgate.actions.reissue import Again, reissue
from lockgate.actions.trace import By, Traced, trace
from lockgate.errors import UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.seal.answers import HEADER, parse_answers
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.acts import ActRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.marks import MarkRow
from lockgate.store.packages import read_sealed
from lockgate.tlog.entries import parse_entry


@pytest.fixture(autouse=True)
def _gated(monkeypatch, tmp_path):
    use_form(monkeypatch, tmp_path, "gated")


def opened(scene: Scene, name: str = "ida") -> bytes:
    """What an officer has on their disk after opening."""
    mine = desk(scene, name)
    assert mine.fetch().code == 0
    assert mine.open().code == 0
    return mine.answers.read_bytes()


def traced(scene: Scene, data: bytes, who: str = "sam") -> Traced:
    file = scene.folder / "leaked"
    file.write_bytes(data)
    found = trace(scene.office, file, signer(who))
    assert isinstance(found, Traced), found
    return found


def told(found: Traced) -> list[tuple[str, By]]:
    return [(one.copy.recipient, one.by) for one in found.copies]


def package(scene: Scene, name: str = "ida") -> str:
    return [one.id for one in scene.facts.packages if one.recipient == name][-1]


def test_leaked_answers_are_traced_to_their_copy_and_the_asking_is_entered(scene):
    answers = opened(released(scene))
    found = traced(scene, answers)
    assert told(found) == [("ida", By.MARK)]
    (copy,) = (one.copy for one in found.copies)
    assert (copy.package, copy.case, copy.number) == (package(scene), scene.case, "ICE-2025-0001")
    assert copy.handed_over_at == scene.now[0]
    row = EntryRow.objects.get(act="trace")
    assert (row.leaf, parse_entry(bytes(row.body)).case) == (found.done.entry, "")
    assert ActRow.objects.get(act="trace").officer == "sam"
    check_record_of_work()


def altered(answers: bytes) -> dict[str, bytes]:
    header, first, *rest = answers.decode().splitlines()
    return {
        "one line of it": first.encode(),
        "without its header and first line": "\n".join(rest).encode(),
        "every address changed": answers.replace(b"Oak", b"Elm").replace(b"77002", b"10001"),
        "as a spreadsheet's text": f"{header}\r\n{first}".replace(",", "\t").encode("utf-16"),
        "in capitals": answers.upper(),
    }


def test_answers_that_somebody_altered_are_traced_to_the_same_copy(scene):
    answers = opened(released(scene))
    for what, data in altered(answers).items():
        assert told(traced(scene, data)) == [("ida", By.MARK)], what


def test_retyped_and_foreign_files_name_nobody_and_the_asking_is_entered_all_the_same(scene):
    answers = opened(released(scene))
    retyped = "\n".join(",".join((one.record_id, one.answer, *one.address)) for one in parse_answers(answers))
    foreign = f"{','.join(HEADER)},mark\nr-1,none,,,,,,,mark-{'0' * 20}\n"
    for data, marks in ((retyped, 0), (foreign, 1), ("a letter", 0), ("", 0)):
        found = traced(scene, data.encode())
        assert (told(found), found.foreign, found.done.told["copies"]) == ([], marks, 0)
    assert EntryRow.objects.filter(act="trace").count() == 4


def test_two_copies_joined_name_both_officers(scene):
    both = opened(released(scene)) + opened(scene, "jon")
    assert sorted(told(traced(scene, both))) == [("ida", By.MARK), ("jon", By.MARK)]


def test_package_itself_is_told_by_its_bytes_and_a_changed_one_only_by_its_name(scene):
    data = read_sealed(released(scene).office.home, package(scene))
    assert told(traced(scene, data)) == [("ida", By.BYTES)]
    assert told(traced(scene, data[:-1])) == [("ida", By.NAME)]


def test_direct_package_is_told_by_its_bytes_and_a_changed_one_only_by_its_name(scene, monkeypatch):
    use_form(monkeypatch, scene.folder, "direct")
    data = read_sealed(released(scene).office.home, package(scene))
    assert told(traced(scene, data)) == [("ida", By.BYTES)]
    changed = bytearray(data)
    changed[1000] ^= 1
    assert told(traced(scene, bytes(changed))) in ([("ida", By.NAME)], [])


def test_copy_sealed_anew_has_a_mark_of_its_own(scene):
    first = opened(released(scene))
    lost = package(scene)
    done(recall(scene.office, lost, signer("mia"), "Lost."))
    (scene.folder / "desk-ida" / "out" / "answers.csv").rename(scene.folder / "first.csv")
    (scene.folder / "desk-ida" / "out" / "opened.package").unlink()
    done(reissue(scene.office, scene.case, signer("dov"), Again("ida", "Lost.")))
    second = opened(scene)
    assert [one.copy.package for one in traced(scene, first).copies] == [lost]
    assert [one.copy.package for one in traced(scene, second).copies] == [package(scene)] != [lost]
    assert MarkRow.objects.count() == len(scene.facts.packages)


@pytest.mark.parametrize(("who", "code"), [("ada", "R28.role"), ("dov", "R28.role"), ("ida", "R28.role")])
def test_officer_who_may_not_be_told_is_refused_and_only_the_refusal_is_entered(scene, who, code):
    file = scene.folder / "leaked"
    file.write_bytes(opened(released(scene)))
    refused = trace(scene.office, file, signer(who))
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert not EntryRow.objects.filter(act="trace").exists()
    assert EntryRow.objects.filter(act="refuse").exists()


def test_file_that_is_not_there_is_a_mistake_of_usage(scene):
    with pytest.raises(UsageError, match="cannot be read"):
        trace(scene.office, Path("nowhere"), signer("sam"))
