"""A package sealed anew for its own officer, and for nobody else, once nobody can open the first one (R56)."""

from collections import Counter

import pytest

from factories import CLEAR, GOOD_STANDING, Scene, done, key, order, register, rostered, signer, text
from gateway_parts import Desk, desk, released, use_form
from lockgate.actions.examine import examine
from lockgate.actions.office import Result
from lockgate.actions.publish import publish
from lockgate.actions.recall import recall
from lockgate.actions.reconcile import reconcile
from lockgate.actions.reissue import Again, reissue
from lockgate.actions.seal import seal
from lockgate.errors import UsageError
from lockgate.procedure.casefile import PackageFacts
from lockgate.procedure.custody import disclosed
from lockgate.procedure.refusals import Refusal
from lockgate.store.disclosed import disclosures
from lockgate.store.fsck import check_record_of_work
from lockgate.store.holds import open_holds
from lockgate.store.models.gateway import ReissueRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.releases import PackageRow


@pytest.fixture(autouse=True)
def _gated(monkeypatch, tmp_path):
    use_form(monkeypatch, tmp_path, "gated")


def again(scene: Scene, officer: str = "ida", who: str = "dov", reason: str = "The file was lost.") -> Result:
    return reissue(scene.office, scene.case, signer(who), Again(officer, reason))


def code(result: Result) -> str:
    assert isinstance(result, Refusal), result
    return result.code


def packages(scene: Scene, officer: str = "ida") -> list[PackageFacts]:
    return [one for one in scene.facts.packages if one.recipient == officer]


def recalled(scene: Scene, officer: str = "ida") -> Scene:
    done(recall(scene.office, packages(scene, officer)[-1].id, signer("mia"), "The file was lost."))
    return scene


def roster(**ida: str) -> bytes:
    return register("roster", rostered("ida", **ida), rostered("jon"))


def opens(one: Desk) -> bool:
    return one.fetch().code == 0 and one.open().code == 0


@pytest.mark.parametrize("form", ["gated", "direct"])
def test_recalled_package_is_sealed_anew_for_its_officer_with_its_own_entry(scene, monkeypatch, form):
    use_form(monkeypatch, scene.folder, form)
    recalled(released(scene))
    told = done(again(scene)).told
    first, second = packages(scene)
    assert told == {"officer": "ida", "package": second.id}
    assert second.replaces == first.id != second.id
    assert second.handed_over_at is not None
    entries = Counter(EntryRow.objects.values_list("act", flat=True))
    assert (entries["reissue"], entries["handover"], entries["seal"]) == (1, 2, 1)
    assert ReissueRow.objects.get().reason == "The file was lost."
    check_record_of_work()
    rows = {one.id: list(one.disclosures.values_list("row", "taxpayer")) for one in PackageRow.objects.all()}
    assert rows[first.id] == rows[second.id] != []


def test_officer_opens_the_new_package_and_the_taxpayers_count_once(scene):
    ida = desk(recalled(released(scene)))
    done(again(scene))
    assert opens(ida)
    assert (disclosures().instances, disclosures().taxpayers) == (3, 3)
    assert [disclosed(one) for one in packages(scene)] == [False, True]
    check_record_of_work()


def test_key_erased_unopened_is_answered_by_a_new_package(scene):
    released(scene)
    scene.pass_time(days=20)
    done(scene.load("standing", register("standing", {**GOOD_STANDING, "since": "2025-08-25"})))
    done(scene.load("determinations", register("determinations", {**CLEAR, "since": "2025-08-25"})))
    scene.pass_time(days=11)
    reconcile(scene.office)
    assert packages(scene)[0].purged_at is not None
    done(again(scene))
    assert opens(desk(scene))


def test_changed_signature_certificate_opens_only_the_new_package(scene):
    ida = desk(released(scene))
    assert ida.fetch().code == 0
    done(scene.load("roster", roster(signature_certificate=text(key("kay").certificate))))
    ida.put_key("sign", "kay", receives=False)
    assert "another signature certificate" in ida.open().sentence
    recalled(scene)
    done(again(scene, reason="Another signature certificate."))
    assert opens(ida)


def test_opened_package_is_sealed_anew_only_after_its_recall_and_its_taxpayers_count_once(scene):
    ida = desk(released(scene))
    assert opens(ida)
    assert code(again(scene)) == "office.package_stands"
    recalled(scene)
    done(again(scene))
    (ida.folder / "out" / "answers.csv").unlink()
    (ida.folder / "out" / "opened.package").unlink()
    assert opens(ida)
    assert (disclosures().instances, disclosures().taxpayers) == (6, 3)


def test_nobody_has_two_packages_at_once(scene):
    released(scene)
    assert code(again(scene)) == "office.package_stands"
    recalled(scene)
    done(again(scene))
    assert code(again(scene)) == "office.package_stands"
    recalled(scene)
    done(again(scene))
    one, two, three = packages(scene)
    assert (two.replaces, three.replaces) == (one.id, two.id)
    assert opens(desk(scene))
    check_record_of_work()


STOPS = {
    "a stay": ("orders", register("orders", order()), "R23.stay"),
    "a protected person": ("orders", register("orders", order(scope="persons", taxpayers="T002")), "R46.withheld"),
    "a bar": (
        "determinations", register("determinations", CLEAR, {**CLEAR, "taxpayer": "T001", "determination": "bar"}),
        "R46.withheld",
    ),
    "lost standing": ("standing", register("standing", {**GOOD_STANDING, "state": "held"}), "R22.held"),
    "a contractor": ("roster", roster(employment="contractor"), "R55.contractor"),
    "no training": ("roster", roster(trained_on="2024-01-01"), "R21.training"),
    "another certificate": (
        "roster", roster(certificate=text(key("kay", receives=True).certificate)), "office.certificate",
    ),
}  # fmt: skip


@pytest.mark.parametrize("stop", STOPS)
def test_nothing_is_sealed_anew_while(scene, stop):
    kind, content, refused = STOPS[stop]
    recalled(released(scene))
    done(scene.load(kind, content))
    assert code(again(scene)) == refused
    assert len(packages(scene)) == 1
    assert [hold.code for _, hold in open_holds(scene.case)] == ([refused] if refused.startswith("R") else [])


def test_hold_of_a_refused_re_issue_ends_with_the_re_issue(scene):
    recalled(released(scene))
    done(scene.load("orders", register("orders", order())))
    assert code(again(scene)) == "R23.stay"
    assert open_holds(scene.case)
    done(scene.load("orders", register("orders")))
    done(again(scene))
    assert not open_holds(scene.case)


def test_order_between_sealing_and_handing_over_keeps_the_package_back_until_it_is_lifted(scene, monkeypatch):
    recalled(released(scene))
    calls = []

    def publish_and_stop(office):
        calls.append(publish(office))
        if len(calls) == 2:
            done(scene.load("orders", register("orders", order())))
        return calls[-1]

    monkeypatch.setattr("lockgate.actions.reissue.publish", publish_and_stop)
    assert code(again(scene)) == "R23.stay"
    assert packages(scene)[-1].handed_over_at is None
    done(scene.load("orders", register("orders")))
    done(again(scene))
    assert len(packages(scene)) == 2
    assert opens(desk(scene))
    assert EntryRow.objects.filter(act="reissue").count() == 1
    check_record_of_work()


def test_order_about_somebody_in_another_officer_s_package_withholds_this_one_too(scene):
    """R46: whether an officer gets a package again must not hang on whom it is about."""
    recalled(released(scene), "jon")
    done(scene.load("orders", register("orders", order(scope="persons", taxpayers="T002"))))
    assert code(again(scene, "jon")) == "R46.withheld"


def test_substitute_gets_nothing_under_this_authorization(scene):
    recalled(released(scene))
    done(scene.load("roster", register("roster", rostered("ida"), rostered("jon"), rostered("kay"))))
    refused = again(scene, "kay")
    assert code(refused) == "office.substitute"
    assert "kay is no recipient of the proposal that was voted on" in str(refused)
    assert not open_holds(scene.case)


@pytest.mark.parametrize("who", ["ada", "ben", "mia"])
def test_only_the_releaser_seals_anew(scene, who):
    recalled(released(scene))
    assert code(again(scene, who=who)) == "R28.role"


def test_re_issue_before_the_hand_over_or_without_a_reason_is_none(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized()
    assert code(again(scene)) == "office.stage"
    with pytest.raises(UsageError, match="says why"):
        again(scene, reason=" ")


@pytest.mark.parametrize("held", ["R21.training", "R56.not_sealed"])
def test_officer_who_got_no_package_with_the_others_gets_a_first_one_and_the_hold_ends(scene, held):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized()
    lapsed = register("roster", rostered("ida"), rostered("jon", trained_on="2024-01-01"))
    done(scene.load("roster", lapsed))
    done(examine(scene.office, scene.case, signer("ada")))
    done(seal(scene.office, scene.case, signer("dov"), scene.proposal))
    if held == "R56.not_sealed":
        done(scene.load("roster", roster()))
        done(examine(scene.office, scene.case, signer("ada")))
    scene.released()
    assert [hold.code for _, hold in open_holds(scene.case)] == [held]
    if held == "R21.training":
        assert code(again(scene, "jon")) == held
        done(scene.load("roster", roster()))
    done(again(scene, "jon"))
    (mine,) = packages(scene, "jon")
    assert mine.replaces == ""
    assert not ReissueRow.objects.exists()
    assert not open_holds(scene.case)
    assert opens(desk(scene, "jon"))
    check_record_of_work()
