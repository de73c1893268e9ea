"""The officer's private key, from a PEM file."""

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from lockgate.errors import UsageError
from lockgate.recipient.files import SMALL_FILE_BYTES_MAX, read_file
from lockgate.seal.certificates import PrivateKey, certificate_in


def load_key(path: Path, passphrase_file: Path | None) -> PrivateKey:
    """The private key in a PEM file, opened with the first line of `passphrase_file` if it is sealed.

    Raises:
        UsageError: the file holds no RSA or EC key, or the passphrase is missing, wrong or unasked for.
    """
    passphrase = None
    if passphrase_file is not None:
        passphrase = read_file(passphrase_file, SMALL_FILE_BYTES_MAX).split(b"\n", 1)[0].rstrip(b"\r")
    try:
        key = load_pem_private_key(read_file(path, SMALL_FILE_BYTES_MAX), passphrase)
    except TypeError as error:
        needed = "needs a passphrase: give --passphrase-file" if passphrase is None else "has no passphrase"
        raise UsageError(f"The key in {path} {needed}.") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(f"{path} holds no PEM private key that opens so; check key and passphrase.") from error
    if isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        return key
    raise UsageError(f"The key in {path} is neither RSA nor EC; give the officer's own.")


def load_certificate_file(path: Path) -> bytes:
    """The certificate (DER) in a PEM or DER file.

    Raises:
        UsageError: the file cannot be read or holds no single certificate.
    """
    return certificate_in(read_file(path, SMALL_FILE_BYTES_MAX))
