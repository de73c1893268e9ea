"""The gated form in tests: a pack that asks for it, the recipient's tool, and a gateway without a socket."""

import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import BinaryIO

from factories import Scene, key
from lockgate.actions.gateway import Reply, reply_to
from lockgate.recipient.gateway import Heard
from lockgate.recipient.main import main as recipient
from lockgate.store import agreements
from lockgate.store.keys import private_pem
from lockgate.store.keys_officers import certificate_pem

URL = "http://gateway.example"


def use_form(monkeypatch, folder: Path, form: str) -> None:
    """Let the shipped pack ask for this form, in a copy of its own."""
    copy = folder / "packs"
    shutil.copytree(agreements._shipped_folder(), copy, ignore=shutil.ignore_patterns("__pycache__"))
    pack = copy / "irs-ice-2025" / "agreement.toml"
    text = pack.read_text(encoding="utf-8")
    for other in ("direct", "gated"):
        text = text.replace(f'form = "{other}"', f'form = "{form}"')
    pack.write_text(text, encoding="utf-8")
    monkeypatch.setattr(agreements, "_shipped_folder", lambda: copy)


@dataclass
class Told:
    """What the recipient's tool answered: exit code, its object, its sentence."""

    code: int
    data: dict
    sentence: str


@dataclass
class Desk:
    """One officer of the agency at their own machine, with their keys, who speaks to a gateway in this process."""

    scene: Scene
    folder: Path
    name: str = "ida"
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    ahead: timedelta = timedelta(0)
    held: set[str] = field(default_factory=set)
    """Paths whose requests do not arrive."""

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for stem, receives in (("sign", False), ("open", True)):
            self.put_key(stem, self.name, receives=receives)
        home = self.scene.office.home
        for source, target in ((home.keys / "release.crt", "release.crt"), (home.log / "policy", "policy")):
            shutil.copyfile(source, self.folder / target)

    def put_key(self, stem: str, name: str, *, receives: bool) -> None:
        one = key(name, receives=receives)
        (self.folder / f"{stem}.pem").write_bytes(private_pem(one.signer.private_key))
        (self.folder / f"{stem}.crt").write_bytes(certificate_pem(one.certificate))

    @property
    def package(self) -> str:
        return [one for one in self.scene.facts.packages if one.recipient == self.name][-1].id

    @property
    def file(self) -> Path:
        return self.folder / f"{self.package}.package"

    @property
    def answers(self) -> Path:
        return self.folder / "out" / "answers.csv"

    def post(self, path: str, body: bytes, into: BinaryIO | None = None) -> Heard:
        self.sent.append((path, body))
        if path in self.held:
            return Heard(503, b"")
        reply = reply_to(self.scene.office, path, body)
        self.replies.append(reply)
        if reply.file is not None:
            into.write(reply.file.read_bytes())
        return Heard(reply.status, reply.document, {name.lower(): value for name, value in reply.headers.items()})

    def run(self, *words: object, url: str = URL) -> Told:
        out, err = StringIO(), StringIO()
        common = ["--gateway", url, "--signing-key", self.folder / "sign.pem", "--as", self.name]
        common += ["--release-certificate", self.folder / "release.crt", "--json"]
        gateway = {"gateway": lambda _url: self.post} if url == URL else {}
        with redirect_stdout(out), redirect_stderr(err):
            code = recipient(
                [str(word) for word in [*words, *common]], lambda: self.scene.now[0] + self.ahead, **gateway
            )
        return Told(code, json.loads(out.getvalue()), err.getvalue().strip())

    def fetch(self, package: str = "", **where: str) -> Told:
        return self.run("fetch", package or self.package, "--out", self.folder, "--replace", **where)

    def open(self, file: Path | None = None, **where: str) -> Told:
        return self.run(
            "open", file or self.file, "--key", self.folder / "open.pem", "--certificate", self.folder / "open.crt",
            "--policy", self.folder / "policy", "--out", self.folder / "out", **where,
        )  # fmt: skip

    def acknowledge(self, **where: str) -> Told:
        return self.run("acknowledge", self.file, **where)


def desk(scene: Scene, name: str = "ida") -> Desk:
    return Desk(scene, scene.folder / f"desk-{name}", name)


def released(scene: Scene) -> Scene:
    return scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()
