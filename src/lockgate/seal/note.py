"""The manifest as a signed note (C2SP signed-note): its text, an empty line, one signature line.

The custodian's release key signs it, as note signature type 0x02: ECDSA over the SHA-256 of the text, on
P-256 or P-384, the key's id being the start of the sha256 of its SubjectPublicKeyInfo. The key's
name is its certificate's. So one certificate is pinned for both signatures of a package, and whoever
reads notes with other tools can check this one with them.
"""

from base64 import b64decode, b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.certificates import Certificate, PrivateKey, load_certificate

SIGNATURE_TYPE = 0x02
"""ECDSA, in the register of the signed-note specification."""

_WRONG = "The package's manifest is not signed by the expected release key; fetch the package again."


def key_name(certificate: Certificate) -> str:
    """The name of a release key in a note: ``lockgate.release/`` and its certificate's sha256."""
    return f"lockgate.release/{certificate.fingerprint}"


def signed_note(text: str, certificate_der: bytes, private_key: PrivateKey) -> bytes:
    """`text`, which ends in a line break, with the release key's signature under it.

    Raises:
        UsageError: the key is no EC key, or not the certificate's.
    """
    certificate = load_certificate(certificate_der)
    if not isinstance(private_key, ec.EllipticCurvePrivateKey):
        raise UsageError("A package is released with an EC key on P-256 or P-384; give such a release key.")
    if not certificate.belongs_to(private_key):
        raise UsageError("The private key does not belong to the certificate; give the pair that does.")
    return _note(text, certificate, private_key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))


def text_in(note: bytes) -> str:
    """What a note says, its signature not looked at.

    Raises:
        IntegrityError: the bytes are not of the form of a note.
    """
    head, found, _ = note.rpartition(b"\n\n")
    try:
        return head.decode() + "\n" if found else _refuse()
    except UnicodeDecodeError:
        return _refuse()


def open_signed_note(note: bytes, certificate_der: bytes) -> str:
    """The text of a note, once it is shown that the release key signed it, and nothing else stands there.

    Raises:
        IntegrityError: any byte is another.
        UsageError: the certificate cannot be read.
    """
    certificate = load_certificate(certificate_der)
    text = text_in(note)
    line = note[len(text.encode()) + 1 :]
    try:
        signature = b64decode(line.split(b" ")[-1].rstrip(b"\n"), validate=True)[4:]
        same = _note(text, certificate, signature) == note
        if same and isinstance(certificate.key, ec.EllipticCurvePublicKey):
            certificate.key.verify(signature, text.encode(), ec.ECDSA(hashes.SHA256()))
            return text
    except (ValueError, InvalidSignature):
        pass
    return _refuse()


def _refuse() -> str:
    raise IntegrityError(_WRONG)


def _note(text: str, certificate: Certificate, signature: bytes) -> bytes:
    spki = certificate.key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    coded = b64encode(sha256(spki).digest()[:4] + signature).decode()
    return f"{text}\n— {key_name(certificate)} {coded}\n".encode()
