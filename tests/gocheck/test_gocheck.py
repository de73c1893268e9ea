"""Go's own sumdb/tlog and sumdb/note against ours: what ours wrote it verifies, and nothing that was changed.

Every claim goes to both, and both must say the same: that the proof holds, or that it does not.
"""

import json
import os
import random  # noqa: TID251 - seeded, and a test's
import subprocess
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from faces.cli.verify_logs import ORIGIN, checkpoint, private, public, witness
from lockgate.tlog.checkpoints import Checkpoint
from lockgate.tlog.cosignatures import cosign
from lockgate.tlog.merkle import (
    consistency_proof,
    leaf_hash,
    levels_of,
    path_in,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from lockgate.tlog.notes import WITNESS_KEY, join_note, sign_note, vkey
from lockgate.tlog.tiles import tree_files

HERE = Path(__file__).parent
GO = Path("/usr/lib/go-1.19/bin/go")
LIBRARY = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")
WITNESSES = (1, 2)
SEED = 6962
AT_SOME_TIME = datetime(2025, 8, 7, 12, tzinfo=UTC)
TREES = 1_000
SIZES = (255, 256, 257, 300, 511, 512, 513)
"""Sizes about the edges of tiles, beside the random ones; every proof of these too."""


@pytest.fixture(scope="session")
def gocheck(tmp_path_factory):
    """The built program; asks it a list of jobs."""
    if not GO.exists() or not LIBRARY.exists():
        pytest.skip("Go is not here: apt-get install golang-1.19-go golang-golang-x-mod-dev lets it verify our logs")
    program = tmp_path_factory.mktemp("gocheck") / "gocheck"
    cache = HERE.parents[1] / "build" / "go"
    environment = {
        "PATH": f"{GO.parent}:{os.defpath}", "HOME": str(program.parent), "GOCACHE": str(cache),
        "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "-p=2", "CGO_ENABLED": "0",
    }  # fmt: skip
    subprocess.run([GO, "build", "-o", program, HERE / "main.go"], env=environment, check=True)

    def ask(jobs):
        text = "".join(json.dumps(job.told()) + "\n" for job in jobs)
        ran = subprocess.run([program], input=text, capture_output=True, text=True, check=True)
        verdicts = [json.loads(line) for line in ran.stdout.splitlines()]
        assert len(verdicts) == len(jobs)
        return verdicts

    return ask


@dataclass(frozen=True)
class Included:
    """A claim that a leaf stands in a tree."""

    index: int
    size: int
    leaf: bytes
    root: bytes
    path: tuple[bytes, ...]

    @property
    def ours(self):
        return verify_inclusion(self.leaf, self.index, self.size, self.path, self.root)

    def told(self):
        return {"Index": self.index, "Size": self.size, **coded(Leaf=self.leaf, Root=self.root, Path=self.path)}


@dataclass(frozen=True)
class Begins:
    """A claim that one tree is the beginning of another."""

    old: int
    size: int
    leaf: bytes
    """The old tree's root."""
    root: bytes
    path: tuple[bytes, ...]

    @property
    def ours(self):
        return verify_consistency(self.old, self.leaf, self.size, self.root, self.path)

    def told(self):
        return {"Old": self.old, "Size": self.size, **coded(OldRoot=self.leaf, Root=self.root, Path=self.path)}


@dataclass
class Job:
    """One log as it is handed to Go, with what is claimed of it."""

    note: bytes = b""
    files: dict = field(default_factory=dict)
    included: list = field(default_factory=list)
    begins: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def told(self):
        return {
            "Origin": ORIGIN,
            "LogKey": vkey(ORIGIN, public(100)),
            "Witnesses": [vkey(witness(n).name, public(n), WITNESS_KEY) for n in WITNESSES],
            **coded(Note=self.note),
            "Files": {path: b64encode(data).decode() for path, data in self.files.items()},
            "Proofs": True,
            "Inclusion": [one.told() for one in self.included],
            "Trees": [one.told() for one in self.begins],
            "Notes": [b64encode(note).decode() for note in self.notes],
        }


def coded(**values):
    """Bytes, or hashes one after another, as JSON can hold them."""
    return {name: b64encode(b"".join(value) if isinstance(value, tuple) else value).decode()
            for name, value in values.items()}  # fmt: skip


def entries_at_random(draw, size):
    """Entries of all lengths, no two alike."""
    return [f"{index}:".encode() + draw.randbytes(draw.randrange(80)) for index in range(size)]


def whole_job(draw, size):
    """A random log with every inclusion and every consistency proof there is."""
    entries = entries_at_random(draw, size)
    hashes = [leaf_hash(entry) for entry in entries]
    levels, root = levels_of(hashes), root_of(hashes)
    return Job(
        checkpoint(entries, *WITNESSES),
        tree_files(entries),
        [Included(at, size, hashes[at], root, path_in(levels, at)) for at in range(size)],
        [Begins(old, size, root_of(hashes[:old]), root, consistency_proof(hashes, old)) for old in range(1, size + 1)],
    )


@pytest.fixture(scope="module")
def jobs():
    draw = random.Random(SEED)
    return [whole_job(draw, size) for size in (*SIZES, *(draw.randint(1, 40) for _ in range(TREES - len(SIZES))))]


def test_go_verifies_every_tree_and_every_proof_of_ours(gocheck, jobs):
    verdicts = gocheck(jobs)
    assert len(verdicts) == TREES
    names = [ORIGIN, *(witness(n).name for n in WITNESSES)]
    for job, verdict in zip(jobs, verdicts, strict=True):
        assert verdict["Wrong"] == []
        assert verdict["Signers"] == names
        assert verdict["Inclusion"] == verdict["Trees"] == [True] * len(job.included)
        assert all(one.ours for one in (*job.included, *job.begins))


def flipped(draw, data):
    """The data with one bit of it changed."""
    at = draw.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]


def changed_path(draw, path):
    """Ways to change a proof's hashes: one bit, one fewer, one more, two exchanged."""
    yield (*path, draw.randbytes(32))
    if not path:
        return
    at = draw.randrange(len(path))
    yield (*path[:at], flipped(draw, path[at]), *path[at + 1 :])
    yield (*path[:at], *path[at + 1 :])
    if len(path) > 1:
        yield (*path[1:], path[0])


def changed_claims(draw, claim):
    """The claim with each of its parts changed, one at a time; none of these holds."""
    members = vars(claim)
    for path in changed_path(draw, claim.path):
        yield type(claim)(**{**members, "path": path})
    for name in ("leaf", "root"):
        yield type(claim)(**{**members, name: flipped(draw, members[name])})
    place = "index" if isinstance(claim, Included) else "old"
    for other in (members[place] + 1, members[place] - 1):
        if 0 < other <= claim.size:
            yield type(claim)(**{**members, place: other})


def test_go_and_ours_refuse_every_changed_proof(gocheck, jobs):
    draw = random.Random(SEED + 1)
    asked = []
    for job in jobs:
        # Of a large tree, the proofs of some places; of a small one all of them.
        some = slice(None) if len(job.included) < 100 else slice(0, None, 13)
        asked.append(
            Job(
                included=[c for one in job.included[some] for c in sample(draw, changed_claims(draw, one))],
                begins=[c for one in job.begins[some] for c in sample(draw, changed_claims(draw, one))],
            )
        )
    asked[: len(SIZES)] = [
        Job(
            included=[changed for one in job.included[::29] for changed in changed_claims(draw, one)],
            begins=[changed for one in job.begins[::29] for changed in changed_claims(draw, one)],
        )
        for job in jobs[: len(SIZES)]
    ]
    held = [
        (one, said)
        for job, verdict in zip(asked, gocheck(asked), strict=True)
        for claims, answers in ((job.included, verdict["Inclusion"]), (job.begins, verdict["Trees"]))
        for one, said in zip(claims, answers or [], strict=True)
        if said or one.ours
    ]
    assert held == []
    assert sum(len(job.included) + len(job.begins) for job in asked) > 2 * TREES


def sample(draw, changes):
    found = list(changes)
    return draw.sample(found, min(2, len(found)))


def test_go_refuses_every_changed_note(gocheck):
    draw = random.Random(SEED + 2)
    entries = entries_at_random(draw, 7)
    body = Checkpoint(ORIGIN, 7, root_of([leaf_hash(entry) for entry in entries])).body()
    own = sign_note(body, ORIGIN, private(100).sign, public(100))
    note = join_note(body, [own])
    flips = [note[:at] + bytes([note[at] ^ (1 << at % 8)]) + note[at + 1 :] for at in range(len(note))]
    cuts = [note[:at] for at in range(len(note))]
    elsewhere = [join_note(body, [sign_note(body, ORIGIN, private(9).sign, public(9))]), join_note(body, [])]
    forged = [
        join_note(body, [own, cosign(body, witness(1), private(2).sign, AT_SOME_TIME)]),
        join_note(body, [own, cosign(body.replace("\n7\n", "\n8\n"), witness(1), private(1).sign, AT_SOME_TIME)]),
    ]
    (verdict,) = gocheck([Job(notes=[note, *flips, *cuts, *elsewhere, *forged])])
    assert verdict["Notes"] == [True] + [False] * (len(flips) + len(cuts) + len(elsewhere) + len(forged))


def test_go_refuses_every_log_of_which_a_file_was_changed(gocheck, jobs):
    draw = random.Random(SEED + 3)
    asked = []
    for job in [*jobs[: len(SIZES)], *jobs[len(SIZES) :: 5]]:
        for path, data in job.files.items():
            others = (flipped(draw, data), data[:-1], data + b"\x00", b"")
            asked += [Job(job.note, {**job.files, path: other}) for other in others]
            asked.append(Job(job.note, {name: kept for name, kept in job.files.items() if name != path}))
    assert [verdict["Wrong"] for verdict in gocheck(asked) if not verdict["Wrong"]] == []
    assert len(asked) > TREES


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537])
def test_go_reads_the_tiles_of_large_logs(gocheck, size):
    entries = [b"%d" % index for index in range(size)]
    hashes = [leaf_hash(entry) for entry in entries]
    levels, root = levels_of(hashes), root_of(hashes)
    places = (0, 255, 256, size // 2, 65_279, 65_280, size - 1)
    job = Job(
        checkpoint(entries, *WITNESSES),
        tree_files(entries),
        [Included(at, size, hashes[at], root, path_in(levels, at)) for at in places],
        [Begins(old, size, root_of(hashes[:old]), root, consistency_proof(hashes, old)) for old in places[1:]],
    )
    (verdict,) = gocheck([job])
    assert verdict["Wrong"] == []
    assert all(verdict["Inclusion"] + verdict["Trees"])
