"""A substitute in tests: the agency's amendment, the roster, and the acts until the authorization."""

from pathlib import Path

from factories import AGENCY, DIRECTOR, Scene, done, key, register, rostered, signer
from gateway_parts import released
from lockgate.actions.authorize import authorize
from lockgate.actions.confirm import confirm
from lockgate.actions.examine import examine
from lockgate.actions.recall import recall
from lockgate.actions.review import review
from lockgate.actions.substitute import substitute
from lockgate.procedure.casefile import PackageFacts, Vote
from lockgate.seal.signatures import sign_detached

MATTERS = [f"M-{n:03}" for n in (1, 2, 3)]


def amendment(scene: Scene, by: str = "Hal Head", **changed: str) -> Path:
    """The agency's amendment: kay in ida's place, signed by its head."""
    said = {"number": "ICE-2025-0001", "date": "2025-08-08", "instead": "ida", "id": "kay", "agency": AGENCY, **changed}
    content = f"""agreement = "irs-ice-2025"
agency = "{AGENCY}"
number = "{said["number"]}"
date = {said["date"]}
instead = "{said["instead"]}"
reason = "Ida was assigned to another office."

[requesting_official]
person = "{by}"
office = "{DIRECTOR}"
capacity = "head"

[substitute]
id = "{said["id"]}"
name = "Kay"
agency = "{said["agency"]}"
""".encode()
    folder = scene.folder / f"amendment-{len(list(scene.folder.glob('amendment-*')))}"
    folder.mkdir()
    (folder / "amendment.toml").write_bytes(content)
    signing = key(by)
    signed = sign_detached(content, signing.certificate, signing.signer.private_key)
    (folder / "amendment.toml.p7s").write_bytes(signed)
    return folder


def joined(scene: Scene, *names: str, **kay: str) -> Scene:
    """The roster with kay, and whoever else, on it."""
    more = [rostered(name, **kay) for name in names or ("kay",)]
    done(scene.load("roster", register("roster", rostered("ida"), rostered("jon"), *more)))
    return scene


def released_without_ida(scene: Scene) -> Scene:
    """Released to jon alone: ida, whom the proposal names, had no training when the packages were sealed."""
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized()
    done(scene.load("roster", register("roster", rostered("ida", trained_on="2024-01-01"), rostered("jon"))))
    done(examine(scene.office, scene.case, signer("ada")))
    return scene.released()


def substituted(scene: Scene, folder: Path | None = None) -> str:
    return str(done(substitute(scene.office, scene.case, signer("ada"), folder or amendment(scene))).told["proposal"])


def voted(scene: Scene, proposal: str) -> str:
    scene.pass_time(hours=1)
    for name in ("ben", "cyd"):
        done(review(scene.office, scene.case, signer(name), proposal, (Vote.FOR, "")))
    return proposal


def authorized(scene: Scene) -> str:
    """Released, kay named by the agency, confirmed, voted on and authorized; the window has come."""
    proposal = put_in_place(released(scene))
    scene.pass_time(days=1)
    return proposal


def put_in_place(scene: Scene) -> str:
    """The same, once something was handed over; the window is still to come."""
    proposal = substituted(joined(scene))
    done(confirm(scene.office, scene.case, signer("kay"), MATTERS))
    done(authorize(scene.office, scene.case, signer("dov"), voted(scene, proposal)))
    return proposal


def recalled(scene: Scene, officer: str = "ida") -> None:
    done(recall(scene.office, packages(scene, officer)[-1].id, signer("mia"), "Another officer has it now."))


def packages(scene: Scene, officer: str) -> list[PackageFacts]:
    return [one for one in scene.facts.packages if one.recipient == officer]
