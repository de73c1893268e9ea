"""The agency's certification authorities and their revocation lists: those that two officers loaded last.

One PEM text of certificates and lists, kept in the database with its hash; every earlier one stays. No file that
lies anywhere is read: who can write in ``HOME`` adds no authority. Where nothing was loaded no authority is
configured: then only self-signed certificates stand, and only because the roster holds exactly them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from lockgate.errors import IntegrityError, UsageError
from lockgate.store.home import Home
from lockgate.store.models.authorities import AuthoritiesRow

_BLOCK = re.compile(rb"-----BEGIN (CERTIFICATE|X509 CRL)-----\s.*?-----END \1-----", re.DOTALL)
_ANY = b"-----BEGIN "


@dataclass(frozen=True, slots=True)
class Authorities:
    """Certificates of authorities, and revocation lists; both DER."""

    anchors: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()

    @property
    def hashes(self) -> dict[str, list[str]]:
        """The sha256 of each certificate and each list, as two officers sign them."""
        named = (("certificates", self.anchors), ("lists", self.lists))
        return {name: [sha256(one).hexdigest() for one in members] for name, members in named}


def bundle(files: Iterable[tuple[str, bytes]]) -> bytes:
    """One PEM text of every certificate and list in these files, each once, certificates first.

    Args:
        files: names, for the sentence of an error, and contents: PEM, several in a file, or one in DER.

    Raises:
        UsageError: a file holds anything else, or nothing.
    """
    certificates: dict[bytes, bytes] = {}
    lists: dict[bytes, bytes] = {}
    for name, content in files:
        for kind, data in _members(name, content):
            try:
                if kind == b"CERTIFICATE":
                    certificate = x509.load_pem_x509_certificate(data)
                    certificates[certificate.public_bytes(Encoding.DER)] = certificate.public_bytes(Encoding.PEM)
                else:
                    listed = x509.load_pem_x509_crl(data)
                    lists[listed.public_bytes(Encoding.DER)] = listed.public_bytes(Encoding.PEM)
            except ValueError as error:
                raise UsageError(f"{name} holds a certificate or list that cannot be read: {error}.") from error
    return b"".join(kept[one] for kept in (certificates, lists) for one in sorted(kept))


def _members(name: str, content: bytes) -> list[tuple[bytes, bytes]]:
    found = [(match[1], match[0]) for match in _BLOCK.finditer(content)]
    if found and content.count(_ANY) == len(found):
        return found
    for kind, read in ((b"CERTIFICATE", x509.load_der_x509_certificate), (b"X509 CRL", x509.load_der_x509_crl)):
        try:
            return [(kind, read(content).public_bytes(Encoding.PEM))]
        except ValueError:
            continue
    raise UsageError(f"{name} holds no certificates and revocation lists alone; give PEM, or one of them in DER.")


def parse_authorities(content: bytes) -> Authorities:
    """What a text that ``bundle`` made holds."""
    members = [(match[1], match[0]) for match in _BLOCK.finditer(content)]
    return Authorities(
        tuple(_der(x509.load_pem_x509_certificate(one)) for kind, one in members if kind == b"CERTIFICATE"),
        tuple(_der(x509.load_pem_x509_crl(one)) for kind, one in members if kind != b"CERTIFICATE"),
    )


def _der(one: x509.Certificate | x509.CertificateRevocationList) -> bytes:
    return one.public_bytes(Encoding.DER)


def authorities_at(at: datetime) -> Authorities:
    """Those loaded last by ``at``; none where nothing was.

    Raises:
        IntegrityError: what is kept is not what was loaded.
    """
    row = AuthoritiesRow.objects.filter(loaded_at__lte=at).order_by("-id").first()
    if row is None:
        return Authorities()
    content = bytes(row.content)
    if sha256(content).hexdigest() != row.sha256:
        raise IntegrityError("The authorities that are kept are not those that two officers loaded.")
    return _parsed(content)


_parsed = lru_cache(maxsize=2)(parse_authorities)


def lists_over(authorities: Authorities, at: datetime) -> int:
    """How many of the lists say that a newer one should be there by now."""
    updates = (x509.load_der_x509_crl(one).next_update_utc for one in authorities.lists)
    return sum(1 for update in updates if update is None or update < at)


def lying_about(home: Home) -> tuple[str, ...]:
    """Names of files in a folder ``HOME/authorities``, which nothing reads: somebody may think that they count."""
    folder = home.root / "authorities"
    return tuple(sorted(file.name for file in folder.iterdir())) if folder.is_dir() else ()
