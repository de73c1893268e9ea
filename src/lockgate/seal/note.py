"""The manifest as a signed note (C2SP signed-note): its text, an empty line, one signature line.

The custodian's release key signs it, as note signature type 0x02: ECDSA over the SHA-256 of the text, on
P-256 or P-384, the key's id being the start of the sha256 of its SubjectPublicKeyInfo. The key's
name is its certificate's. So one certificate is pinned for both signatures of a package, and whoever
reads notes with other tools can check this one with them.
"""

from base64 import b64decode, b64encode
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lockgate.errors import IntegrityError, UsageError

_CURVES = ("secp256r1", "secp384r1")
_WRONG = "The package's manifest is not signed by the expected release key; fetch the package again."


def key_name(certificate_der: bytes) -> str:
    """The name of a release key in a note: ``lockgate.release/`` and its certificate's sha256."""
    return f"lockgate.release/{sha256(certificate_der).hexdigest()}"


def is_note(data: bytes) -> bool:
    """Whether the bytes have a text and a signature line, as every note has; a document in one line has not."""
    return b"\n\n" in data


def signed_note(text: str, certificate_der: bytes, private_key: object) -> bytes:
    """`text`, which ends in a line break, with the release key's signature under it.

    Raises:
        UsageError: the key is no EC key, or not the certificate's.
    """
    key = _key(certificate_der)
    if key is None or not isinstance(private_key, ec.EllipticCurvePrivateKey):
        raise UsageError("A package is released with an EC key on P-256 or P-384; give such a release key.")
    if _spki(private_key.public_key()) != _spki(key):
        raise UsageError("The private key does not belong to the certificate; give the pair that does.")
    signature = private_key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))
    return _note(text, key_name(certificate_der), key, signature)


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
        IntegrityError: any byte is another, or the certificate's key is of another kind.
    """
    text, key = text_in(note), _key(certificate_der)
    line = note[len(text.encode()) + 1 :]
    try:
        signature = b64decode(line.split(b" ")[-1].rstrip(b"\n"), validate=True)[4:]
        if key is None or _note(text, key_name(certificate_der), key, signature) != note:
            return _refuse()
        key.verify(signature, text.encode(), ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature):
        return _refuse()
    return text


def _refuse() -> str:
    raise IntegrityError(_WRONG)


def _key(certificate_der: bytes) -> ec.EllipticCurvePublicKey | None:
    """The certificate's key, if it is one that may release packages."""
    try:
        key = x509.load_der_x509_certificate(certificate_der).public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES else None


def _spki(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _note(text: str, name: str, key: ec.EllipticCurvePublicKey, signature: bytes) -> bytes:
    coded = b64encode(sha256(_spki(key)).digest()[:4] + signature).decode()
    return f"{text}\n— {name} {coded}\n".encode()
