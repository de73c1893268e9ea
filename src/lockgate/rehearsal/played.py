"""A rehearsal that goes on after its script: its stated clock, its witnesses and its cast, for whoever plays it now.

``rehearsal.json`` in the home says that the office is a rehearsal's, and what time it is there: an instant that was
stated and the real one it was stated at; since then time passes as it does. Only a rehearsal lets anybody move it.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from lockgate.actions.desk import open_signer
from lockgate.actions.office import Signer
from lockgate.clock import Clock
from lockgate.errors import UsageError
from lockgate.rehearsal.cast import CUSTODIAN, AgencyPerson, CustodianOfficer, agency_cast
from lockgate.store.files import PRIVATE, replace
from lockgate.store.home import Home
from lockgate.tlog.policies import parse_policy
from lockgate.witness.answering import Witness
from lockgate.witness.folder import held
from lockgate.witness.serving import Server

MARK = "rehearsal.json"
"""The file in a home that says it is a rehearsal's."""

WITNESSES, KEYS = "witnesses", "keys"
"""Folders beside the home."""

CAST = "lockgate.cast"
"""In the environ of a WSGI server on loopback: the rehearsal whose cast may sign in. Headers arrive as ``HTTP_…``."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The files with which an officer of the agency opens a package on their own machine, and where it lies then.

    Attributes:
        certificate: what packages are sealed for, the opening key's.
        release: the custodian's release certificate.
        policy: the log's policy.
        packages: a folder of theirs.
    """

    signing_key: Path
    opening_key: Path
    certificate: Path
    release: Path
    policy: Path
    packages: Path


Member = CustodianOfficer | AgencyPerson
"""Somebody whom a person at the console may be."""

_FORMAT = "lockgate/played/v1"
_POLL = 0.02


@dataclass(frozen=True, slots=True)
class Played:
    """A rehearsal's office, as it is played on.

    Attributes:
        home: the office; keys and witnesses lie beside it.
        real: the real clock.
        people: who may be in the cast.
    """

    home: Home
    real: Clock
    people: tuple[Member, ...] = field(default_factory=lambda: (*CUSTODIAN, *agency_cast()))

    def clock(self) -> datetime:
        """What time it is there."""
        stated, at = _read(self.home)
        return stated + max(self.real() - at, timedelta())

    def forward(self, span: timedelta) -> datetime:
        """Let this much time pass there; what time it is then.

        Raises:
            ValueError: the span is below zero.
        """
        if span < timedelta():
            raise ValueError("time only moves forward")
        state(self.home, self.clock() + span, self.real())
        return self.clock()

    @property
    def cast(self) -> tuple[Member, ...]:
        """The custodian's officers and the agency's people whose synthetic keys are there."""
        return tuple(one for one in self.people if self._key(one).is_file())

    def signer(self, officer: str) -> Signer:
        """A member of the cast with their synthetic key, which protects nothing.

        Raises:
            UsageError: nobody of the cast has this id.
        """
        found = next((one for one in self.cast if one.id == officer), None)
        if found is None:
            raise UsageError(f"{officer[:40]} is nobody of the rehearsal's cast.")
        return open_signer(officer, str(self._key(found)))

    def desk(self, officer: str) -> Desk | None:
        """What an officer of the agency has at hand; None where the rehearsal left no keys of theirs."""
        keys, folder = self._beside(KEYS), self.home.root.parent
        found = Desk(
            keys / f"{officer}.pem",
            keys / f"{officer}.opening.pem",
            keys / f"{officer}.opening.crt",
            keys / "release.crt",
            folder / "log" / "policy",
            folder / "opened" / officer,
        )
        needed = (found.signing_key, found.opening_key, found.certificate, found.release, found.policy)
        known = any(one.id == officer and isinstance(one, AgencyPerson) for one in self.people)
        return found if known and all(one.is_file() for one in needed) else None

    @contextmanager
    def witnesses(self) -> Iterator[None]:
        """Its witnesses answer again, at the addresses of the log's policy, for as long as the block lasts.

        Raises:
            UsageError: such an address is taken by something else.
        """
        policy = parse_policy((self.home.log / "policy").read_bytes())
        with ExitStack() as stack:
            for one in policy.witnesses:
                keeper = stack.enter_context(held(self._beside(WITNESSES) / one.name))
                address = urlsplit(one.url)
                at = (address.hostname or "", address.port or 0)
                try:
                    server = stack.enter_context(Server(at, Witness.of(keeper, self.clock), lambda _line: None))
                except OSError as problem:
                    why = f"The witness {one.name} cannot listen at {one.url}: {problem.strerror}."
                    raise UsageError(why) from problem
                thread = Thread(target=server.serve_forever, args=(_POLL,), daemon=True)
                thread.start()
                stack.callback(thread.join)
                stack.callback(server.shutdown)
            yield

    def _beside(self, name: str) -> Path:
        return self.home.root.parent / name

    def _key(self, member: Member) -> Path:
        stem = member.stem if isinstance(member, AgencyPerson) else member.id
        return self._beside(KEYS) / f"{stem}.pem"


def state(home: Home, stated: datetime, at: datetime) -> None:
    """Mark a home as a rehearsal's, and state what time it is there.

    Args:
        home: the office.
        stated: the instant there.
        at: the real instant.
    """
    said = {"at": at.isoformat(), "format": _FORMAT, "stated": stated.isoformat()}
    replace(json.dumps(said, sort_keys=True).encode() + b"\n", home.root / MARK, home.scratch, PRIVATE)


def played_at(home: Home, real: Clock) -> Played:
    """The rehearsal whose office this is.

    Raises:
        UsageError: it is none.
    """
    _read(home)
    return Played(home, real)


def _read(home: Home) -> tuple[datetime, datetime]:
    try:
        said = json.loads((home.root / MARK).read_bytes())
        if said["format"] == _FORMAT:
            return datetime.fromisoformat(said["stated"]), datetime.fromisoformat(said["at"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise UsageError(f"{home.root} is no rehearsal's office; run lockgate demo, and name its home.")
