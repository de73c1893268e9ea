"""What lies in a sealed package: opened with both keys, the recipient's and, of a gated one, the gateway's."""

from io import BytesIO

from factories import key
from lockgate.seal.answers import Answer, parse_answers
from lockgate.seal.gated import unwrap
from lockgate.seal.packages import open_package
from lockgate.store.gateway import kept_of
from lockgate.store.home import Home
from lockgate.store.keyring import load_gateway_key, load_release_signer
from lockgate.store.packages import read_sealed


def inside(home: Home, package: str) -> bytes:
    """The package in the direct form: itself, or the one nested in it."""
    data, kept = read_sealed(home, package), kept_of(package)
    if kept is None:
        return data
    inner = BytesIO()
    unwrap(BytesIO(data), load_gateway_key(home).unwrap(kept.wrapped), inner)
    return inner.getvalue()


def answers_in(home: Home, package: str, name: str) -> tuple[Answer, ...]:
    """Every answer in a package sealed for this officer."""
    release, mine = load_release_signer(home).certificate_der, key(name, receives=True)
    return parse_answers(
        open_package(inside(home, package), release, mine.signer.private_key, mine.certificate).answers
    )
