"""The log's policy is changed by two persons, with an entry, and only to one that works."""

from dataclasses import replace

import pytest

from factories import Scene, done, signer
from lockgate.actions.office import Done, Result
from lockgate.actions.policy import change_policy
from lockgate.actions.publish import publish
from lockgate.errors import UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.store.keyring import load_log_signer
from lockgate.store.models.log import CosignatureRow, EntryRow
from lockgate.store.policies import newest_policy, policy_at, witnesses_asked
from lockgate.store.publication import Publication, published_size
from lockgate.tlog.policies import parse_policy
from lockgate.verify.logs import verify_log
from lockgate.verify.main import main as verify
from witnesses_inside import Inside, Panel, panel, silent


@pytest.fixture
def published(scene) -> Scene:
    assert isinstance(publish(scene.office), Publication)
    return scene


def joined(scene: Scene, *names: str) -> Panel:
    """The scene's witnesses and more of them, all known to the office's way of asking."""
    every = panel(lambda: scene.now[0], *names)
    known = {one.name: one for one in scene.witnesses.witnesses}
    every.witnesses = [known.get(one.name, one) for one in every.witnesses]
    for one in every.witnesses:
        if one.name not in known:
            one.logs.append(load_log_signer(scene.office.home).key)
    every.witnesses += [one for one in scene.witnesses.witnesses if one not in every.witnesses]
    return every


def lines_of(witnesses: list[Inside], rule: str = "all") -> bytes:
    names = " ".join(one.name for one in witnesses)
    return ("".join(one.line for one in witnesses) + f"group g {rule} {names}\nquorum g\n").encode()


def changed(scene: Scene, lines: bytes, first: str = "mia", second: str = "leo") -> Result:
    return change_policy(scene.office, lines, (signer(first), signer(second)))


def test_policy_governs_from_its_entry_on_and_the_log_verifies_under_both(published):
    before = published_size(published.office.home)
    old = policy_at(before)
    every = joined(published, "inspector", "court", "press")
    scene = replace(published, office=replace(published.office, witnesses=every.ask))
    told = done(changed(scene, lines_of(every.witnesses, "2"))).told
    assert (told["quorum"], told["witnesses"], told["before"]) == ("g", 2, old.hash)
    assert (newest_policy().hash, policy_at(before)) == (told["policy"], old)
    assert publish(scene.office) == Publication(before + 1)
    log = scene.office.home.log
    assert parse_policy((log / "policy").read_bytes()).hash == told["policy"]
    assert len(verify_log(log).accepted.witnesses) == 3
    assert verify(["log", str(log)]) == 0
    body = bytes(EntryRow.objects.order_by("id").last().body)
    assert told["policy"].encode() in body
    assert b"press" not in body


def test_witness_that_is_gone_is_replaced_by_two_officers_and_the_log_goes_on(published):
    published.witnesses.fail(silent, ["court"])
    assert isinstance(publish(published.office), Publication)
    every = joined(published, "inspector", "press")
    scene = replace(published, office=replace(published.office, witnesses=every.ask))
    waiting = [one for one in every.witnesses if one.name in {"inspector", "press"}]
    done(changed(scene, lines_of(waiting)))
    assert isinstance(publish(scene.office), Publication)
    assert set(verify_log(scene.office.home.log).accepted.witnesses) == {"inspector", "press"}


def test_nothing_is_entered_when_the_new_policys_own_quorum_is_not_there(published):
    every = joined(published, "inspector", "court", "press")
    scene = replace(published, office=replace(published.office, witnesses=every.ask))
    every.fail(silent, ["press"])
    entries = EntryRow.objects.exclude(act="refuse").count()
    refused = changed(scene, lines_of(every.witnesses))
    assert isinstance(refused, Refusal)
    assert refused.code == "R29.policy"
    assert "The witness press did not answer" in refused.sentence
    assert EntryRow.objects.exclude(act="refuse").count() == entries
    assert isinstance(changed(scene, lines_of(every.witnesses, "2")), Done)


def test_policy_that_asks_for_fewer_witnesses_lets_nothing_leave(published):
    scene = published.submitted().confirmed().relevant().located().proposed().voted()
    done(changed(scene, lines_of(scene.witnesses.witnesses, "any")))
    for asked in (2, 1):  # before and after the change is published
        assert witnesses_asked(published_size(scene.office.home)) == 1, asked
        with pytest.raises(AssertionError, match=r"R29\.quorum"):
            scene.authorized()
        publish(scene.office)
    with pytest.raises(UsageError, match="asks for 2 witnesses; the log's policy asks for 1"):
        scene.submitted(number="ICE-2025-0002")


@pytest.mark.parametrize(
    ("first", "second", "code"), [("mia", "mia", "office.two_persons"), ("mia", "ada", "R28.role")]
)
def test_policy_is_changed_by_two_persons_who_may(published, first, second, code):
    entries = EntryRow.objects.exclude(act="refuse").count()
    refused = changed(published, lines_of(published.witnesses.witnesses), first, second)
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert EntryRow.objects.exclude(act="refuse").count() == entries


def test_same_policy_is_not_entered_twice(published):
    with pytest.raises(UsageError, match="the log's policy already"):
        changed(published, published.witnesses.lines)


@pytest.mark.parametrize(
    "lines",
    [
        b"",
        b"quorum\n",
        b"quorum nobody\n",
        b"group g 3 inspector court\nquorum g\n",
        b"log log.example.gov/disclosures+00000000+AAAA\nquorum none\n",
        b"witness w w.example/w+00000000+AAAA https://w.example\nquorum w\n",
    ],
)
def test_lines_that_are_no_policy_are_refused_before_anything_is_asked(published, lines):
    asked = [one.asked for one in published.witnesses.witnesses]
    with pytest.raises(UsageError):
        changed(published, lines)
    assert [one.asked for one in published.witnesses.witnesses] == asked


def test_witness_without_an_address_that_nobody_else_reads_is_refused(published):
    one = published.witnesses.witnesses[0]
    for url in ("", " http://court.example"):
        line = one.line.replace(f" {one.url}", url)
        with pytest.raises(UsageError, match="no address of a witness"):
            changed(published, f"{line}quorum {one.name}\n".encode())


def test_cosignatures_of_the_trial_are_kept_nowhere(published):
    every = joined(published, "inspector", "court", "press")
    scene = replace(published, office=replace(published.office, witnesses=every.ask))
    kept = set(CosignatureRow.objects.values_list("checkpoint", "witness"))
    done(changed(scene, lines_of(every.witnesses)))
    assert set(CosignatureRow.objects.values_list("checkpoint", "witness")) == kept


def test_office_without_witnesses_takes_some_up_and_works_on(published):
    """From none to two: as an office does that was founded before it had any."""
    done(changed(published, b"quorum none\n"))
    assert isinstance(publish(published.office), Publication)
    assert verify_log(published.office.home.log).accepted.witnesses == ()
    with pytest.raises(UsageError, match="asks for 2 witnesses; the log's policy asks for 0"):
        published.submitted()
    assert done(changed(published, published.witnesses.lines)).told["witnesses"] == 2
    with pytest.raises(UsageError, match="asks for 0"):
        published.submitted(number="ICE-2025-0002")  # entered, and not in force before it is published
    assert isinstance(publish(published.office), Publication)
    assert len(verify_log(published.office.home.log).accepted.witnesses) == 2
    assert published.submitted(number="ICE-2025-0003").case
