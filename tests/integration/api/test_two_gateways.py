"""Two gateways at once: on one home they open a package once between them; on a copy the second one opens nothing."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from factories import Scene, with_office
from factories import scene as make_scene
from gateway_parts import Desk, desk, released, use_form
from gateway_process import gateway_at
from lockgate.actions.gateway import OPENING
from lockgate.errors import IntegrityError
from lockgate.recipient.gateway import http_post
from lockgate.store.fsck import check_record_of_work
from lockgate.store.home import Home, attach
from lockgate.store.models.gateway import GrantRow, OpeningRow
from lockgate.store.models.log import CheckpointRow, EntryRow


@pytest.fixture
def ida(scene, tmp_path, monkeypatch) -> Desk:
    use_form(monkeypatch, tmp_path, "gated")
    return fetched(scene)


def fetched(scene: Scene) -> Desk:
    made = desk(released(scene))
    assert made.fetch().code == 0
    return made


def asked(ida: Desk) -> bytes:
    """Her signed request to open, which has not arrived anywhere."""
    ida.held.add(OPENING)
    assert ida.open().code == 1
    ((_, body),) = [one for one in ida.sent if one[0] == OPENING]
    ida.held.clear()
    return body


def opened_by_two(ida: Desk, database: str = "") -> None:
    """Two processes serve one database; the same request comes to both of them, several times at once."""
    body, home = asked(ida), ida.scene.office.home.root
    connections["default"].close()
    at = ida.scene.folder, ida.scene.now[0], database
    with gateway_at(home, *at) as one, gateway_at(home, *at) as other, ThreadPoolExecutor(4) as pool:
        heard = list(pool.map(lambda url: http_post(url)(OPENING, body), [one, other] * 3))
        assert {answer.status for answer in heard} == {200}
        assert len({json.loads(answer.body)["grant"] for answer in heard}) == 1
    assert OpeningRow.objects.count() == GrantRow.objects.count() == 1
    assert EntryRow.objects.filter(act="opening").count() == 1
    check_record_of_work()


def test_package_is_opened_once_by_two_gateways_on_one_home(ida):
    opened_by_two(ida)


def test_package_is_opened_once_by_two_gateways_on_postgresql(postgres_home, postgres_address, tmp_path, monkeypatch):
    use_form(monkeypatch, tmp_path, "gated")
    opened_by_two(fetched(make_scene(postgres_home, tmp_path / "scene", postgres_address)), postgres_address)


def copied(scene: Scene, folder) -> Scene:
    """A second instance: all of the home and its database, and the same witnesses."""
    connections["default"].close()
    shutil.copytree(scene.office.home.root, folder)
    made = with_office(scene, home=Home(folder))
    made.case = scene.case
    return made


def test_second_instance_on_a_copy_opens_nothing(ida, tmp_path):
    second = copied(ida.scene, tmp_path / "second")
    shutil.copytree(ida.folder, tmp_path / "desk-second")
    assert ida.open().code == 0
    attach(second.office.home)
    twin = Desk(second, tmp_path / "desk-second")
    heads = CheckpointRow.objects.count()
    for _ in range(2):
        # Over HTTP this is a 500 that says nothing; the operator reads it from `lockgate log publish`.
        with pytest.raises(IntegrityError, match="it is a restored or a second copy"):
            twin.post(OPENING, asked(twin) if not twin.sent else twin.sent[-1][1])
    assert not twin.answers.exists()
    assert not GrantRow.objects.exists()
    assert CheckpointRow.objects.count() == heads
    attach(ida.scene.office.home)
    assert OpeningRow.objects.count() == GrantRow.objects.count() == 1
    check_record_of_work()
