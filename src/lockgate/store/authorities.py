"""The agency's certification authorities and their revocation lists, as it provides them: ``HOME/authorities``.

Files ``*.crt`` (PEM or DER, one certificate each) and ``*.crl`` (PEM or DER). An empty or absent folder means that
no authority is configured: then only self-signed certificates stand, and only because the roster holds exactly them.
"""

from dataclasses import dataclass

from lockgate.errors import UsageError
from lockgate.store.home import Home
from lockgate.store.keyring import load_certificate


@dataclass(frozen=True, slots=True)
class Authorities:
    """Certificates of authorities (DER), and revocation lists as they were given."""

    anchors: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()


def load_authorities(home: Home) -> Authorities:
    """What the agency provided.

    Raises:
        UsageError: a file cannot be read.
    """
    folder = home.root / "authorities"
    try:
        lists = tuple(file.read_bytes() for file in sorted(folder.glob("*.crl")))
    except OSError as error:
        raise UsageError(f"A revocation list below {folder} cannot be read: {error.strerror}.") from error
    return Authorities(tuple(load_certificate(file) for file in sorted(folder.glob("*.crt"))), lists)
