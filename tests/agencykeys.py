"""Officers and officials of the requesting agency with a security key beside their certificate."""

from hashlib import sha256

from authenticator import Authenticator
from factories import AGENTS, DIRECTOR, Scene, done, officeholder, register, rostered, signer, text
from lockgate.actions.office import Result
from lockgate.actions.register import load_register
from lockgate.procedure.fingerprints import fingerprints_of
from lockgate.store.registers import registers_of

HEAD = "Hal Head"
TWO = (signer("mia"), signer("leo"))


def roster(keys: dict[str, list[bytes]], other: dict[str, str] | None = None) -> bytes:
    """The roster of the factories with a further row for each credential; ``other`` changes each further row."""
    rows = []
    for name in AGENTS:
        rows.append(rostered(name))
        further = ({"signature_certificate": text(one), **(other or {})} for one in keys.get(name, []))
        rows += [rostered(name) | one for one in further]
    return register("roster", *rows)


def officeholders(keys: list[bytes], other: dict[str, str] | None = None) -> bytes:
    """The officeholders of the factories, the director with a further row for each credential."""
    head = officeholder(HEAD, DIRECTOR, "head")
    further = ({**head, "certificate": text(one), **(other or {})} for one in keys)
    return register("officeholders", head, *further, officeholder("Kim", "Privacy", "certifying"))


def heard(content: bytes, keys: dict[str, list[bytes]]) -> bytes:
    """What somebody who asked each colleague would have written down."""
    pairs = {(name, sha256(one).hexdigest()) for name, held in keys.items() for one in held}
    pairs |= fingerprints_of(registers_of({"roster": content}).roster) if content.startswith(b"officer") else set()
    return "".join(f"{who} {found}\n" for who, found in sorted(pairs)).encode()


def loaded(scene: Scene, kind: str, content: bytes, keys: dict[str, list[bytes]]) -> Result:
    listed = heard(content, keys)
    return load_register(scene.office, kind, content, TWO, (listed, listed))


def load_keys(scene: Scene, agents: dict[str, list[bytes]], heads: list[bytes]) -> Scene:
    """Two persons load these keys, the agency's officers' and its head's."""
    done(loaded(scene, "roster", roster(agents), agents))
    done(loaded(scene, "officeholders", officeholders(heads), {HEAD: heads}))
    return scene


def with_keys(scene: Scene, agents: dict[str, Authenticator], head: Authenticator) -> Scene:
    """The same with the keys of authenticators of ours."""
    return load_keys(scene, {name: [one.document] for name, one in agents.items()}, [head.document])
