"""Trace: which copy a file that turned up elsewhere is, or holds lines of (docs/formats/package.md, "The mark").

An act with an entry of its own, whatever is found: whose copy leaked is told to whoever may be told it (R51), and
that somebody asked stands in the log. Nothing of a taxpayer is told; the file is read here and kept nowhere.
"""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO

from lockgate.actions.alone import enter_alone
from lockgate.actions.office import Done, Office, Signer
from lockgate.actions.refusing import Tried, refused
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.seal.tracing import trace as search
from lockgate.store.alone import entered_alone
from lockgate.store.marks import Copy, copies_marked, copy_numbered, copy_sealed


class By(StrEnum):
    """What tells the copy."""

    BYTES = "bytes"
    """The file is the sealed package itself, byte for byte."""
    MARK = "mark"
    """The file holds the copy's mark, which stands in the opened answers and nowhere else."""
    NAME = "name"
    """The file says it is this package, and its bytes are others: whoever has seen a manifest can write so."""


@dataclass(frozen=True, slots=True)
class Found:
    """One copy, and what tells it."""

    copy: Copy
    by: By


@dataclass(frozen=True, slots=True)
class Traced:
    """What a trace came to.

    Attributes:
        done: the act, entered.
        copies: the copies the file is or holds lines of, those told most surely first.
        foreign: marks in it that are of no copy of this office.
    """

    done: Done
    copies: tuple[Found, ...]
    foreign: int


def trace(office: Office, file: Path, signer: Signer) -> Traced | Refusal:
    """Say which copy a file comes from, or that it carries no mark; retyping the answers removes it.

    Args:
        office: the office.
        file: whatever turned up: an opened answer, a table or a part of one, a package.
        signer: an officer who may be told.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        with file.open("rb") as opened:
            digest = file_digest(opened, "sha256").hexdigest()
            opened.seek(0)
            marks, named = _said(opened)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    with entered_alone() as alone:
        marked = copies_marked(marks)
        copies = _found(copy_sealed(digest), list(marked.values()), [*copies_marked(named).values(), *_numbered(named)])
        content = {"file": digest, "copies": [[one.copy.package, one.by.value] for one in copies]}
        entered = enter_alone(office, alone, Act.TRACE, content, signer)
    if isinstance(entered, Refusal):
        return refused(office, (signer,), Tried(Act.TRACE, office.clock()), entered)
    entry, at = entered
    done = Done(Act.TRACE, "", entry.leaf, at, {"file": digest, "copies": len(copies)})
    return Traced(done, copies, len(marks) - len(marked))


def _said(file: BinaryIO) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The hashes of the marks in a file; and what it names itself by: a mark's hash, a package's id."""
    found = search(file)
    if found is None:
        return (), ()
    return found.marks, tuple(one for one in (found.named, found.package) if one)


def _numbered(named: tuple[str, ...]) -> list[Copy]:
    return [copy for one in named if (copy := copy_numbered(one)) is not None]


def _found(sealed: Copy | None, marked: list[Copy], named: list[Copy]) -> tuple[Found, ...]:
    """Each copy once, by what tells it most surely."""
    ways = [(By.BYTES, [sealed] if sealed is not None else []), (By.MARK, marked), (By.NAME, named)]
    found: dict[str, Found] = {}
    for by, copies in ways:
        for copy in copies:
            found.setdefault(copy.package, Found(copy, by))
    return tuple(found.values())
