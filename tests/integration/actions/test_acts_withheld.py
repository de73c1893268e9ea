"""After the hand-over an order or a determination shields somebody: every package is withheld, whatever it holds (R46).

A refusal that came only where an address had been granted would tell the recipient that one had.
"""

import pytest

from factories import CLEAR, Scene, done, order, record, register, signer
from gateway_parts import desk, use_form
from lockgate.actions.examine import examine
from lockgate.actions.fetch import fetch
from lockgate.actions.office import Result
from lockgate.actions.recall import recall
from lockgate.procedure.casefile import CaseStage, PackageFacts
from lockgate.procedure.refusals import Refusal
from lockgate.seal.answers import Word
from opened_packages import answers_in

UNKNOWN = 15


def released(scene: Scene) -> Scene:
    """Ida's package holds an address, Jon's only the uniform answer."""
    rows = [record(1, officers="ida"), record(UNKNOWN, officers="jon")]
    scene.submitted(rows).confirmed().relevant().located().proposed().voted().authorized().released()
    assert {name: told(scene, name) for name in ("ida", "jon")} == {"ida": [Word.IDENTIFIED], "jon": [Word.NONE]}
    return scene


def package(scene: Scene, name: str) -> PackageFacts:
    return [one for one in scene.facts.packages if one.recipient == name][-1]


def told(scene: Scene, name: str) -> list[Word]:
    return [one.answer for one in answers_in(scene.office.home, package(scene, name).id, name)]


def fetched(scene: Scene, name: str, folder) -> Result:
    (out := folder / f"{name}{len(list(folder.iterdir()))}").mkdir()
    return fetch(scene.office, package(scene, name).id, signer(name), out)


def protect(number: int):
    return "orders", register("orders", order(scope="persons", taxpayers=f"T{number:03}"))


def bar(number: int):
    barred = {**CLEAR, "taxpayer": f"T{number:03}", "determination": "bar"}
    return "determinations", register("determinations", CLEAR, barred)


LATER = {
    "the person granted is protected": protect(1),
    "somebody else is protected": protect(9),
    "the person granted is barred": bar(1),
    "somebody else is barred": bar(9),
    "nobody is determined": ("determinations", register("determinations")),
}


@pytest.mark.parametrize("later", LATER)
def test_every_package_is_withheld_with_the_same_words_whatever_it_holds(scene, tmp_path, later):
    released(scene)
    done(scene.load(*LATER[later]))
    answers = {fetched(scene, name, tmp_path) for name in ("ida", "jon")}
    (refused,) = answers
    assert isinstance(refused, Refusal)
    assert refused.code == "R46.withheld"


def test_every_package_is_withheld_alike_when_the_determinations_grow_old(scene, tmp_path):
    released(scene)
    scene.pass_time(days=400)
    codes = set()
    for name in ("ida", "jon"):
        refused = fetched(scene, name, tmp_path)
        assert isinstance(refused, Refusal)
        codes.add((refused.code, refused.sentence))
    assert len(codes) == 1


@pytest.mark.parametrize(
    "later",
    [
        ("orders", register("orders", order(scope="persons", taxpayers="T001", lifted="2025-08-02T00:00:00Z"))),
        ("orders", register("orders", order(agreement="another"))),
        ("determinations", register("determinations", {**CLEAR, "by": "leo"})),
    ],
)
def test_packages_are_given_when_a_register_shields_nobody_anew(scene, tmp_path, later):
    released(scene)
    done(scene.load(*later))
    for name in ("ida", "jon"):
        done(fetched(scene, name, tmp_path))


def test_packages_are_given_again_when_the_order_ends(scene, tmp_path):
    released(scene)
    done(scene.load(*protect(1)))
    assert isinstance(fetched(scene, "jon", tmp_path), Refusal)
    done(scene.load("orders", register("orders")))
    for name in ("ida", "jon"):
        done(fetched(scene, name, tmp_path))


def test_case_is_answered_anew_when_all_its_packages_were_recalled_unfetched(scene, tmp_path):
    released(scene)
    done(scene.load(*protect(1)))
    recalled = {name: package(scene, name).id for name in ("ida", "jon")}
    done(recall(scene.office, recalled["ida"], signer("leo"), "A later order."))
    refused = examine(scene.office, scene.case, signer("ada"))
    assert isinstance(refused, Refusal)
    done(recall(scene.office, recalled["jon"], signer("leo"), "A later order."))
    done(examine(scene.office, scene.case, signer("ada")))
    scene.proposed().voted().authorized().released()
    assert scene.facts.stage is CaseStage.HANDED_OVER
    for name in ("ida", "jon"):
        assert package(scene, name).id != recalled[name]
        assert told(scene, name) == [Word.NONE]
        done(fetched(scene, name, tmp_path))


def test_case_is_final_once_one_direct_package_was_fetched(scene, tmp_path, monkeypatch):
    use_form(monkeypatch, tmp_path / "form", "direct")
    released(scene)
    done(fetched(scene, "jon", tmp_path))
    for name in ("ida", "jon"):
        done(recall(scene.office, package(scene, name).id, signer("leo"), "A later order."))
    refused = examine(scene.office, scene.case, signer("ada"))
    assert isinstance(refused, Refusal)
    assert refused.code == "office.final"


@pytest.mark.parametrize("opened", [False, True])
def test_case_is_final_once_one_gated_package_was_opened(scene, tmp_path, opened):
    released(scene)
    done(fetched(scene, "jon", tmp_path))
    if opened:
        jon = desk(scene, "jon")
        assert (jon.fetch().code, jon.open().code) == (0, 0)
    for name in ("ida", "jon"):
        done(recall(scene.office, package(scene, name).id, signer("leo"), "A later order."))
    refused = examine(scene.office, scene.case, signer("ada"))
    if not opened:
        done(refused)
        return
    assert isinstance(refused, Refusal)
    assert refused.code == "office.final"
