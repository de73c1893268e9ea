"""The log's key is changed by two persons, once the witnesses know the new one; whoever pinned the old one follows."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from factories import Scene, done, signer
from lockgate.actions.keys import keys_shown, retire
from lockgate.actions.keys_log import rotate_log
from lockgate.actions.policy import change_policy
from lockgate.actions.publish import check, publish
from lockgate.errors import IntegrityError, UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.store import crashpoints, keys_kept
from lockgate.store.host_office import key_places
from lockgate.store.keyring import load_log_signer, log_key_in
from lockgate.store.ledger import integrate
from lockgate.store.models.log import EntryRow
from lockgate.store.policies import policy_at
from lockgate.store.publication import Publication, prove, published_size
from lockgate.tlog.notes import NoteKey
from lockgate.tlog.policies import accept
from lockgate.tlog.proofs import parse_proof
from lockgate.verify.logs import VerifiedLog, verify_log
from lockgate.verify.main import main as verify
from tokens import software_token

TWO = (signer("mia"), signer("leo"))


@pytest.fixture
def published(scene) -> Scene:
    assert isinstance(publish(scene.office), Publication)
    return scene


def states(scene: Scene) -> list[tuple[str, str]]:
    return [(one.id, one.state) for one in keys_shown(scene.office) if one.name == "log"]


def prepared(scene: Scene) -> NoteKey:
    """The new key, made and told to the witnesses by their operators."""
    with pytest.raises(UsageError, match=r"lockgate witness add.*Nothing was entered"):
        rotate_log(scene.office, TWO)
    new = log_key_in(scene.office.home.keys / "next.log")
    scene.witnesses.trust(new)
    return new


def rotated(scene: Scene) -> NoteKey:
    new = prepared(scene)
    assert done(rotate_log(scene.office, TWO)).told["new"] == new.id.hex()
    return new


def kept(scene: Scene, name: str) -> Path:
    """What an outsider kept of the log: its policy and its checkpoint, by now."""
    folder = scene.office.home.root / name
    folder.mkdir()
    for file in ("policy", "checkpoint"):
        shutil.copy(scene.office.home.log / file, folder / file)
    return folder


def verified(scene: Scene, old: Path) -> VerifiedLog:
    pinned, since = (old / "policy").read_bytes(), (old / "checkpoint").read_bytes()
    return verify_log(scene.office.home.log, pinned, since)


def test_log_is_signed_by_the_new_key_and_whoever_pinned_the_old_one_follows(published):
    scene, home = published, published.office.home
    old, before, size = load_log_signer(home).key, kept(scene, "before"), published_size(home)
    new = rotated(scene)
    assert load_log_signer(home).keys == (new, old)
    assert isinstance(publish(scene.office), Publication)
    assert published_size(home) == size + 1
    log = verified(scene, before)
    assert (log.policy.logs[0].key, log.followed, log.since.size) == (new, (size,), size)
    assert old.id.hex() not in (home.log / "policy").read_text("utf-8")
    options = ["--policy", str(before / "policy"), "--since", str(before / "checkpoint")]
    assert verify(["log", str(home.log), *options]) == 0
    assert verify(["log", str(home.log)]) == 0
    assert check(scene.office)[1] == size + 1
    assert states(scene) == [(new.id.hex(), "in force"), (old.id.hex(), "former")]


def test_keys_follow_one_another_and_a_change_of_witnesses_is_not_followed(published):
    scene, home = published, published.office.home
    first = kept(scene, "first")
    rotated(scene)
    publish(scene.office)
    second = kept(scene, "second")
    third = rotated(scene)
    publish(scene.office)
    assert len(verified(scene, first).followed) == 2
    assert len(verified(scene, second).followed) == 1
    last = kept(scene, "last")
    lines = ("".join(one.line for one in scene.witnesses.witnesses) + "quorum inspector\n").encode()
    done(change_policy(scene.office, lines, TWO))
    publish(scene.office)
    assert policy_at(published_size(home)).logs[0].key == third
    for one in (first, second, last):
        with pytest.raises(IntegrityError, match="not the pinned policy"):
            verified(scene, one)
    assert len(verify_log(home.log).successions) == 2


def test_two_keys_entered_before_either_signed_are_followed(published):
    old = kept(published, "old")
    rotated(published)
    new = rotated(published)
    assert isinstance(publish(published.office), Publication)
    assert verified(published, old).policy.logs[0].key == new


def test_proof_under_the_former_key_is_judged_by_the_policy_of_its_size(published):
    scene, home = published, published.office.home
    leaf = EntryRow.objects.order_by("id").first().leaf
    before = prove(home, leaf)
    rotated(scene)
    publish(scene.office)
    log = verify_log(home.log)
    for proof in (parse_proof(before), parse_proof(prove(home, leaf))):
        assert accept(log.policy_for(proof.checkpoint), proof.checkpoint).checkpoint.size
    with pytest.raises(IntegrityError, match=r"no key that is known|not signed"):
        accept(policy_at(1), parse_proof(prove(home, leaf)).checkpoint)


def test_nothing_is_entered_while_a_witness_does_not_know_the_new_key(published):
    scene = published
    entries = EntryRow.objects.exclude(act="refuse").count()
    with pytest.raises(UsageError, match="witness add"):
        rotate_log(scene.office, TWO)
    new = log_key_in(scene.office.home.keys / "next.log")
    scene.witnesses.witnesses[0].logs.append(new)
    refused = rotate_log(scene.office, TWO)
    assert isinstance(refused, Refusal)
    assert (refused.code, "court" in refused.sentence) == ("R29.policy", True)
    assert EntryRow.objects.exclude(act="refuse").count() == entries
    assert [state for _, state in states(scene)] == ["in force", "waits for the witnesses"]
    assert "new log key" in [one.what for one in key_places(scene.office.home)]
    assert isinstance(publish(scene.office), Publication)
    scene.witnesses.witnesses[1].logs.append(new)
    assert done(rotate_log(scene.office, TWO)).told["new"] == new.id.hex()


@pytest.mark.parametrize(("officers", "code"), [(("mia", "mia"), "office.two_persons"), (("mia", "ada"), "R28.role")])
def test_logs_key_is_not_changed_by_one_person_or_by_somebody_who_may_not(published, officers, code):
    prepared(published)
    before = load_log_signer(published.office.home).key
    refused = rotate_log(published.office, (signer(officers[0]), signer(officers[1])))
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert load_log_signer(published.office.home).key == before


def test_witness_that_knows_the_former_key_only_cosigns_no_head_of_the_new_one(published):
    scene = published
    size = published_size(scene.office.home)
    new = rotated(scene)
    for one in scene.witnesses.witnesses:
        one.logs.remove(new)
    publish(scene.office)
    assert published_size(scene.office.home) == size
    scene.witnesses.trust(new)
    assert isinstance(publish(scene.office), Publication)
    assert published_size(scene.office.home) > size


def killed(real: Callable[..., None], left: int) -> Callable[..., None]:
    """A function that dies at its n-th call."""

    def step(*given: object) -> None:
        nonlocal left
        if left == 0:
            raise KeyboardInterrupt
        left -= 1
        real(*given)

    return step


@pytest.mark.parametrize("fatal", range(3))
def test_rotation_killed_while_it_is_put_in_force_is_completed_by_the_next_publication(published, fatal, monkeypatch):
    scene, old = published, kept(published, "old")
    new = prepared(scene)
    step = ("_retire", "_put", "_put")[fatal]
    monkeypatch.setattr(keys_kept, step, killed(getattr(keys_kept, step), max(0, fatal - 1)))
    with pytest.raises(KeyboardInterrupt):
        rotate_log(scene.office, TWO)
    monkeypatch.undo()
    assert isinstance(publish(scene.office), Publication)
    assert load_log_signer(scene.office.home).key == new
    assert verified(scene, old).followed
    assert states(scene)[0] == (new.id.hex(), "in force")


@pytest.mark.parametrize("point", ["act.before_commit", "act.after_commit", *crashpoints.POINTS[-7:]])
def test_rotation_killed_at_any_point_is_done_or_not_done(published, point, monkeypatch):
    scene, old = published, kept(published, "old")
    new = prepared(scene)

    def hook(name: str) -> None:
        if name == point:
            raise KeyboardInterrupt

    monkeypatch.setattr(crashpoints, "hook", hook)
    try:
        rotate_log(scene.office, TWO)
        publish(scene.office)
    except KeyboardInterrupt:
        pass
    monkeypatch.undo()
    entered = EntryRow.objects.filter(act="key").exists()
    assert entered == (point != "act.before_commit")
    if not entered:
        done(rotate_log(scene.office, TWO))
    assert isinstance(publish(scene.office), Publication)
    assert load_log_signer(scene.office.home).key == new
    assert verified(scene, old).followed
    check(scene.office)


def test_process_that_read_the_former_key_signs_nothing_after_the_new_ones_entry(published):
    scene, home = published, published.office.home
    stale = load_log_signer(home)
    rotated(scene)
    with pytest.raises(UsageError, match="not the one that the log's policy names"):
        integrate(home, stale, scene.office.clock(), scene.office.witnesses)
    assert isinstance(publish(scene.office), Publication)


def test_every_changed_byte_lost_or_extra_succession_is_found(published):
    scene, log = published, published.office.home.log
    old = kept(scene, "old")
    rotated(scene)
    publish(scene.office)
    (file,) = (log / "succession").iterdir()
    good = file.read_bytes()
    for at in range(0, len(good), 7):
        file.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        assert verify(["log", str(log)]) == 3, at
    file.write_bytes(good)
    (log / "succession" / "0").write_bytes(good)
    assert verify(["log", str(log)]) == 3
    (log / "succession" / "0").unlink()
    file.unlink()
    assert verify(["log", str(log)]) == 3
    assert verify(["log", str(log), "--policy", str(old / "policy")]) == 3
    assert isinstance(publish(scene.office), Publication)
    assert verify(["log", str(log), "--policy", str(old / "policy")]) == 0


def test_log_whose_key_changed_without_its_entry_is_not_taken(published, monkeypatch):
    scene, home = published, published.office.home
    new = prepared(scene)
    real = policy_at(published_size(home))
    monkeypatch.setattr("lockgate.actions.keys_log.succession_note", lambda *_: b"lockgate-succession/v1\n")
    done(rotate_log(scene.office, TWO))
    assert load_log_signer(home).key == new
    publish(scene.office)
    assert verify(["log", str(home.log)]) == 3
    (home.root / "pinned").write_bytes(real.text)
    assert verify(["log", str(home.log), "--policy", str(home.root / "pinned")]) == 3
    with pytest.raises(IntegrityError, match="its succession does not hold"):
        check(scene.office)


def test_policy_file_that_names_another_key_of_the_log_is_not_taken(published):
    log = published.office.home.log
    old = load_log_signer(published.office.home).key
    new = prepared(published)
    policy = log / "policy"
    lines = (f"+{key.id.hex()}+" for key in (old, new))
    policy.write_text(policy.read_text("utf-8").replace(*lines), "utf-8")
    assert verify(["log", str(log)]) == 3


def test_logs_key_moves_onto_a_token_and_the_former_one_is_let_go(published):
    scene, home = published, published.office.home
    address = software_token().made("ed25519")
    with pytest.raises(UsageError, match="witness add"):
        rotate_log(scene.office, TWO, address)
    scene.witnesses.trust(log_key_in(home.keys / "next.log"))
    former = done(rotate_log(scene.office, TWO, address)).told["old"]
    assert not (home.keys / "log.pem").exists()
    done(retire(scene.office, "log", former, TWO))
    assert dict(states(scene))[former] == "gone"
    assert isinstance(publish(scene.office), Publication)
    assert load_log_signer(home).former[0].id.hex() == former
    with pytest.raises(UsageError, match="signs the log already"):
        rotate_log(scene.office, TWO, address)


def test_rotation_before_the_first_head_is_refused(scene, monkeypatch):
    monkeypatch.setattr("lockgate.actions.keys_log.newest_head", lambda: None)
    with pytest.raises(UsageError, match="run lockgate log publish first"):
        rotate_log(scene.office, TWO)
