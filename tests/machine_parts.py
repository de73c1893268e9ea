"""Machines of a small office's agency: two persons load them, each with a list of fingerprints of their own."""

from factories import AGENCY, Scene, done, key, register, signer, text
from lockgate.actions.office import Result
from lockgate.actions.register import MACHINES, load_register
from lockgate.procedure.machines import fingerprints_of_machines
from lockgate.store.machines import machines_in


def machine(name: str, person: str = "Hal Head", **other: str) -> dict[str, str]:
    """A machine with a key of its own."""
    row = {"machine": name, "agency": AGENCY, "person": person, "since": "2025-08-01", "until": "2026-07-31"}
    return {**row, "certificate": text(key(f"{name}'s").certificate), **other}


def called(content: bytes) -> bytes:
    """What somebody who called every person that answers would have written down."""
    return "".join(f"{who} {found}\n" for who, found in sorted(fingerprints_of_machines(machines_in(content)))).encode()


def load_machines(scene: Scene, *rows: dict[str, str], lists: tuple[bytes, bytes] | None = None) -> Result:
    content = register(MACHINES, *rows)
    heard = called(content)
    return load_register(scene.office, MACHINES, content, (signer("mia"), signer("leo")), lists or (heard, heard))


def with_machines(scene: Scene, *rows: dict[str, str]) -> Scene:
    done(load_machines(scene, *rows))
    return scene
