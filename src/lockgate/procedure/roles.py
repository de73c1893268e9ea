"""Who may do which act, and at which stage: the one table, printed into ``docs/law/acts.md``.

Roles come from the delegations register (Delegation Order 11-2, R28). Of the requesting agency, an officer has the
one role ``recipient`` by standing on the roster (R20, R33), and an official who may ask has the one role
``requesting`` by standing in the officeholder register (R02); their id is their name, as it stands there.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from lockgate.law.citations import Citation, house, pub1075, usc26
from lockgate.law.registers import Capacity, Delegation, Officeholder, Registers, RosterEntry
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.security_keys import keys_in_office, keys_on_roster
from lockgate.procedure.subjects import is_subject
from lockgate.tlog.credentials import is_credential
from lockgate.tlog.signatures import public_key_der, verify_decision


class Role(StrEnum):
    """What an officer is there for. All but ``recipient`` and ``requesting`` are the custodian's.

    ``oversight`` (an inspector general's, a committee's) does no act and has no provision: counts and proofs (R51).
    ``reviewer`` is of an outside party that an agreement names; it sees counts and proofs, and may stop a release.
    """

    INTAKE = "intake"
    ANALYST = "analyst"
    DECIDING = "deciding"
    RELEASER = "releaser"
    DISCLOSURE_MANAGER = "disclosure_manager"
    COUNSEL = "counsel"
    SAFEGUARDS = "safeguards"
    OVERSIGHT = "oversight"
    REVIEWER = "reviewer"
    RECIPIENT = "recipient"
    REQUESTING = "requesting"


AGENCY_ROLES = frozenset({Role.RECIPIENT, Role.REQUESTING})
"""The roles of the requesting agency's people; no delegation gives one."""

CUSTODIAN_ROLES = frozenset(Role) - AGENCY_ROLES
"""The roles that the delegations give: the custodian's officers', and those of overseers and of an outside party."""


class Side(StrEnum):
    """Whose officer somebody is."""

    CUSTODIAN = "custodian"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who acts, as the registers know them at that instant.

    Attributes:
        certificate: DER; the act's signature must verify against its key.
        key: sha256 of that public key, 64 hexadecimal digits: two ids with one key are one person.
        sealing: sha256 of the key-management certificate a package may be sealed to; agency officers only.
        credentials: documents of the WebAuthn credentials they may sign with as well. What a package is bound to, and a
            request to open it or to the API, stays with the certificate.
    """

    id: str
    name: str
    side: Side
    agency: str
    roles: frozenset[Role]
    certificate: bytes
    key: str
    sealing: str = ""
    credentials: tuple[bytes, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The sha256 of every public key of theirs."""
        return frozenset({self.key, *map(key_hash, self.credentials)})

    def key_behind(self, decision: bytes, signature: bytes) -> bytes | None:
        """What the registers hold for the key of theirs that signed this decision: certificate, credential, or None."""
        held = (self.certificate, *self.credentials)
        return next((one for one in held if verify_decision(one, decision, signature)), None)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. No stages: the act concerns no case, or opens one."""

    act: Act
    roles: frozenset[Role]
    stages: tuple[CaseStage, ...]
    persons: int
    citation: Citation


_OPEN = (
    CaseStage.EXAMINED,
    CaseStage.READING,
    CaseStage.LOCATED,
    CaseStage.PROPOSED,
)
_UNRELEASED = (CaseStage.LOCATED, CaseStage.PROPOSED, CaseStage.AUTHORIZED, CaseStage.SEALED)
_OUT = (CaseStage.SEALED, CaseStage.HANDED_OVER)
_ANEW = (*_UNRELEASED, CaseStage.HANDED_OVER)
_HELD = (CaseStage.SUBMITTED, *_OPEN, CaseStage.AUTHORIZED, *_OUT, CaseStage.RETURNED)
_EXAMINABLE = (CaseStage.SUBMITTED, CaseStage.EXAMINED, CaseStage.RETURNED, *_ANEW)
_ENDED = (CaseStage.WITHDRAWN, *_OUT)
_STANDING = (
    CaseStage.SUBMITTED,
    CaseStage.EXAMINED,
    *_ANEW,
    CaseStage.RETURNED,
)
_ACCOUNT = usc26("6103(p)(3)(A)")
_DELEGATED = Citation("Delegation Order 11-2")
_ENGAGED = usc26("6103(i)(2)(A)", "personally and directly engaged")
_DUTY = usc26("6103(h)(1)", "official duties")
_DUAL = Citation("NIST SP 800-53 AC-3(2)")
_KEYS = Citation("NIST SP 800-53 SC-12")
_PARTY = house("the agreement's outside party")

_KEEPERS = frozenset({Role.COUNSEL, Role.DISCLOSURE_MANAGER, Role.SAFEGUARDS})
_ANALYST = frozenset({Role.ANALYST})
_TAKING = frozenset({Role.ANALYST, Role.DECIDING, Role.COUNSEL})
_RELEASER = frozenset({Role.RELEASER})
_RECIPIENT = frozenset({Role.RECIPIENT})
_AUTHORIZER = frozenset({Role.DISCLOSURE_MANAGER, Role.RELEASER})

_LINES = (
    Line(Act.SUBMIT, frozenset({Role.INTAKE, Role.ANALYST}), (), 1, _ACCOUNT),
    Line(Act.ASSIGN, _TAKING, _HELD, 1, _DUTY),
    Line(Act.INSPECT, _TAKING, _HELD[1:], 1, _DUTY),
    Line(Act.EXAMINE, _ANALYST, _EXAMINABLE, 1, usc26("6103(i)(2)(B)")),
    Line(Act.CONFIRM, _RECIPIENT, (CaseStage.SUBMITTED, *_OPEN), 1, _ENGAGED),
    Line(Act.FIND, frozenset({Role.ANALYST, Role.COUNSEL}), _OPEN, 1, usc26("6103(i)(2)(B)(iv)")),
    Line(Act.LOCATE, _ANALYST, (CaseStage.EXAMINED, CaseStage.READING), 1, usc26("7213A")),
    Line(
        Act.LOOK,
        frozenset({Role.ANALYST, Role.DECIDING}),
        (CaseStage.LOCATED, CaseStage.PROPOSED),
        1,
        _DUTY,
    ),
    Line(Act.DISPOSE, _ANALYST, _ANEW, 1, _DELEGATED),
    Line(Act.ROUND, frozenset({Role.DECIDING}), (CaseStage.PROPOSED,), 1, _DUTY),
    Line(Act.ROUND_CLOSE, frozenset({Role.DECIDING}), (CaseStage.PROPOSED,), 1, _DUAL),
    # Of the person and not of one case: while somebody is paused they vote on no case.
    Line(Act.RESTORE, frozenset({Role.COUNSEL, Role.DISCLOSURE_MANAGER}), (), 1, _DUAL),
    Line(Act.REVIEW, frozenset({Role.DECIDING}), (CaseStage.PROPOSED,), 2, _DUAL),
    Line(Act.AUTHORIZE, _AUTHORIZER, (CaseStage.PROPOSED,), 1, _DELEGATED),
    # A proposal for a substitute is authorized when the case is handed over.
    Line(Act.STOP, frozenset({Role.REVIEWER}), (CaseStage.AUTHORIZED, CaseStage.HANDED_OVER), 1, _PARTY),
    Line(Act.SEAL, _RELEASER, (CaseStage.AUTHORIZED,), 1, _DELEGATED),
    # Handed over already: the one package that a re-issue sealed, and nothing else (reissue_gates.handed_over_alone).
    Line(Act.HANDOVER, _RELEASER, _OUT, 1, _DELEGATED),
    Line(Act.REISSUE, _RELEASER, (CaseStage.HANDED_OVER,), 1, _ENGAGED),
    Line(Act.SUBSTITUTE, _ANALYST, (CaseStage.HANDED_OVER,), 1, _ENGAGED),
    # Not while the custodian's file is being read: what was asked of it stays counted (R48).
    Line(Act.WITHDRAW, frozenset({Role.INTAKE, Role.ANALYST}), _STANDING, 1, usc26("6103(i)(2)(B)")),
    Line(Act.FETCH, _RECIPIENT, _OUT, 1, _ENGAGED),
    Line(Act.OPENING, _RECIPIENT, _OUT, 1, _ENGAGED),
    Line(Act.ACKNOWLEDGE, _RECIPIENT, _ENDED, 1, usc26("6103(p)(4)(A)")),
    Line(Act.RECALL, frozenset({*_AUTHORIZER, Role.COUNSEL}), _ENDED, 1, usc26("6103(p)(4)(C)")),
    Line(Act.ORDER, frozenset({Role.COUNSEL, Role.DISCLOSURE_MANAGER}), (), 2, house("a court's orders")),
    Line(Act.REGISTRY, frozenset({Role.DISCLOSURE_MANAGER}), (), 1, usc26("7213A")),
    Line(
        Act.REGISTER,
        frozenset({Role.COUNSEL, Role.DISCLOSURE_MANAGER, Role.SAFEGUARDS}),
        (),
        2,
        pub1075("2.C.3"),
    ),
    # One of the two is counsel (actions.pack).
    Line(Act.PACK, frozenset({Role.COUNSEL, Role.DISCLOSURE_MANAGER}), (), 2, usc26("6103(i)(2)(A)")),
    Line(Act.AUTHORITIES, _KEEPERS, (), 2, usc26("6103(p)(4)(B)")),
    Line(Act.KEY, _KEEPERS, (), 2, _KEYS),
    Line(Act.KEY_LOST, _KEEPERS, (), 1, _KEYS),
    Line(Act.POLICY, _KEEPERS, (), 2, _ACCOUNT),
    Line(Act.TRACE, _KEEPERS, (), 1, pub1075("1.8")),
    Line(Act.ACCOUNT, frozenset({Role.DISCLOSURE_MANAGER}), _ENDED, 1, _ACCOUNT),
    Line(Act.AUDIT, _ANALYST, (), 1, _ACCOUNT),
    Line(Act.AUDIT_AUTHORIZE, frozenset({Role.COUNSEL, Role.DISCLOSURE_MANAGER}), (CaseStage.LOOK_BACK,), 1, _DUAL),
    Line(Act.AUDIT_READ, _ANALYST, (CaseStage.LOOK_BACK,), 1, usc26("7213A")),
    Line(Act.AUDIT_CLOSE, _ANALYST, (CaseStage.LOOK_BACK,), 1, usc26("7213A")),
)

TABLE = {line.act: line for line in _LINES}
"""Act -> who, when, how many persons, and where that is written. Every act has a line."""

RECIPIENTS_OWN = frozenset(act for act, line in TABLE.items() if line.roles == _RECIPIENT)
"""The acts that a recipient does alone, about what is theirs."""

ANALYSIS = frozenset({Act.EXAMINE, Act.FIND, Act.LOCATE, Act.DISPOSE, Act.SUBSTITUTE})
"""The acts of whoever prepares a case."""

DECISION = frozenset({Act.REVIEW, Act.ROUND_CLOSE})
"""The acts of the two who decide."""

RELEASE = frozenset({Act.AUTHORIZE, Act.SEAL, Act.HANDOVER, Act.REISSUE})
"""The acts of whoever lets an answer leave."""

DUTIES = (ANALYSIS, DECISION, RELEASE)
"""Duties kept apart on one case: who acted under one acts under no other (NIST SP 800-53 AC-5)."""


def key_hash(certificate: bytes) -> str:
    """The sha256 of a certificate's public key, 64 hexadecimal digits.

    Raises:
        ValueError: the bytes hold no P-256 or P-384 key.
    """
    return sha256(public_key_der(certificate)).hexdigest()


def officer_of(registers: Registers, officer: str, at: datetime) -> Officer | None:
    """The officer of that id as the registers stand at ``at``; None where no register has them.

    Somebody who stands in two registers under one id is nobody: the custodian's officers and the agency's are not
    the same people, and a register that says so is a mistake to be mended first.
    """
    day = at.date()
    delegated = [d for d in registers.delegations_of.get(officer, ()) if d.term.covers(day)]
    rostered = [r for r in registers.roster_of.get(officer, ()) if r.term.covers(day)]
    holds = [h for h in registers.officeholders if _may_ask(h, officer) and h.term.covers(day)]
    match (delegated, rostered, holds):
        case ([_, *_], [], []):
            return _custodian(delegated)
        case ([], [entry], []):
            return _recipient(entry, keys_on_roster(registers, entry, day))
        case ([], [], [holder]):
            return _requesting(holder, keys_in_office(registers, holder, day))
        case _:
            return None


def _may_ask(holder: Officeholder, person: str) -> bool:
    """Whether this is a row of the person that lets them ask (R02); a certifying official does not ask."""
    return holder.person == person and holder.capacity is not Capacity.CERTIFYING


def _requesting(holder: Officeholder, credentials: tuple[bytes, ...]) -> Officer | None:
    key = _key_or_none(holder.certificate)
    if key is None or not all(_key_or_none(one) for one in credentials):
        return None
    return Officer(
        holder.person,
        holder.person,
        Side.AGENCY,
        holder.agency,
        frozenset({Role.REQUESTING}),
        holder.certificate,
        key,
        credentials=credentials,
    )


def _custodian(delegated: list[Delegation]) -> Officer | None:
    """One row with a certificate; and others that say the same, with a credential or an account in its place."""
    certified = [one for one in delegated if not (is_credential(one.certificate) or is_subject(one.certificate))]
    credentials = tuple(one.certificate for one in delegated if is_credential(one.certificate))
    if len(certified) != 1 or len({(one.name, one.roles, one.grade) for one in delegated}) != 1:
        return None
    (delegation,) = certified
    roles = frozenset(Role(role) for role in delegation.roles if role in _CUSTODIAN_ROLES)
    key = _key_or_none(delegation.certificate)
    if key is None or not all(_key_or_none(one) for one in credentials):
        return None
    name, certificate = delegation.name, delegation.certificate
    return Officer(delegation.officer, name, Side.CUSTODIAN, "", roles, certificate, key, credentials=credentials)


def _recipient(entry: RosterEntry, credentials: tuple[bytes, ...]) -> Officer | None:
    key = _key_or_none(entry.signature_certificate)
    if key is None or not all(_key_or_none(one) for one in credentials):
        return None
    sealing = sha256(entry.certificate).hexdigest() if entry.certificate else ""
    return Officer(
        entry.officer,
        entry.name,
        Side.AGENCY,
        entry.agency,
        _RECIPIENT,
        entry.signature_certificate,
        key,
        sealing,
        credentials,
    )


_CUSTODIAN_ROLES = frozenset(role.value for role in CUSTODIAN_ROLES)


def _key_or_none(certificate: bytes) -> str | None:
    try:
        return key_hash(certificate)
    except ValueError:
        return None
