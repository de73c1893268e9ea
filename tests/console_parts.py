"""The console of a small office as tests ask it: the scene of the factories, its cast, a browser for each of them."""

import re
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client

from factories import AGENTS, ROLES, Scene, drawn, key, opened_scene
from factories import scene as make_scene
from lockgate.actions.gateway import OFFICE
from lockgate.actions.office import Office
from lockgate.rehearsal.cast import AgencyPerson, CustodianOfficer
from lockgate.rehearsal.played import CAST, Played, state
from lockgate.site import urls  # noqa: F401 - every page is read before a test gives one of them another clock
from lockgate.store.home import Home, attach
from lockgate.store.keys import private_pem
from lockgate.store.keys_officers import certificate_pem

REAL = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Console:
    """The scene, and its office as the console serves it."""

    scene: Scene
    played: Played

    @property
    def office(self) -> Office:
        return replace(self.scene.office, clock=self.played.clock)

    @property
    def case(self) -> str:
        return f"/cases/{self.scene.case}"

    def resume(self) -> "Console":
        """Let the console's clock go on where the scene's is."""
        state(self.scene.office.home, self.scene.now[0], REAL)
        return self

    def stranger(self, **other: object) -> Client:
        given = {OFFICE: self.office, CAST: self.played, "HTTP_HOST": "localhost", **other}
        return Client(**{name: value for name, value in given.items() if value is not None})

    def browser(self, officer: str, **other: object) -> Client:
        client = self.stranger(**other)
        answer = client.post("/sign-in", {"officer": officer})
        own = "/agency" if officer in AGENCY_CAST else "/windows" if officer == OUTSIDE else "/work"
        assert (answer.status_code, answer["Location"]) == (302, own)
        return client


HEAD = "Hal Head"
OUTSIDE = "pat"
"""Pat is of an outside party, and stands in no register until a test loads one with her."""
AGENCY_CAST = dict.fromkeys((*AGENTS, "kay"), "recipient") | {HEAD: "requesting"}
"""Kay has a key, and stands on no roster until a test loads one with her."""
PEOPLE = (
    *(CustodianOfficer(name, name.title(), roles, "GS-13") for name, roles in ROLES.items()),
    CustodianOfficer(OUTSIDE, OUTSIDE.title(), "reviewer", "outside"),
    *(AgencyPerson(name, name.title(), role, name) for name, role in AGENCY_CAST.items()),
)
"""The cast of the factories."""


def console_of(home: Home, folder: Path, address: str = "") -> Console:
    """The console of a new office at a prepared home, its cast's keys beside it."""
    keys = home.root.parent / "keys"
    keys.mkdir()
    for name in (*ROLES, OUTSIDE, *AGENCY_CAST):
        private = key(name).signer.private_key
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (keys / f"{name}.pem").write_bytes(pem)
    made = Console(make_scene(home, folder, address), Played(home, lambda: REAL, PEOPLE)).resume()
    put_on_desks(home)
    return made


def put_on_desks(home: Home) -> None:
    """What the agency's officers open packages with, where a rehearsal leaves it."""
    keys, log = home.root.parent / "keys", home.root.parent / "log"
    for name in AGENTS:
        opening = key(name, receives=True)
        (keys / f"{name}.opening.pem").write_bytes(private_pem(opening.signer.private_key))
        (keys / f"{name}.opening.crt").write_bytes(certificate_pem(opening.certificate))
    shutil.copyfile(home.keys / "release.crt", keys / "release.crt")
    log.mkdir()
    shutil.copyfile(home.log / "policy", log / "policy")


def console_again(folder: Path, case: str, at: datetime) -> Console:
    """The console of an office that was walked before and copied to this folder."""
    home = Home(folder / "home")
    attach(home)
    scene = opened_scene(home, folder / "scene", at, drawn(str(folder)))
    scene.case = case
    return Console(scene, Played(home, lambda: REAL, PEOPLE)).resume()


def fields(page) -> dict[str, str]:
    """The hidden fields of the page's last form."""
    text = page.content.decode().rpartition("<form")[2]
    found = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', text)
    return {unescape(name): unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}
