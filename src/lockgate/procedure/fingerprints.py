"""Two persons confirm every new certificate of the roster, and every new credential, each from a list of their own.

The file they sign may have come to both of them the same way; a fingerprint each of them got from the officer by
another way (a telephone call, a badge office, a printed letter) is what makes the certificate that officer's (R31).
"""

from collections.abc import Iterable
from hashlib import sha256

from lockgate.errors import UsageError
from lockgate.law.citations import usc26
from lockgate.law.registers import Delegation, RosterEntry
from lockgate.law.terms import Hook
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.subjects import is_subject
from lockgate.tlog.credentials import is_credential

Fingerprints = frozenset[tuple[str, str]]
"""Pairs of an officer's id and the sha256 of a certificate, 64 lower-case hexadecimal digits."""

_DIGITS, _NAMED = 64, 3


def fingerprints_of(roster: Iterable[RosterEntry]) -> Fingerprints:
    """The fingerprints of every certificate in a roster, those for packages and those for signatures."""
    return frozenset(
        (entry.officer, sha256(certificate).hexdigest())
        for entry in roster
        for certificate in (entry.certificate, entry.signature_certificate)
        if certificate
    )


def fingerprints_of_credentials(delegations: Iterable[Delegation]) -> Fingerprints:
    """The fingerprints of the custodian's officers' credentials and accounts: the SHA-256 of each document.

    A certificate of theirs is compared before the office is founded, or shown by whoever issued it; a credential was
    made in a browser, and nobody but its officer can say which one it is.
    """
    return frozenset(
        (one.officer, sha256(one.certificate).hexdigest())
        for one in delegations
        if is_credential(one.certificate) or is_subject(one.certificate)
    )


def read_fingerprints(content: bytes, name: str) -> Fingerprints:
    """A person's own list: one line for each certificate, the officer's id, a space, the SHA-256 fingerprint.

    As openssl prints it, with colons and in capitals, or as 64 digits. What follows ``#`` says nothing.

    Args:
        content: UTF-8.
        name: whose list it is, for the sentence of an error.

    Raises:
        UsageError: a line is not of that form.
    """
    found = set()
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        officer, _, typed = text.partition(" ")
        digits = typed.replace(":", "").replace(" ", "").lower()
        if len(digits) != _DIGITS or set(digits) - set("0123456789abcdef"):
            raise UsageError(f"{name}, line {number}: write an officer's id, a space and a SHA-256 fingerprint.")
        found.add((officer, digits))
    return frozenset(found)


def unconfirmed(new: Fingerprints, lists: Iterable[tuple[str, Fingerprints]]) -> Refusal | None:
    """Why a register is not loaded: a new certificate or credential that one of the two persons has not confirmed.

    Args:
        new: those that the register in force does not have.
        lists: each person's id with what they confirm.
    """
    for person, confirmed in lists:
        missing = sorted({officer for officer, _ in new - confirmed})
        if missing:
            named = ", ".join(missing[:_NAMED]) + (" …" if len(missing) > _NAMED else "")
            return Refusal(
                "R31.fingerprint",
                f"{person} has not confirmed the new certificates of {named}; "
                "each of the two persons gives a list of fingerprints got from the officers themselves.",
                usc26("6103(p)(4)(B)"),
                Hook.SAFEGUARDS,
            )
    return None
