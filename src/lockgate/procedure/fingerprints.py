"""Two persons confirm every new certificate of the roster, and every new credential, each from a list of their own.

The file they sign may have come to both of them the same way; a fingerprint each of them got from the officer by
another way (a telephone call, a badge office, a printed letter) is what makes the certificate that officer's (R31).
"""

import re
from collections.abc import Iterable
from hashlib import sha256

from lockgate.errors import UsageError
from lockgate.law.citations import usc26
from lockgate.law.registers import RosterEntry
from lockgate.law.terms import Hook
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.subjects import is_subject
from lockgate.tlog.credentials import is_credential

Fingerprints = frozenset[tuple[str, str]]
"""Pairs of an officer's id and the sha256 of a certificate, 64 lower-case hexadecimal digits."""

_NAMED = 3
_LINE = re.compile(r"(?P<officer>.+?) (?P<typed>([0-9A-Fa-f][: ]*){63}[0-9A-Fa-f])")


def fingerprints_of(roster: Iterable[RosterEntry]) -> Fingerprints:
    """The fingerprints of every certificate in a roster, those for packages and those for signatures."""
    return frozenset(
        (entry.officer, sha256(certificate).hexdigest())
        for entry in roster
        for certificate in (entry.certificate, entry.signature_certificate)
        if certificate
    )


def fingerprints_of_credentials(held: Iterable[tuple[str, bytes]]) -> Fingerprints:
    """The fingerprints of the credentials and accounts among what people hold: the SHA-256 of each document.

    A certificate of an officer of the custodian, or of an official, is compared before the office is founded, or shown
    by whoever issued it; a credential was made in a browser, and nobody but its officer can say which one it is.

    Args:
        held: a person's id, and what a register holds for them.
    """
    return frozenset((person, sha256(one).hexdigest()) for person, one in held if is_credential(one) or is_subject(one))


def read_fingerprints(content: bytes, name: str) -> Fingerprints:
    """A person's own list: one line for each certificate, the officer's id, a space, the SHA-256 fingerprint.

    As openssl prints it, with colons and in capitals, or as 64 digits. What follows ``#`` says nothing. An official's
    id is their name, which has blanks of its own.

    Args:
        content: UTF-8.
        name: whose list it is, for the sentence of an error.

    Raises:
        UsageError: a line is not of that form.
    """
    found = set()
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        text = " ".join(line.partition("#")[0].split())
        if not text:
            continue
        line_of = _LINE.fullmatch(text)
        if line_of is None:
            raise UsageError(f"{name}, line {number}: write an officer's id, a space and a SHA-256 fingerprint.")
        found.add((line_of["officer"], line_of["typed"].replace(":", "").replace(" ", "").lower()))
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
