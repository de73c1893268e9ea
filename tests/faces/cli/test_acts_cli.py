"""The acts as they are typed: exit codes, one JSON object, and nothing done without an officer's key."""

import json
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from factories import (
    AGENTS,
    ROLES,
    START,
    custodian_file,
    drawn,
    fingerprint_list,
    key,
    record,
    registers,
    write_submission,
)
from lockgate.actions import desk
from lockgate.cli import acts, keys, log, office, packages
from lockgate.cli import registry as registry_face
from lockgate.site.main import main
from lockgate.store.home import Home
from lockgate.store.keyring import load_log_signer
from lockgate.store.keys_officers import save_officer_key
from witnesses_inside import panel, silent


class Office:
    """An office on the command line, with its clock and its officers' key files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home, self.keys = root / "home", root / "keys"
        self.now = [START]
        self.witnesses = panel(lambda: self.now[0])
        self.out = ""
        for name in (*ROLES, "eve"):
            save_officer_key(self.keys, name, key(name))
        for name in AGENTS:
            save_officer_key(self.keys, name, key(name))
            save_officer_key(self.keys, f"{name}.opening", key(name, receives=True))

    def says(self, capsys, *words: str, by: str = "") -> tuple[int, dict[str, object]]:
        """Run a command of this officer; its exit code and the object it printed."""
        signed = ["--as", by, "--key", str(self.keys / f"{by}.pem")] if by else []
        code = main([*words, "--home", str(self.home), "--json", *signed])
        printed = capsys.readouterr()
        self.out = printed.err
        return code, json.loads(printed.out) if printed.out else {}


@pytest.fixture
def typed(tmp_path, monkeypatch, django_db_blocker):
    made = Office(tmp_path)
    clock = lambda: made.now[0]  # noqa: E731 - shorter than a function here
    random = drawn(str(tmp_path))

    def stated(home, registry=None, memory="1GB"):
        return replace(desk.open_office(home, registry, clock, memory), witnesses=made.witnesses.ask)

    for module in (acts, keys, log, office, packages, registry_face):
        monkeypatch.setattr(module, "open_office", stated)
    monkeypatch.setattr(keys, "system_clock", clock)
    monkeypatch.setattr(keys, "token_bytes", random)
    before = settings.DATABASES["default"]
    with django_db_blocker.unblock():
        yield made
        connections["default"].close()
    connections.settings["default"] = {**connections.settings["default"], **before}


@pytest.fixture
def founded(typed, capsys):
    policy = typed.root / "witnesses"
    policy.write_bytes(typed.witnesses.lines)
    code, told = typed.says(
        capsys, "keys", "create", "--origin", "log.example.gov/disclosures", "--policy", str(policy)
    )
    assert (code, told["quorum"]) == (0, "panel")
    typed.witnesses.trust(load_log_signer(Home(typed.home)).key)
    for kind, content in registers().items():
        file = typed.root / f"{kind}.csv"
        file.write_bytes(content)
        second = ["--second", "leo", "--second-key", str(typed.keys / "leo.pem")]
        if kind == "roster":
            assert typed.says(capsys, "register", "load", kind, str(file), *second, by="mia")[0] == 1
            called = typed.root / "called"
            called.write_bytes(fingerprint_list(content))
            second += ["--fingerprints", str(called), "--second-fingerprints", str(called)]
        assert typed.says(capsys, "register", "load", kind, str(file), *second, by="mia")[0] == 0
    assert typed.says(capsys, "log", "publish")[0] == 0
    custodian_file(typed.root / "registry", range(1, 10))
    registry = str(typed.root / "registry")
    code, told = typed.says(capsys, "registry", "build", "--registry", registry, "--memory", "500MB", by="mia")
    assert (code, told["act"], told["taxpayers"]) == (0, "registry", 9)
    return typed


def test_whole_way_as_typed(founded, capsys, tmp_path):
    says = partial(founded.says, capsys)
    folder = write_submission(tmp_path / "one", [record(1), record(2), record(15), record(6, address_line1="Unknown")])
    code, told = says("submit", str(folder), "--out", str(tmp_path / "told"), by="ada")
    assert (code, told["sufficient"], told["returned"]) == (1, 3, 1)
    assert "R006" in (tmp_path / "told" / "notice.txt").read_text()
    case, number = str(told["case"]), "ICE-2025-0001"
    for agent in AGENTS:
        matters = [word for n in (1, 2, 15) for word in ("--matter", f"M-{n:03}")]
        assert says("confirm", number, *matters, by=agent)[0] == 0
    findings = tmp_path / "findings.csv"
    findings.write_text("code,state,reason,rows,matter,officer\nR47.finding,met,Looked at.,1;2;3,,\n")
    assert says("find", case, "--file", str(findings), by="ada")[0] == 0
    assert says("locate", case, "--registry", str(tmp_path / "registry"), by="ada")[0] == 0
    code, drafted = says("dispose", case, by="ada")
    proposal = str(drafted["proposal"])
    founded.now[0] = founded.now[0].replace(hour=14)
    code, seen = says("review", case, by="ben")
    assert (code, seen["granted"], seen["denied"], seen["may review"]) == (0, 2, 1, "now")
    for name in ("ben", "cyd"):
        assert says("review", case, "--proposal", proposal, "--vote", "for", by=name)[0] == 0
    assert says("authorize", case, "--proposal", proposal, by="dov")[0] == 0
    code, told = says("release", case, "--proposal", proposal, by="dov")
    assert (code, told["refused"]) == (1, "R46.window")
    founded.now[0] = founded.now[0].replace(day=9)
    code, told = says("release", case, "--proposal", proposal, by="dov")
    assert (code, told["packages"]) == (0, 2)
    decisions = str(tmp_path / "decisions.json")
    assert says("log", "prove", case, "--out", decisions)[0] == 0
    outcomes = str(tmp_path / "outcomes")
    assert says("log", "prove", case, "--outcomes", "--out", outcomes)[0] == 0
    log = str(founded.home / "log")
    assert main(["verify", "log", log]) == 0
    assert main(["verify", "decisions", decisions, log]) == 0
    assert main(["verify", "submission", outcomes, "--log", log]) == 0
    assert main(["log", "prove", case, "--row", "1", "--out", str(tmp_path / "no"), "--home", str(founded.home)]) == 2
    capsys.readouterr()
    assert says("reconcile", "--look")[0] == 0
    packages_there = sorted((founded.home / "handover").iterdir())
    assert len(packages_there) == 2
    (taken := tmp_path / "taken").mkdir()
    codes = [says("fetch", file.stem, "--out", str(taken), by="ida")[0] for file in packages_there]
    assert sorted(codes) == [0, 1]
    (mine,) = taken.iterdir()
    code, told = says("trace", str(mine), by="sam")
    assert (code, [(one["recipient"], one["number"], one["by"]) for one in told["copies"]]) == (
        0, [("ida", number, "bytes")],
    )  # fmt: skip
    code, told = says("trace", str(findings), by="leo")
    assert (code, told["copies"], told["foreign_marks"]) == (1, [], 0)


def test_act_without_a_key_is_bad_usage_and_writes_nothing(founded, capsys, tmp_path):
    folder = write_submission(tmp_path / "one", [record(1)])
    assert main(["submit", str(folder), "--home", str(founded.home)]) == 2
    assert main(["submit", str(folder), "--home", str(founded.home), "--as", "ada"]) == 2
    assert "--key" in capsys.readouterr().err
    code, told = founded.says(capsys, "submit", str(folder), by="eve")
    assert (code, told["refused"]) == (1, "R28.unknown")


def test_office_that_is_not_there_is_bad_usage(typed, capsys):
    assert typed.says(capsys, "log", "publish")[0] == 2
    assert "keys create" in typed.out


def test_office_is_founded_once(founded, capsys):
    assert founded.says(capsys, "keys", "create", "--origin", "log.example.gov/disclosures")[0] == 2


def test_changed_record_of_work_is_an_integrity_failure(founded, capsys):
    assert founded.says(capsys, "log", "fsck")[0] == 0
    checkpoint = founded.home / "log" / "checkpoint"
    checkpoint.write_bytes(checkpoint.read_bytes().replace(b"\n\n", b"\nx\n\n", 1))
    assert founded.says(capsys, "log", "fsck")[0] == 3


@pytest.mark.parametrize("line", ["code,state\n", "code,state,reason,rows,matter,officer\nR08.x,maybe,r,1,,\n"])
def test_findings_that_cannot_be_read_are_bad_usage(founded, capsys, tmp_path, line):
    file = tmp_path / "f.csv"
    file.write_text(line)
    assert founded.says(capsys, "find", "x", "--file", str(file), by="ada")[0] == 2


def test_officers_keys_are_made_once(typed, capsys, tmp_path):
    make = ("keys", "create", "--officer", "new", "--out", str(tmp_path / "made"))
    code, _ = typed.says(capsys, *make)
    assert code == 0
    assert {file.name for file in (tmp_path / "made").iterdir()} == {
        "new.pem", "new.crt", "new.opening.pem", "new.opening.crt",
    }  # fmt: skip
    assert typed.says(capsys, *make)[0] == 2
    shutil.rmtree(tmp_path / "made")


def test_policy_is_changed_as_typed_and_a_silent_witness_is_named(founded, capsys):
    second = ["--second", "leo", "--second-key", str(founded.keys / "leo.pem")]
    lines = founded.root / "more"
    lines.write_bytes(founded.witnesses.lines.replace(b"group panel all", b"group panel 2"))
    code, told = founded.says(capsys, "log", "policy", str(lines), *second, by="mia")
    assert (code, told["act"], told["quorum"], told["witnesses"]) == (0, "policy", "panel", 2)
    founded.witnesses.fail(silent, ["court"])
    code, told = founded.says(capsys, "log", "publish")
    assert (code, told["refused"]) == (1, "R29.unpublished")
    assert "The witness court did not answer" in told["because"]
    founded.witnesses.fail(None)
    assert founded.says(capsys, "log", "publish")[0] == 0
    assert founded.says(capsys, "log", "fsck")[0] == 0
    assert founded.says(capsys, "log", "policy", str(founded.root / "nowhere"), *second, by="mia")[0] == 2
    assert founded.says(capsys, "log", "policy", str(lines), *second, by="mia")[0] == 2
    assert main(["verify", "log", str(founded.home / "log")]) == 0
