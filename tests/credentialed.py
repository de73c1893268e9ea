"""Officers of the factories with a WebAuthn credential beside their certificate, and acts signed with it."""

from collections.abc import Callable
from hashlib import sha256

from authenticator import Authenticator
from factories import ROLES, Scene, delegation, done, key, register, signer, text
from lockgate.actions.foresee import what_would_be_signed, with_signature
from lockgate.actions.office import Result, Signer, Unsigned
from lockgate.actions.register import load_register

TWO = (signer("mia"), signer("leo"))


def delegations(credentials: dict[str, list[bytes]], **other: dict[str, str]) -> bytes:
    """The delegations of the factories, with a further row for each credential; ``other`` changes an officer's."""
    rows = []
    for name, roles in ROLES.items():
        rows.append(delegation(name, roles, **other.get(name, {})))
        rows += [delegation(name, roles, certificate=text(one)) for one in credentials.get(name, [])]
    return register("delegations", *rows)


def confirmed(credentials: dict[str, list[bytes]]) -> bytes:
    """What an officer who asked each colleague would have written down."""
    lines = [f"{name} {sha256(one).hexdigest()}\n" for name, held in credentials.items() for one in held]
    return "".join(lines).encode()


def with_credentials(scene: Scene, credentials: dict[str, list[bytes]]) -> Scene:
    lists = (confirmed(credentials), confirmed(credentials))
    done(load_register(scene.office, "delegations", delegations(credentials), TWO, lists))
    return scene


def signed_by(officer: str, own: Authenticator, do: Callable[[Signer], Result]) -> Result:
    """The act in two steps: what would be signed, then with the assertion over it."""
    wanted = what_would_be_signed(Signer(officer, Unsigned(key(officer).certificate)), do)
    assert isinstance(wanted, bytes), wanted
    return do(with_signature(officer, wanted, own.assertion(wanted)))
