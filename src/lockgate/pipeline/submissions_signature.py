"""The signature under a submission, and what the officeholder register says of its signer (R01, R02)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from lockgate.errors import IntegrityError
from lockgate.law.act_facts import Office, Signed
from lockgate.law.registers import Capacity, Officeholder
from lockgate.pipeline.declarations import Official
from lockgate.procedure.security_keys import same_official
from lockgate.seal.signatures import Refused, SignerInfo, signer_certificate, verify_detached
from lockgate.tlog.assertions import is_assertion
from lockgate.tlog.credentials import is_credential
from lockgate.tlog.signatures import verify_signed


class Declared(Protocol):
    """What is signed on behalf of an agency: a submission, or an amendment of one."""

    @property
    def requesting(self) -> Official:
        """The official who asks."""

    @property
    def agency(self) -> str:
        """The agency they ask for."""

    @property
    def made(self) -> date:
        """The day it was made."""


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """What the signature shows.

    Attributes:
        signed: valid, absent or invalid over exactly these bytes.
        office: what the register says of the requesting official on the submission's day; ``None`` when no
            register was asked.
        sentence: one sentence for people.
    """

    signed: Signed
    office: Office | None
    sentence: str


def check_signature(
    content: bytes, signature: bytes | None, submission: Declared, officeholders: Iterable[Officeholder] | None
) -> SignatureCheck:
    """Check the signature over ``submission.toml``.

    With a register, it is checked against the certificates and the security keys of the requesting official who was in
    office on the submission's day; without one, only against the certificate it carries.

    Args:
        content: the exact bytes of ``submission.toml``.
        signature: the bytes of the ``.p7s``: CMS, or a security key's assertion; ``None`` when there is none.
        submission: what ``content`` declares.
        officeholders: the register, its rows of security keys among them; ``None`` when it is not asked.
    """
    asked = () if officeholders is None else _of_the_official(submission, officeholders)
    holders = tuple(one for one in asked if not is_credential(one.certificate))
    office = None if officeholders is None else _office(submission, holders)
    if signature is None:
        return SignatureCheck(Signed.ABSENT, office, "The submission is not signed; sign it with submission sign.")
    if office is Office.IN_OFFICE:
        keys = (one for one in asked if _is_key_of(one, holders, submission.made))
        for holder in (*holders, *keys):
            if holder.term.covers(submission.made) and _verified(content, signature, holder.certificate):
                return SignatureCheck(Signed.VALID, office, f"Signed by {holder.person}, {holder.office}.")
    if is_assertion(signature):
        return SignatureCheck(Signed.INVALID, office, _NO_KEY)
    return _by_its_own_certificate(content, signature, office)


def _by_its_own_certificate(content: bytes, signature: bytes, office: Office | None) -> SignatureCheck:
    try:
        found = verify_detached(content, signature, signer_certificate(signature))
    except IntegrityError as error:
        return SignatureCheck(Signed.INVALID, office, str(error))
    if isinstance(found, Refused):
        return SignatureCheck(Signed.INVALID, office, found.reason)
    if office is None:
        return SignatureCheck(Signed.VALID, None, f"Signed by {found.subject}; no officeholder register was asked.")
    if office is Office.IN_OFFICE:
        office = Office.SIGNED_BY_ANOTHER
    return SignatureCheck(Signed.VALID, office, f"Signed by {found.subject}: {_WHY[office]}.")


_NO_KEY = (
    "It is a security key's assertion, and no key that the officeholder register holds for the requesting official on"
    " the submission's day made it over exactly these bytes."
)
_WHY = {
    Office.IN_OFFICE: "the requesting official, in office",
    Office.NOT_LISTED: "the requesting official does not stand in the officeholder register",
    Office.NOT_IN_OFFICE: "the requesting official was not in office on the submission's day",
    Office.NO_LEGAL_BASIS: "the register names no legal basis for acting as head",
    Office.SIGNED_BY_ANOTHER: "this is not the certificate the register holds for the requesting official",
}


def _of_the_official(submission: Declared, officeholders: Iterable[Officeholder]) -> tuple[Officeholder, ...]:
    """The register's rows on the person, office and agency that ask; certifying officials do not ask (R02)."""
    asked = (submission.requesting.person, submission.requesting.office, submission.agency)
    return tuple(
        holder
        for holder in officeholders
        if (holder.person, holder.office, holder.agency) == asked and holder.capacity is not Capacity.CERTIFYING
    )


def _office(submission: Declared, holders: tuple[Officeholder, ...]) -> Office:
    if not holders:
        return Office.NOT_LISTED
    serving = [holder for holder in holders if holder.term.covers(submission.made)]
    if not serving:
        return Office.NOT_IN_OFFICE
    if all(holder.capacity is Capacity.ACTING_HEAD and not holder.legal_basis.strip() for holder in serving):
        return Office.NO_LEGAL_BASIS
    return Office.IN_OFFICE


def _is_key_of(row: Officeholder, holders: tuple[Officeholder, ...], day: date) -> bool:
    """Whether this row holds a security key of whoever was in office that day by one of the others."""
    if not is_credential(row.certificate):
        return False
    return any(same_official(row, one) and one.term.covers(day) for one in holders)


def _verified(content: bytes, signature: bytes, certificate: bytes) -> bool:
    if is_credential(certificate):
        return verify_signed(certificate, content, signature)
    return isinstance(verify_detached(content, signature, certificate), SignerInfo)
