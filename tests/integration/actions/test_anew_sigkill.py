"""Re-issue and substitution ended by SIGKILL, then a new process: done or not done, and never two in one place."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from signal import SIGKILL

import pytest
from django.db import connections

from factories import Scene, done, signer
from gateway_parts import released, use_form
from lockgate.actions.authorize import authorize
from lockgate.actions.confirm import confirm
from lockgate.actions.substitute import substitute
from office_process import Job
from release_way import AMENDMENT, ANEW, seat
from substituting import MATTERS, amendment, joined, recalled, voted

REISSUE, SUBSTITUTE, OF_THE_SUBSTITUTE = range(len(ANEW))

SOME = {
    # The file is there and no row names it; the package is sealed, and its hand-over is not committed.
    REISSUE: (("file.after_rename", 1), ("act.before_commit", 2)),
    SUBSTITUTE: (("act.before_commit", 1),),
    # Sealed and not published; handed over and not laid out.
    OF_THE_SUBSTITUTE: (("act.after_commit", 1), ("act.after_commit", 2)),
}
"""For each step of ``ANEW``, the points of a short run: which, and which time it is passed."""


def stands(scene: Scene, place: Path) -> Iterator[tuple[int, Path]]:
    """The office before each step, in a copy of its own, and the step's number."""
    seat(released(scene))
    recalled(scene)
    yield REISSUE, copied(scene, place / "reissue")
    assert amendment(joined(scene)).name == AMENDMENT
    yield SUBSTITUTE, copied(scene, place / "substitute")
    told = done(substitute(scene.office, scene.case, signer("ada"), scene.folder / AMENDMENT)).told
    done(confirm(scene.office, scene.case, signer("kay"), MATTERS))
    done(authorize(scene.office, scene.case, signer("dov"), voted(scene, str(told["proposal"]))))
    scene.pass_time(days=1)
    yield OF_THE_SUBSTITUTE, copied(scene, place / "of-the-substitute")


def copied(scene: Scene, place: Path) -> Path:
    """All that another process needs; the office must not be open."""
    connections["default"].close()
    place.mkdir(parents=True)
    for name in ("office", "scene", "desk", "packs"):
        shutil.copytree(scene.folder.parent / name, place / name)
    return place


def killed(do: Callable[[Job], int], at: str, stand: tuple[int, Path], nth: int, point: str = "") -> str:
    """Kill the step once, in a copy, and let a new process check, mend and repeat it; at which point, '' at none."""
    step, place = stand
    copy = place.with_name("copy")
    shutil.copytree(place, copy)
    ended = do(Job("kill", str(copy), at, step, nth, way="anew", point=point))
    assert ended in {0, -SIGKILL}, (step, nth, point)
    where = json.loads((copy / "answer").read_text())["point"] if ended else ""
    again = Job("restart", str(copy), at, step, nth, way="anew")
    assert do(again) == 0, (ANEW[step], nth, point)
    assert json.loads(again.answer.read_text())["left"] == []
    shutil.rmtree(copy)
    return where


@pytest.fixture(autouse=True)
def _gated(monkeypatch, tmp_path):
    use_form(monkeypatch, tmp_path, "gated")


def test_re_issue_and_substitution_are_done_or_not_done_when_their_process_is_killed(do, scene, tmp_path):
    for stand in stands(scene, tmp_path / "copies"):
        at = scene.now[0].isoformat()
        for point, nth in SOME[stand[0]]:
            assert killed(do, at, stand, nth, point) == point


@pytest.mark.slow
def test_re_issue_and_substitution_are_done_or_not_done_when_killed_at_every_point(do, scene, tmp_path):
    kills: Counter[str] = Counter()
    for stand in stands(scene, tmp_path / "copies"):
        for nth in count(1):
            where = killed(do, scene.now[0].isoformat(), stand, nth)
            if not where:
                break
            kills[where] += 1
    print(f"killed {kills.total()} times: {dict(sorted(kills.items()))}")  # noqa: T201 - the count is the result
    assert set(kills) >= {"act.before_commit", "act.after_commit", "log.before_commit", "file.before_rename"}
