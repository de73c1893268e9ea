"""One small package and its makings, for the tests of packages and of the recipient's tool."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from secrets import token_bytes

from lockgate.seal.answers import Answer, Word, render_answers
from lockgate.seal.archive import pack, unpack
from lockgate.seal.manifests import Terms
from lockgate.seal.packages import MANIFEST, SIGNATURE, ReleaseSigner, build_package
from lockgate.seal.signatures import sign_detached
from unit.seal.people_seal import Pair, pair

TERMS = Terms(
    package="0123456789abcdef" * 2,
    custodian="Synthetic Revenue Office",
    agreement="irs-ice-2025",
    case="aa" * 32,
    provision="26 USC 6103(i)(2)",
    authorizing_entry="bb" * 32,
    accounting_root="cc" * 32,
    made_at="2025-08-07T12:00Z",
)
ANSWERS = (
    Answer("r-1", Word.IDENTIFIED, "12 Oak St", "Apt 4", "Houston", "TX", "77002", "US"),
    Answer("r-2", Word.NONE),
    Answer("=r-3", Word.NONE),
)
SECRET = b"12 Oak St"


@dataclass(frozen=True)
class Made:
    """A package, who may open it, who released it, and what is inside."""

    package: bytes
    officer: Pair
    release: Pair
    answers: bytes


@cache
def made(kind="p384"):
    """A package for an officer whose key is of that kind; the same one each time."""
    officer, release, answers = pair(kind), pair("p384", "release"), render_answers(ANSWERS)
    signer = ReleaseSigner(release.der, release.key)
    return Made(build_package(answers, TERMS, officer.der, signer, token_bytes), officer, release, answers)


def resigned(package, manifest, release):
    """The same members under another manifest, signed by `release`."""
    rest = unpack(package)[2:]
    signature = sign_detached(manifest, release.der, release.key)
    return pack(((MANIFEST, manifest), (SIGNATURE, signature), *rest))


def digest(data):
    return sha256(data).hexdigest()
