"""``lockgate witness``: create, add, show, and a served one that a signal ends."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lockgate.site.main import main
from lockgate.store.post import Answer, post
from lockgate.tlog.notes import WITNESS_KEY, NoteKey, vkey

LOG = vkey("log.example/w", bytes(32))


def says(capsys, *words: str | Path) -> tuple[int, dict]:
    code = main(["witness", *map(str, words), "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def place(tmp_path, capsys) -> Path:
    code, told = says(capsys, "create", tmp_path / "w", "--name", "w.example/w")
    assert code == 0
    assert NoteKey.parse(told["vkey"]).kind == WITNESS_KEY
    (tmp_path / "log.vkey").write_text(LOG + "\n")
    assert says(capsys, "add", tmp_path / "w", tmp_path / "log.vkey") == (0, {"log": "log.example/w", "size": 0})
    return tmp_path / "w"


def test_show_says_the_policys_line_and_what_was_seen(place, capsys):
    code, told = says(capsys, "show", place)
    assert (code, told["name"], told["logs"]["log.example/w"]["size"]) == (0, "w.example/w", 0)
    assert main(["witness", "show", str(place)]) == 0
    printed = capsys.readouterr().out
    assert f"witness WORD {told['vkey']} URL" in printed
    assert "cosigned up to 0 entries" in printed


def test_bad_usage_is_2_and_a_lost_view_is_3(place, tmp_path, capsys):
    assert says(capsys, "create", place, "--name", "w.example/w")[0] == 2
    assert says(capsys, "create", tmp_path / "x", "--name", "a name")[0] == 2
    assert says(capsys, "add", place, tmp_path / "log.vkey")[0] == 2
    assert says(capsys, "add", place, tmp_path / "nowhere")[0] == 2
    (tmp_path / "w.vkey").write_text(vkey("w.example/x", bytes(32), WITNESS_KEY) + "\n")
    assert says(capsys, "add", place, tmp_path / "w.vkey")[0] == 2
    assert says(capsys, "serve", tmp_path / "nowhere")[0] == 2
    assert says(capsys, "serve", place, "--port", "70000")[0] == 2
    next((place / "views").iterdir()).unlink()
    for command in ("show", "serve"):
        code, told = says(capsys, command, place)
        assert code == 3
        assert "create a new witness" in told["error"]


def test_served_witness_answers_and_ends_with_130_when_interrupted(place):
    command = [sys.executable, "-m", "lockgate.witness", "serve", str(place), "--port", "0"]
    # A job in the background is started with SIGINT ignored, and so would its children be.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        signal.signal(signal.SIGINT, before)
        try:
            line = child.stderr.readline()
            assert "listens on http://127.0.0.1:" in line
            url = next(word for word in line.split() if word.startswith("http"))
            answer = post(url + "/add-checkpoint", b"hello\n")
            assert isinstance(answer, Answer)
            assert answer.status == 400
            child.send_signal(signal.SIGINT)
            out, err = child.communicate(timeout=20)
        finally:
            child.kill()
    assert child.returncode == 130
    assert out == ""
    assert "every cosignature that was given is in the views" in err


def test_tool_needs_nothing_but_cryptography():
    """What a process that only witnesses loads of lockgate and of other libraries."""
    code = (
        "import sys; from lockgate.witness import main;"
        "others = {'django','pyarrow','duckdb','typer','rich','pydantic','asn1crypto','numpy'};"
        "names = [name.split('.') for name in sys.modules];"
        "own = {name[1] for name in names if name[0] == 'lockgate' and name[1:]};"
        "print(sorted({name[0] for name in names} & others), sorted(own))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "[] ['clock', 'errors', 'tlog', 'witness']\n"
