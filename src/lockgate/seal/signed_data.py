"""SignedData taken apart and put together: the shape of a detached CMS signature (RFC 5652 section 5).

`parse` believes nothing; `lockgate.seal.signatures` judges what it finds.
"""

from dataclasses import dataclass

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from lockgate.seal.certificates import Certificate

SIGNATURE_BYTES_MAX = 1 << 20
"""A detached signature with a few certificates is under 20 kB; anything near this is not one."""
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What asn1crypto raises on bytes that are not the structure asked for."""

HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
"""The digests accepted, by their CMS names."""


SignerName = tuple[bytes, int] | bytes
"""How a signature names its signer: issuer (DER) and serial number, or the subject key identifier."""


@dataclass(frozen=True)
class Parsed:
    """One SignedData, taken apart; nothing in it has been believed yet."""

    detached: bool
    signers: int
    certificates: tuple[bytes, ...]
    named: SignerName
    attributes: bytes
    content_types: tuple[str | bytes, ...]
    message_digests: tuple[str | bytes, ...]
    digest: str
    algorithm: str
    padding: padding.AsymmetricPadding | None
    signature: bytes


def own_algorithms(certificate: Certificate) -> tuple[str, dict[str, str]]:
    """The digest's name and the CMS signature algorithm that `sign_detached` uses with this key."""
    if isinstance(certificate.key, rsa.RSAPublicKey):
        return "sha256", {"algorithm": "rsassa_pkcs1v15"}
    digest = "sha384" if certificate.key.curve.name == "secp384r1" else "sha256"
    return digest, {"algorithm": f"{digest}_ecdsa"}


def attributes_over(message_digest: bytes) -> cms.CMSAttributes:
    """The signed attributes: the content type, id-data, and the digest of the data."""
    return cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["data"]},
            {"type": "message_digest", "values": [message_digest]},
        ],
    )


def assemble(certificate: Certificate, attributes: cms.CMSAttributes, signature: bytes) -> bytes:
    """The one DER encoding of SignedData that lockgate writes."""
    digest, algorithm = own_algorithms(certificate)
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": certificate.issuer_and_serial}),
        "digest_algorithm": {"algorithm": digest},
        "signed_attrs": attributes,
        "signature_algorithm": algorithm,
        "signature": signature,
    }
    carried = cms.CertificateChoices.load(certificate.der, strict=True)
    signed = {
        "version": "v1",
        "digest_algorithms": [{"algorithm": digest}],
        "encap_content_info": {"content_type": "data"},
        "certificates": [carried],
        "signer_infos": [signer],
    }
    whole = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})
    return bytes(whole.dump())


def parse(signature_der: bytes) -> Parsed:
    """Take a SignedData apart; raises one of MALFORMED when it is none."""
    if len(signature_der) > SIGNATURE_BYTES_MAX:
        raise ValueError("The signature is too large.")
    whole = cms.ContentInfo.load(signature_der, strict=True)
    if whole["content_type"].native != "signed_data":
        raise ValueError("This is no SignedData.")
    signed = whole["content"]
    signer = signed["signer_infos"][0]
    attributes = signer["signed_attrs"]
    digest = str(signer["digest_algorithm"]["algorithm"].native)
    return Parsed(
        detached=_is_detached(signed["encap_content_info"]),
        signers=len(signed["signer_infos"]),
        certificates=tuple(bytes(item.chosen.dump()) for item in signed["certificates"]),
        named=_signer_name(signer["sid"]),
        attributes=bytes(attributes.untag().dump(force=True)),
        content_types=tuple(_values(attributes, "content_type")),
        message_digests=tuple(_values(attributes, "message_digest")),
        digest=digest,
        algorithm=str(signer["signature_algorithm"].signature_algo),
        padding=_padding(signer["signature_algorithm"], digest),
        signature=bytes(signer["signature"].native),
    )


def _is_detached(content: core.Sequence) -> bool:
    return content["content_type"].native == "data" and isinstance(content["content"], core.Void)


def is_named(name: SignerName, certificate_der: bytes) -> bool:
    """Whether `name` names this certificate; raises one of MALFORMED when it is none."""
    certificate = asn1_x509.Certificate.load(certificate_der, strict=True)
    if isinstance(name, bytes):
        return bool(certificate.key_identifier == name)
    return name == (bytes(certificate.issuer.dump()), int(certificate.serial_number))


def _signer_name(sid: cms.SignerIdentifier) -> SignerName:
    if sid.name == "subject_key_identifier":
        return bytes(sid.chosen.native)
    return bytes(sid.chosen["issuer"].dump()), int(sid.chosen["serial_number"].native)


def _values(attributes: cms.CMSAttributes, kind: str) -> list[str | bytes]:
    """Every value of every attribute of one kind."""
    return [value for item in attributes if item["type"].native == kind for value in item["values"].native]


def _padding(algorithm: algos.SignedDigestAlgorithm, digest: str) -> padding.AsymmetricPadding | None:
    """The RSA padding named, None for ECDSA; every hash named must be the digest's (RFC 4056, RFC 8933)."""
    kind = algorithm.signature_algo
    if kind == "rsassa_pss":
        parameters = algorithm["parameters"]
        named = {parameters["hash_algorithm"]["algorithm"].native}
        named.add(parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native)
        if named != {digest} or parameters["mask_gen_algorithm"]["algorithm"].native != "mgf1":
            raise ValueError("The RSA-PSS parameters name another hash than the digest.")
        return padding.PSS(padding.MGF1(HASHES[digest]), int(parameters["salt_length"].native))
    if algorithm["algorithm"].native not in ("rsassa_pkcs1v15", f"{digest}_rsa", f"{digest}_ecdsa"):
        raise ValueError("The signature algorithm does not go with the digest.")
    return padding.PKCS1v15() if kind == "rsassa_pkcs1v15" else None
