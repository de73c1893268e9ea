"""R46: the public log of a batch of one that was answered with an address is like that of one that was not."""

import shutil

import pytest

from factories import AGENTS, CLEAR, ROLES, done, order, record, register, signer
from factories import scene as make_scene
from lockgate.actions.authorize import authorize
from lockgate.actions.publish import publish
from lockgate.actions.recall import recall
from lockgate.procedure.refusals import Refusal
from lockgate.store.home import Home, attach
from lockgate.store.models.log import IndexRow
from lockgate.store.models.releases import DisclosureRow, PackageRow
from lockgate.tlog.entries import parse_entry
from lockgate.verify.logs import verify_log

UNKNOWN, PROTECTED, BARRED = 15, 3, 5
SIGNATURES = 16
"""Bytes by which ECDSA signatures in DER differ in length from each other by chance."""


def office(folder, template, copy):
    home = Home(folder)
    for place in home.folders():
        place.mkdir(mode=0o700, parents=True)
    copy(template, home.database)
    attach(home)
    return home


def walk(scene, number):
    """A batch of one the whole way; every role does the same whatever the answer is."""
    done(scene.load("orders", register("orders", order(scope="persons", taxpayers=f"T{PROTECTED:03}"))))
    barred = {**CLEAR, "taxpayer": f"T{BARRED:03}", "determination": "bar"}
    done(scene.load("determinations", register("determinations", CLEAR, barred)))
    scene.submitted([record(number)]).confirmed(f"M-{number:03}").relevant(1).located()
    scene.proposed()
    refused_to_everybody(scene)
    scene.voted().authorized().released()
    refused_to_everybody(scene)
    publish(scene.office)


def refused_to_everybody(scene):
    """What the rules refuse, and to whom, is alike too, whatever the answer is."""
    for name in sorted(ROLES) + list(AGENTS):
        assert isinstance(authorize(scene.office, scene.case, signer(name), "0" * 64), Refusal)
        for package in scene.facts.packages:
            assert isinstance(recall(scene.office, package.id, signer("ada"), "Told wrongly."), Refusal)


def outsider_sees(home):
    """Of each entry what anybody can read of it: act, size in bytes, how many details, how many records."""
    verify_log(home.log)
    seen = []
    for body in IndexRow.objects.order_by("index").values_list("entry__body", flat=True):
        entry = parse_entry(bytes(body))
        seen.append((entry.act, len(bytes(body)), entry.detail.size, entry.records and entry.records.size))
    return seen


def package_sizes():
    return sorted(PackageRow.objects.values_list("officer", "size"))


@pytest.fixture
def walked(home, tmp_path):
    scene = make_scene(home, tmp_path / "granted")
    walk(scene, 1)
    return scene


@pytest.mark.parametrize("number", [UNKNOWN, PROTECTED, BARRED])
def test_public_log_is_alike_when_the_one_record_is_answered_and_when_it_is_not(
    walked, number, tmp_path, sqlite_template
):
    granted = outsider_sees(walked.office.home)
    files = sorted(str(path.relative_to(walked.office.home.log)) for path in walked.office.home.log.rglob("*"))
    sizes, disclosed = package_sizes(), DisclosureRow.objects.count()
    other = make_scene(office(tmp_path / "other", sqlite_template, shutil.copyfile), tmp_path / "denied")
    walk(other, number)
    assert outsider_sees(other.office.home) == granted
    assert sorted(str(path.relative_to(other.office.home.log)) for path in other.office.home.log.rglob("*")) == files
    assert [act for act, *_ in granted].count("dispose") == 1
    assert [act for act, *_ in granted].count("refuse") > len(ROLES)
    assert [officer for officer, _ in package_sizes()] == [officer for officer, _ in sizes]
    assert all(abs(one - other) <= SIGNATURES for (_, one), (_, other) in zip(package_sizes(), sizes, strict=True))
    assert (disclosed > 0, DisclosureRow.objects.count()) == (True, 0)
