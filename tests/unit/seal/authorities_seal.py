"""A synthetic agency's certification authorities and revocation lists, for the tests of recipients' certificates."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from unit.seal.people_seal import pair

BEGIN, END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
AT = datetime(2025, 8, 7, 12, 0, tzinfo=UTC)
SERIALS = {"root": 1, "issuing": 2, "officer": 3, "other root": 4, "stranger": 5}
BITS = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def key_of(name):
    """The key of that name; the same one each time."""
    return pair("p256", f"authority {name}").key


def named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Synthetic {name}")])


def certificate(name, issuer, usages, *, signer=None, begin=BEGIN, end=END, extra=(), **more):
    """The DER of a certificate of `name`, issued by `issuer` (signed by `signer`'s key where that is another)."""
    authority = more.get("authority", "key_cert_sign" in usages)
    key, own = key_of(signer or issuer), key_of(name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(own.public_key())
        .serial_number(SERIALS[name])
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.KeyUsage(**{bit: bit in usages for bit in BITS}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
    )
    if authority:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=more.get("length")), critical=True)
    if issuer != name:
        aki = x509.AuthorityKeyIdentifier.from_issuer_public_key(key_of(issuer).public_key())
        builder = builder.add_extension(aki, critical=False)
    for value, critical in extra:
        builder = builder.add_extension(value, critical=critical)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


ISSUES = ("key_cert_sign", "crl_sign")


def root(**changes):
    return certificate("root", "root", ISSUES, **changes)


def issuing(usages=ISSUES, **changes):
    return certificate("issuing", "root", usages, **changes)


def officer(*usages, **changes):
    return certificate("officer", "issuing", usages or ("key_agreement",), **changes)


def revocations(issuer, *serials, signer=None, begin=BEGIN, days=365, encoding=Encoding.DER, extra=()):
    """The list of `issuer`, in force for so many days, that names these serial numbers."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(named(issuer))
        .last_update(begin)
        .next_update(begin + timedelta(days=days))
    )
    for serial in serials:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(BEGIN).build()
        builder = builder.add_revoked_certificate(entry)
    for value, critical in extra:
        builder = builder.add_extension(value, critical=critical)
    return builder.sign(key_of(signer or issuer), hashes.SHA256()).public_bytes(encoding)
