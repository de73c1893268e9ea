"""One small package and its makings, for the tests of packages and of the recipient's tool."""

from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from io import BytesIO
from secrets import token_bytes

from lockgate.seal.answers import Answer, Word, render_answers
from lockgate.seal.archive import content, read_members, write_directory, write_member
from lockgate.seal.building import Copy, build_package
from lockgate.seal.duties import Duty, Owed
from lockgate.seal.layout import MANIFEST, SIGNATURE
from lockgate.seal.manifests import Terms
from lockgate.seal.note import signed_note
from lockgate.seal.packages import ReleaseSigner
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
GIVEN = render_answers(ANSWERS)
MARK = "mark-0123456789abcdef0123"
SECRET = b"12 Oak St"
LOGGED = b"c2sp.org/tlog-proof@v1\nindex 2\n\nlog.example/synthetic\n"
DUTIES = (
    Duty(Owed.RECEIPT, "agreement irs-ice-2025", "2025-08-21"),
    Duty(Owed.LOG, "26 USC 6103(p)(4)(A)", "2025-08-21"),
    Duty(Owed.INCIDENT, "Publication 1075 section 1.8", "PT24H"),
    Duty(Owed.DISPOSAL, "26 USC 6103(p)(4)(F)(ii)", "2026-08-07"),
)


@dataclass(frozen=True)
class Made:
    """A package, who may open it, who released it, and what comes out."""

    package: bytes
    officer: Pair
    release: Pair
    answers: bytes


def copy_for(officer, **changes):
    """A copy for that officer, with the makings of this file unless changed."""
    return replace(Copy(TERMS, officer.der, MARK, LOGGED, "2025-09-06", DUTIES), **changes)


def sealed(officer, release, given=GIVEN, random=token_bytes, **changes):
    """The package of a copy, as bytes."""
    out = BytesIO()
    signer = ReleaseSigner(release.der, release.key)
    build_package(BytesIO(given), copy_for(officer, **changes), signer, random, out)
    return out.getvalue()


@cache
def made(kind="p384"):
    """A package for an officer whose key is of that kind; the same one each time."""
    officer, release = pair(kind), pair("p384", "release")
    return Made(sealed(officer, release), officer, release, render_answers(ANSWERS, MARK))


def pack(members):
    """A file of (name, content), in the form of a package."""
    out = BytesIO()
    write_directory(out, tuple(write_member(out, name, [data]) for name, data in members))
    return out.getvalue()


def unpack(package):
    """The (name, content) of a package's members, in order."""
    file = BytesIO(package)
    return tuple((member.name, b"".join(content(file, member))) for member in read_members(file))


def resigned(package, manifest, release):
    """The same members under another manifest, signed by `release`."""
    note = signed_note(manifest.decode() + "\n", release.der, release.key)
    signature = sign_detached(note, release.der, release.key)
    return with_members(package, {MANIFEST: note, SIGNATURE: signature})


def with_members(package, changes):
    """The same members, some of them with another content."""
    return pack(tuple((name, changes.get(name, data)) for name, data in unpack(package)))


def digest(data):
    return sha256(data).hexdigest()
