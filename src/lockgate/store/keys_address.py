"""The address of a key on a token: a ``pkcs11:`` URI (RFC 7512).

``pkcs11:token=office;object=release?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/run/pin``

The PIN comes from a private file (``pin-source``) or is asked at the terminal; a PIN written into the address
(``pin-value``) is refused, because command lines are seen by others and kept in histories.
"""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from lockgate.errors import UsageError

SCHEME = "pkcs11:"
"""How the address of a key on a token begins."""

_PATH = frozenset({"token", "serial", "object", "id", "type"})
_QUERY = frozenset({"module-path", "pin-source"})


@dataclass(frozen=True, slots=True)
class TokenAddress:
    """Which key, on which token, by which library.

    Attributes:
        module: the file of the library that speaks PKCS #11.
        token: the token's label; empty where its serial number is enough.
        serial: the token's serial number; empty where its label is enough.
        label: the object's label; empty where its id is enough.
        key: the object's id (CKA_ID); empty where its label is enough.
        pin_file: the private file with the PIN; None where it is asked at the terminal.
    """

    module: Path
    token: str
    serial: str
    label: str
    key: bytes = field(default=b"")
    pin_file: Path | None = None

    @property
    def told(self) -> str:
        """What to call it in a sentence."""
        return f"{self.label or self.key.hex()} on the token {self.token or self.serial}"


def token_address(text: str) -> TokenAddress:
    """Read an address.

    Raises:
        UsageError: it is no ``pkcs11:`` URI, has an attribute not known here, names no token or no key, carries a
            PIN, or names no library.
    """
    path, _, query = text.removeprefix(SCHEME).partition("?")
    said = _attributes(path, ";", _PATH)
    how = _attributes(query, "&", _QUERY | {"pin-value"})
    if not text.startswith(SCHEME):
        raise UsageError(f"{text!r} is no address of a key on a token; it begins with {SCHEME}.")
    if "pin-value" in how:
        raise UsageError(
            "A PIN is never written into an address; give pin-source=file:/path, or be asked at the terminal."
        )
    if not (said.get("token") or said.get("serial")) or not (said.get("object") or said.get("id")):
        raise UsageError(f"The address {path!r} must name a token (token= or serial=) and a key (object= or id=).")
    module = unquote(how.get("module-path", ""))
    if not module:
        raise UsageError("Say which library speaks to the token, with module-path=/path in the address.")
    return TokenAddress(
        module=Path(module),
        token=unquote(said.get("token", "")),
        serial=unquote(said.get("serial", "")),
        label=unquote(said.get("object", "")),
        key=unquote_to_bytes(said.get("id", "")),
        pin_file=_pin_file(how.get("pin-source")),
    )


def _attributes(text: str, between: str, known: frozenset[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in filter(None, text.split(between)):
        name, equals, value = part.partition("=")
        if not equals or name not in known or name in found:
            raise UsageError(f"{part!r} in the address of a key on a token is not understood (RFC 7512).")
        found[name] = value
    return found


def _pin_file(source: str | None) -> Path | None:
    return None if source is None else Path(unquote(source).removeprefix("file://").removeprefix("file:"))
