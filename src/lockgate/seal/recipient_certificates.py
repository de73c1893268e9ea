"""Whether a recipient's certificate stands at an instant: usage, validity, path to the agency's anchors, revocation.

One question, asked wherever a certificate counts: when it is proposed, when a release is authorized,
when a package is sealed, and when one is opened. The agency provides the anchors (its certification
authorities) and their revocation lists; the custodian asks nobody on the network. The path is found
and checked by `cryptography`'s verifier (RFC 5280 as its profile narrows it); revocation is checked
here for every certificate of the path below the anchor.

Where no anchors are configured, only a self-signed certificate stands, and only because the register
holds exactly it: that is for rehearsals, and `Accepted.pinned` says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

from lockgate.errors import UsageError
from lockgate.seal.certificates import Certificate, load_certificate

PATH_MAX = 8
"""Certificates between the recipient's and the anchor, at most."""


class Use(StrEnum):
    """What the certificate is to be used for."""

    RECEIVE = "receive"
    SIGN = "sign"


class Code(StrEnum):
    """Why a certificate does not stand."""

    UNREADABLE = "unreadable"
    USAGE = "usage"
    AUTHORITY = "authority"
    EARLY = "early"
    EXPIRED = "expired"
    NO_ANCHORS = "no_anchors"
    NO_PATH = "no_path"
    LIST_MISSING = "list_missing"
    LIST_WRONG = "list_wrong"
    LIST_STALE = "list_stale"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Accepted:
    """The certificate stands.

    Attributes:
        path: sha256 (64 hex) of the certificates from the recipient's to the anchor.
        pinned: no anchors are configured: it stands only because the register holds exactly this one.
    """

    path: tuple[str, ...]
    pinned: bool


@dataclass(frozen=True)
class Refused:
    """The certificate does not stand: a code for machines, a sentence for people."""

    code: Code
    sentence: str


def check_recipient_certificate(
    der: bytes,
    anchors: Sequence[bytes],
    crls: Sequence[bytes],
    at: datetime,
    use: Use = Use.RECEIVE,
) -> Accepted | Refused:
    """Whether a certificate may be used for `use` at the instant `at`.

    Args:
        der: the certificate.
        anchors: the agency's certification authorities (DER); self-signed ones are anchors, all others
            may stand between. Where none is self-signed, each of them is an anchor.
        crls: the agency's revocation lists (DER or PEM), one for each authority in the path.
        at: the instant, with its offset from UTC.
        use: what it is to be used for.

    Raises:
        UsageError: an anchor or a revocation list that was configured cannot be read.
    """
    try:
        certificate = load_certificate(der)
    except UsageError as error:
        return Refused(Code.UNREADABLE, str(error))
    refused = _of_itself(certificate, at, use)
    if refused is not None:
        return refused
    if not anchors:
        return _pinned(certificate)
    path = _path(certificate.parsed, [_authority(one) for one in anchors], at)
    if isinstance(path, Refused):
        return path
    lists = [_list(data) for data in crls]
    for below, above in pairwise(path):
        refused = _revoked(below, above, lists, at)
        if refused is not None:
            return refused
    return Accepted(tuple(_fingerprint(one) for one in path), pinned=False)


def _of_itself(certificate: Certificate, at: datetime, use: Use) -> Refused | None:
    """What the certificate alone says against it."""
    parsed = certificate.parsed
    if not (certificate.may_sign() if use is Use.SIGN else certificate.may_receive()):
        asked = "sign" if use is Use.SIGN else "be encrypted to"
        return Refused(Code.USAGE, f"The certificate may not {asked}: its keyUsage forbids it; register another one.")
    if _is_authority(parsed):
        return Refused(Code.AUTHORITY, "The certificate is a certification authority's; register the officer's own.")
    if at < parsed.not_valid_before_utc:
        return Refused(Code.EARLY, f"The certificate is not valid before {_minute(parsed.not_valid_before_utc)}.")
    if at > parsed.not_valid_after_utc:
        return Refused(
            Code.EXPIRED,
            f"The certificate expired at {_minute(parsed.not_valid_after_utc)}; register its successor.",
        )
    return None


def _pinned(certificate: Certificate) -> Accepted | Refused:
    """Without anchors only a self-signed certificate stands: nobody else can be asked about it."""
    try:
        certificate.parsed.verify_directly_issued_by(certificate.parsed)
    except (InvalidSignature, ValueError, TypeError):
        return Refused(
            Code.NO_ANCHORS,
            "The certificate is issued by an authority, and no anchors are configured; give the agency's.",
        )
    return Accepted((certificate.fingerprint,), pinned=True)


def _path(
    leaf: x509.Certificate, authorities: list[x509.Certificate], at: datetime
) -> list[x509.Certificate] | Refused:
    """The certificates from the recipient's to an anchor."""
    roots = [one for one in authorities if one.issuer == one.subject] or authorities
    policy = (
        PolicyBuilder()
        .store(Store(roots))
        .time(at)
        .max_chain_depth(PATH_MAX)
        .extension_policies(
            ca_policy=ExtensionPolicy.webpki_defaults_ca(),
            # The leaf's usage was asked above; a name to compare, as web servers have, it has none.
            ee_policy=ExtensionPolicy.permit_all(),
        )
    )
    try:
        path = policy.build_client_verifier().verify(leaf, authorities).chain
    except VerificationError as error:
        return Refused(Code.NO_PATH, f"The certificate has no valid path to the agency's anchors: {error}.")
    if len(path) < 2:
        return Refused(Code.NO_PATH, "The certificate itself stands among the anchors; give the authority that issues.")
    return path


def _revoked(
    below: x509.Certificate,
    above: x509.Certificate,
    lists: list[x509.CertificateRevocationList],
    at: datetime,
) -> Refused | None:
    """What the newest list of the authority `above` says against `below`, or that there is no list to ask."""
    issuer = above.subject.rfc4514_string()
    mine = [one for one in lists if one.issuer == above.subject and one.last_update_utc <= at]
    if not mine:
        return Refused(Code.LIST_MISSING, f"There is no revocation list of {issuer}; load the agency's current one.")
    signed = [one for one in mine if _is_by(one, above)]
    if not signed:
        return Refused(
            Code.LIST_WRONG,
            f"The revocation list of {issuer} is not signed by it, or is partial; load the agency's complete one.",
        )
    newest = max(signed, key=lambda one: one.last_update_utc)
    if newest.next_update_utc is None or newest.next_update_utc < at:
        return Refused(
            Code.LIST_STALE, f"The revocation list of {issuer} is out of date; load the agency's current one."
        )
    entry = newest.get_revoked_certificate_by_serial_number(below.serial_number)
    if entry is not None:
        return Refused(
            Code.REVOKED,
            f"A certificate on the path was revoked at {_minute(entry.revocation_date_utc)} by {issuer}; "
            "register another one.",
        )
    return None


def _is_by(revocations: x509.CertificateRevocationList, above: x509.Certificate) -> bool:
    """Whether the list is complete and by that authority, which may sign lists (RFC 5280 section 6.3.3)."""
    key = above.public_key()
    try:
        usage = above.extensions.get_extension_for_class(x509.KeyUsage).value
        critical = any(one.critical for one in revocations.extensions)
    except (x509.ExtensionNotFound, ValueError):
        return False
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return False
    return usage.crl_sign and not critical and revocations.is_signature_valid(key)


def _is_authority(parsed: x509.Certificate) -> bool:
    try:
        return parsed.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _authority(der: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as error:
        raise UsageError("An anchor cannot be read as a DER certificate; load the agency's file again.") from error


def _list(data: bytes) -> x509.CertificateRevocationList:
    try:
        pem = data.startswith(b"-----BEGIN")
        return x509.load_pem_x509_crl(data) if pem else x509.load_der_x509_crl(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UsageError("A revocation list cannot be read; load the agency's file again.") from error


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(SHA256()).hex()


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%MZ}"
