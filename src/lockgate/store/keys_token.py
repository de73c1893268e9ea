"""Keys on a token (PKCS #11): used where they are, never taken out.

A token's signing key stands behind the same interface as one from a PEM file, that of ``cryptography``, so
everything that signs is written once. Accepted are ECDSA on P-256 and P-384 and Ed25519, and AES-256 keys that
wrap other keys (CKM_AES_KEY_WRAP, RFC 3394). One process speaks to one library, and logs in to a token once.
"""

import os
from collections.abc import Callable
from getpass import getpass
from pathlib import Path

import pkcs11
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import NoSuchToken, PinIncorrect, PKCS11Error
from pkcs11.types import Object, Session, SignMixin, Token, UnwrapMixin, WrapMixin
from pkcs11.util.ec import encode_named_curve_parameters

from lockgate.errors import UsageError
from lockgate.store.keys_address import TokenAddress
from lockgate.store.keys_files import read_private
from lockgate.store.keys_token_kinds import TokenEc, TokenEd25519, TokenWrapper, told
from lockgate.store.keys_wrapping import KEY_SIZE

AskPin = Callable[[str], str]
"""Asks a person for a PIN, given the question."""

_ED25519 = bytes.fromhex("06032b6570")
_ED25519_NAMED = b"\x13\x0cedwards25519"
_CURVES: dict[bytes, ec.EllipticCurve] = {
    encode_named_curve_parameters("secp256r1"): ec.SECP256R1(),
    encode_named_curve_parameters("secp384r1"): ec.SECP384R1(),
}

KINDS = ("ed25519", "p256", "p384", "aes")
"""What can be made on a token: the log's key, an officer's or the release's, and a wrapping key."""


def token_signer(at: TokenAddress, ask: AskPin = getpass) -> TokenEd25519 | TokenEc:
    """The signing key at an address.

    Raises:
        UsageError: library, token or key is not there, the PIN is wrong, or the key is of another kind.
    """
    session = _session(at, ask)
    with told(f"find {at.told}"):
        key = _one(at, session, ObjectClass.PRIVATE_KEY)
        public = _one(at, session, ObjectClass.PUBLIC_KEY)
        parameters, point = bytes(public[Attribute.EC_PARAMS]), bytes(public[Attribute.EC_POINT])
    if not isinstance(key, SignMixin):
        raise UsageError(f"{at.told} may not sign.")
    if parameters in {_ED25519, _ED25519_NAMED}:
        return TokenEd25519(key, Ed25519PublicKey.from_public_bytes(point[-32:]))
    curve = _CURVES.get(parameters)
    if curve is None:
        raise UsageError(f"{at.told} is of a kind that is not used here; use P-256, P-384 or Ed25519.")
    # An EC_POINT is an octet string around the uncompressed point; some libraries leave the wrapping out.
    size = 1 + 2 * ((curve.key_size + 7) // 8)
    return TokenEc(key, ec.EllipticCurvePublicKey.from_encoded_point(curve, point[-size:]))


def token_wrapper(at: TokenAddress, ask: AskPin = getpass) -> TokenWrapper:
    """The wrapping key at an address.

    Raises:
        UsageError: library, token or key is not there, the PIN is wrong, or it is no AES key of 256 bits.
    """
    session = _session(at, ask)
    with told(f"find {at.told}"):
        key = _one(at, session, ObjectClass.SECRET_KEY)
        size = key[Attribute.VALUE_LEN] if key[Attribute.KEY_TYPE] == KeyType.AES else 0
    if size != KEY_SIZE or not isinstance(key, WrapMixin) or not isinstance(key, UnwrapMixin):
        raise UsageError(f"{at.told} is no AES key of 256 bits that may wrap other keys.")
    return TokenWrapper(key, key, session)


def make_on_token(at: TokenAddress, kind: str, ask: AskPin = getpass) -> None:
    """Make a key on a token, never to leave it.

    Args:
        at: where; a label is needed.
        kind: one of ``KINDS``.
        ask: asks for the PIN where no file holds it.

    Raises:
        UsageError: a key of that name is there already, the kind is unknown, or the token cannot make it.
    """
    if kind not in KINDS or not at.label:
        raise UsageError(f"Say what is to be made ({', '.join(KINDS)}) and give it a name with object=.")
    session = _session(at, ask)
    key = at.key or os.urandom(8)
    with told(f"make {at.told}"):
        if list(session.get_objects({Attribute.LABEL: at.label})):
            raise UsageError(f"{at.told} is there already; keys are never overwritten.")
        if kind == "aes":
            template = {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False}
            session.generate_key(KeyType.AES, 256, id=key, label=at.label, store=True, template=template)
            return
        of, how, parameters = _generation(kind)
        domain = session.create_domain_parameters(of, {Attribute.EC_PARAMS: parameters}, local=True)
        domain.generate_keypair(id=key, label=at.label, store=True, mechanism=how)


def _generation(kind: str) -> tuple[KeyType, Mechanism, bytes]:
    if kind == "ed25519":
        return KeyType.EC_EDWARDS, Mechanism.EC_EDWARDS_KEY_PAIR_GEN, _ED25519_NAMED
    curve = {"p256": "secp256r1", "p384": "secp384r1"}[kind]
    return KeyType.EC, Mechanism.EC_KEY_PAIR_GEN, encode_named_curve_parameters(curve)


def _one(at: TokenAddress, session: Session, kind: ObjectClass) -> Object:
    wanted: dict[Attribute, object] = {Attribute.CLASS: kind}
    wanted |= {Attribute.LABEL: at.label} if at.label else {}
    wanted |= {Attribute.ID: at.key} if at.key else {}
    found = list(session.get_objects(wanted))
    if len(found) != 1:
        raise UsageError(f"There are {len(found)} keys of that kind named {at.told}; exactly one is asked for.")
    return found[0]


_logins: dict[tuple[int, Path, str, str], Session] = {}
"""One login to a token for each process; a process that was forked must not use its parent's."""


def _session(at: TokenAddress, ask: AskPin) -> Session:
    login = (os.getpid(), at.module, at.token, at.serial)
    if login not in _logins:
        with told(f"be opened for {at.told}"):
            _logins[login] = _logged_in(at, ask)
    return _logins[login]


def _logged_in(at: TokenAddress, ask: AskPin) -> Session:
    name = at.token or at.serial
    try:
        token = _token(at)
        pin = read_private(at.pin_file).decode().strip() if at.pin_file else ask(f"PIN of the token {name}: ")
        return token.open(rw=True, user_pin=pin)
    except NoSuchToken as error:
        raise UsageError(f"There is no token {name} here; put it in, or mend its name.") from error
    except PinIncorrect as error:
        raise UsageError(f"The PIN of the token {name} is wrong; a token locks after a few wrong ones.") from error


def _token(at: TokenAddress) -> Token:
    try:
        library = pkcs11.lib(str(at.module))
    except (RuntimeError, PKCS11Error) as error:
        raise UsageError(f"{at.module} cannot be used as a library for tokens: {error}.") from error
    if any(process != os.getpid() for process, *_ in _logins):
        # A library that was forked with its process answers no call before it is told so (PKCS #11, 6.7.1).
        library.reinitialize()
        _logins.clear()
    return library.get_token(token_label=at.token or None, token_serial=at.serial.encode() or None)
