"""``docs/cryptography.md``: every use of cryptography in the sources, found by their imports, with what it is for."""

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "lockgate"

LIBRARIES = frozenset({
    "cryptography", "hashlib", "hmac", "secrets", "ssl", "random", "pkcs11", "asn1crypto", "authlib", "joserfc", "jwt",
    "nacl", "Crypto", "OpenSSL", "fido2", "webauthn", "Cryptodome", "argon2", "bcrypt", "passlib",
})  # fmt: skip
"""Packages that are, wrap or draw something cryptographic; an import of any other is not looked at."""


@dataclass(frozen=True, slots=True)
class Use:
    """One kind of use: the names it is imported by, what for, its strength in bits, what a quantum computer does."""

    kind: str
    names: frozenset[str]
    purpose: str
    bits: str
    quantum: str


def _use(kind: str, names: str, purpose: str, bits: str, quantum: str) -> Use:
    return Use(kind, frozenset(names.split()), purpose, bits, quantum)


USES = (
    _use(
        "SHA-256, SHA-384, SHA-512",
        "hashlib hashlib.sha256 hashlib.file_digest hashlib.new hashes hashes.SHA256 hashes.SHA384 Prehashed",
        "the log's tree, commitments, names of files and of what is signed, digests in signatures",
        "128 and more", "holds",
    ),
    _use("SHAKE-256", "hashlib.shake_256", "salts of a draft, from its seed", "256", "holds"),
    _use("BLAKE2b", "hashlib.blake2b", "the mark of a recipient in their answers", "as long as the mark", "holds"),
    _use(
        "HMAC-SHA-256", "hmac hmac.compare_digest",
        "nonces, keyed hashes of whom a case asks about, comparing without a hint by time", "256", "holds",
    ),
    _use(
        "Ed25519", "ed25519.Ed25519PrivateKey ed25519.Ed25519PublicKey",
        "checkpoints of the log, cosignatures of witnesses", "128", "broken: heads could be forged",
    ),
    _use(
        "ECDSA and ECDH on P-256 and P-384",
        "ec ec.EllipticCurvePrivateKey utils.decode_dss_signature utils.encode_dss_signature"
        " ec.encode_named_curve_parameters",
        "decisions, manifests, requests and WebAuthn assertions; agreeing on the key of a package", "128 and 192",
        "broken: signatures could be forged, and what was kept of packages read",
    ),
    _use(
        "RSA", "rsa padding",
        "certificates and signatures of officials, and packages to recipients, whose cards have RSA keys of 2,048 bits"
        " or more; never a key of the office", "112 with 2,048 bits", "broken, as ECDSA and ECDH",
    ),
    _use(
        "AES-256-GCM", "Cipher algorithms.AES256 modes.GCM aead.AESGCM InvalidTag",
        "packages, sealed evidence, the index of the custodian's file", "256", "holds",
    ),
    _use(
        "AES key wrap", "keywrap.InvalidUnwrap keywrap.aes_key_unwrap keywrap.aes_key_wrap",
        "keys of packages and of evidence", "256", "holds",
    ),
    _use(
        "HKDF, X9.63 KDF", "hkdf.HKDF x963kdf.X963KDF", "keys from agreed secrets and the evidence key", "256", "holds"
    ),
    _use(
        "X.509, keys as files",
        "x509 x509.load_der_x509_certificate oid.NameOID verification.ExtensionPolicy verification.PolicyBuilder"
        " verification.Store verification.VerificationError serialization.Encoding"
        " serialization.KeySerializationEncryption serialization.NoEncryption serialization.PrivateFormat"
        " serialization.PublicFormat serialization.load_der_public_key serialization.load_pem_private_key"
        " exceptions.InvalidSignature exceptions.UnsupportedAlgorithm",
        "reading and writing certificates and keys, chains of recipients' certificates", "of the key", "of the key",
    ),
    _use(
        "CMS (RFC 5083, 5084, 5652)", "asn1crypto.algos asn1crypto.cms asn1crypto.core asn1crypto.keys asn1crypto.x509",
        "the forms of packages and signatures; it computes nothing", "", "formats take other algorithms",
    ),
    _use(
        "JOSE, OpenID Connect",
        "joserfc.jwk.KeySet joserfc.jwt rfc7636.create_s256_code_challenge core.CodeIDToken",
        "ID tokens of a provider of sign-ins: ES256, ES384, RS256, PS256", "112 to 192", "broken, as ECDSA and RSA",
    ),
    _use(
        "PKCS #11",
        "pkcs11 pkcs11.Attribute pkcs11.KeyType pkcs11.Mechanism pkcs11.ObjectClass exceptions.NoSuchToken"
        " exceptions.PKCS11Error exceptions.PinIncorrect types.Key types.Object types.Session types.SignMixin"
        " types.Token types.UnwrapMixin types.WrapMixin",
        "the office's keys on a token", "of the key", "of the key",
    ),
    _use(
        "random bytes of the system", "secrets secrets.token_bytes", "keys, salts, nonces, tokens, ids", "256", "holds"
    ),
    _use("OpenSSL's own account of itself", "openssl.backend", "`lockgate doctor` says which, and FIPS", "", ""),
)  # fmt: skip
"""Every kind of use. A name that stands in none of them fails the test, and is to be written here by a person."""

_HEAD = """# Cryptography

The table is printed by `make docs` from every import in `src/lockgate`, so no use is missing from it; what each is
for is written in `tools/crypto_page.py`, and a test fails where a name has no line. A number of bits is the strength
against whoever has no quantum computer (NIST SP 800-57 part 1).

"""

_PLAN = """
## Of 112 bits

An RSA key of 2,048 bits has 112 bits of strength, which NIST SP 800-57 lets be used until the end of 2030. Officials'
and recipients' cards have such keys today, so they are taken; the office makes none. `RSA_BITS_MIN`
(`seal/certificates.py`, `verify/release.py`) is where that ends: 3,072 before 2031, and every register then has to
name certificates that satisfy it, or their officers sign nothing and get no package.

## Changing an algorithm

Keys are changed at any time (docs/keys.md). An algorithm stands in the format of what it makes, and each format has
its version in it, so a new algorithm is a new version beside the old one: written by the office from a day on, while
what was written before is still verified by its own. What would be touched: `seal/signatures.py` and
`tlog/signatures.py` (signatures), `seal/recipients.py` and `seal/gated.py` (keys of packages), `tlog/notes.py`
(checkpoints), `store/keys_token_kinds.py` (tokens). A registry of algorithms that is changed by a setting is left out
on purpose: whoever could change it could weaken everything.

## Quantum computers

What is kept and can be read later is at risk before what is signed is, for it can be collected today. So, in this
order:

1. **Packages** (ECDH or RSA around an AES-256 key). First: the direct form to ML-KEM-768 with P-384 together (RFC
   9629's KEMRecipientInfo), once recipients' cards or their machines hold such keys; until then the gated form, whose
   outer key the office keeps and erases after the pick-up, is what limits a package that somebody kept.
2. **Signatures of decisions, manifests and certificates**: ML-DSA-65 beside ECDSA, once WebAuthn, cards and PKCS #11
   tokens make them; both have to hold as long as both are there.
3. **The log**: its tree holds, for it rests on SHA-256 alone. Checkpoints and cosignatures go to ML-DSA-44 with the
   succession of the log's key ([ADR 29](adr/0029-log-key.md)), and every earlier head is signed again by the new key
   before Ed25519 is given up.
4. **Sealed evidence and the index**: AES-256, HMAC and HKDF hold.

Looked at again each year, and whenever `cryptography` or a token in use gets ML-KEM or ML-DSA. Nothing of 1 to 3 is
built.
"""


def found() -> dict[str, list[str]]:
    """Every name that is imported from one of the libraries -> the files, each by its path in the package."""
    names: dict[str, set[str]] = {}
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name in _imported(node):
                names.setdefault(name, set()).add(path.relative_to(SOURCES).as_posix())
    return {name: sorted(files) for name, files in sorted(names.items())}


def _imported(node: ast.AST) -> list[str]:
    """The names an import statement takes from one of the libraries, without what is the same for all of a module's."""
    if isinstance(node, ast.Import):
        return [one.name for one in node.names if one.name.split(".")[0] in LIBRARIES]
    if isinstance(node, ast.ImportFrom) and not node.level and node.module and node.module.split(".")[0] in LIBRARIES:
        return [_short(f"{node.module}.{one.name}") for one in node.names]
    return []


def _short(name: str) -> str:
    """The last two parts of a name; one of a module of ``cryptography`` itself by its last alone."""
    parts = name.split(".")
    if name in MODULES:
        return parts[-1]
    return name if parts[0] in {"hashlib", "asn1crypto", "joserfc"} else ".".join(parts[-2:])


MODULES = frozenset(
    f"cryptography.{one}"
    for one in (
        "x509", "hazmat.primitives.hashes", "hazmat.primitives.ciphers.Cipher", "hazmat.primitives.asymmetric.ec",
        "hazmat.primitives.asymmetric.rsa", "hazmat.primitives.asymmetric.padding",
        "hazmat.primitives.asymmetric.utils.Prehashed", "exceptions.InvalidTag",
    )
)  # fmt: skip
"""What is imported whole."""


def without_a_line() -> set[str]:
    """Names that no kind of use has."""
    return found().keys() - {name for use in USES for name in use.names}


def crypto_page() -> str:
    """The page."""
    files = found()
    lines = ["| what | for | bits | with a quantum computer | where |", "|---|---|---|---|---|"]
    for use in USES:
        where = sorted({file for name in use.names for file in files.get(name, ())})
        if where:
            lines.append(f"| {use.kind} | {use.purpose} | {use.bits} | {use.quantum} | {_where(where)} |")
    return _HEAD + "\n".join(lines) + "\n" + _PLAN


def _where(files: list[str]) -> str:
    return " ".join(f"`{one}`" for one in files)
