"""The operating guide's commands, run in their order as they are printed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from lockgate.tlog.notes import NoteKey
from tokens import software_token

GUIDE = Path(__file__).parents[3] / "docs" / "keys.md"


def script(kind: str) -> str:
    """The guide's blocks of one kind, as one script that stops at the first command that fails."""
    blocks = re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return "set -eu\n" + "\n".join(blocks)


def run(kind: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the guide's blocks in an empty folder, with this environment's programs and no other's settings."""
    programs = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
    return subprocess.run(
        ["/bin/bash", "-c", script(kind)],
        cwd=folder, env={"PATH": programs, "HOME": str(folder), "LANG": "C.UTF-8", **more},
        capture_output=True, text=True, timeout=1800, check=False,
    )  # fmt: skip


@pytest.mark.slow  # each command is a process of its own
def test_ceremony_rotation_and_loss_go_as_printed(tmp_path):
    ran = run("sh", tmp_path)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert (tmp_path / "office" / "log" / "checkpoint").read_text().startswith("log.example.gov/disclosures\n")
    assert len(list((tmp_path / "office" / "keys" / "retired").iterdir())) == 5


@pytest.mark.slow  # each command is a process of its own
def test_keys_on_a_token_go_as_printed(tmp_path):
    software_token()  # skips where SoftHSM is not installed
    (tmp_path / "tokens").mkdir()
    (tmp_path / "conf").write_text(f"directories.tokendir = {tmp_path}/tokens\nobjectstore.backend = file\n")
    ran = run("sh token", tmp_path, SOFTHSM2_CONF=str(tmp_path / "conf"))
    assert ran.returncode == 0, ran.stderr[-2000:]
    kept = {file.name for file in (tmp_path / "office" / "keys").iterdir() if file.is_file()}
    assert kept == {
        "log.pkcs11", "log.vkey", "release.pkcs11", "release.crt", "gateway.pkcs11", "evidence.pkcs11",
        "evidence.wrapped",
    }  # fmt: skip
    assert NoteKey.parse((tmp_path / "office" / "keys" / "log.vkey").read_text().strip()).name.startswith("log.")


@pytest.mark.parametrize("command", ["create", "show", "split", "join", "rotate", "retire", "lose"])
def test_guide_shows_every_command_about_keys(command):
    assert re.search(rf"keys {command}\b", script("sh"))
