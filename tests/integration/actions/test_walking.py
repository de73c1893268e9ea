"""What the cast walked before is copied only where it would come out the same, and a copied office is whole."""

from factories import order, register
from lockgate.store import crashpoints
from lockgate.store.fsck import check_record_of_work
from lockgate.verify.logs import verify_log


def test_copied_office_is_whole_and_its_way_is_known(scene, walks):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()
    assert scene.walking.way in walks.kept
    assert walks.kept[scene.walking.way].case == scene.case
    assert check_record_of_work().entries
    verify_log(scene.office.home.log)


def test_cast_walks_by_itself_where_anything_was_entered_before(scene):
    scene.load("orders", register("orders", order(agreement="another")))
    assert scene.submitted().walking is None


def test_cast_walks_by_itself_where_a_file_was_touched(scene):
    scene.submitted()
    (scene.office.home.root / "note").write_text("by hand")
    assert scene.confirmed().walking is None


def test_cast_walks_by_itself_where_something_is_patched(scene, monkeypatch):
    passed = []
    monkeypatch.setattr(crashpoints, "hook", passed.append)
    assert scene.submitted().walking is None
    assert "act.before_commit" in passed


def test_cast_walks_by_itself_where_a_block_patches(scene, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(crashpoints, "hook", lambda _point: None)
        assert scene.submitted().walking is None
