"""The ways in of a console, from the TOML file that ``lockgate serve --doors`` is started with (docs/console.md)."""

import tomllib
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from lockgate.errors import UsageError
from lockgate.store.post import check_url

Word = Annotated[str, Field(min_length=1, max_length=1000)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class OpenId(_Strict):
    """A provider of sign-ins, by OpenID Connect."""

    issuer: Word
    client: Word
    authorization: Word
    token: Word
    keys: Word
    origin: Word
    secret_file: str = ""
    algorithms: list[str] = ["ES256"]
    acr: list[str] = []
    amr: list[str] = []

    @field_validator("authorization", "token", "keys", "origin")
    @classmethod
    def _private(cls, url: str) -> str:
        try:
            check_url(url)
        except UsageError as problem:
            raise ValueError("give https://…, or http://127.0.0.1:PORT") from problem
        return url.rstrip("/")


class Card(_Strict):
    """Cards (PIV): the proxy that ends TLS asks for a certificate and hands it on in a header."""

    proxy: Word
    header: Annotated[str, Field(pattern="^[A-Za-z][A-Za-z0-9-]{2,60}$")]

    @field_validator("proxy")
    @classmethod
    def _address(cls, proxy: str) -> str:
        return str(ip_address(proxy))


class Doors(_Strict):
    """The ways in; a part that is absent is a way that is not there."""

    oidc: OpenId | None = None
    card: Card | None = None


def read_doors(file: Path) -> Doors:
    """The ways in of this file.

    Raises:
        UsageError: the file cannot be read, or says something that is not to be said there.
    """
    try:
        return Doors.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise UsageError(f"{file} cannot be read: {problem}.") from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(one) for one in first["loc"])
        raise UsageError(f"{file}, {where}: {first['msg']}.") from problem


def secret_of(openid: OpenId, file: Path) -> str:
    """The secret shared with the provider, from the file that the doors' file names; empty where it names none.

    Raises:
        UsageError: it cannot be read.
    """
    if not openid.secret_file:
        return ""
    at = file.parent / openid.secret_file
    try:
        return at.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"{at} cannot be read: {problem}.") from problem


def secret_changed(file: Path) -> datetime | None:
    """When the file of the secret shared with the provider was written last; None where the doors name none.

    Raises:
        UsageError: a file cannot be read.
    """
    openid = read_doors(file).oidc
    if openid is None or not secret_of(openid, file):
        return None
    return datetime.fromtimestamp((file.parent / openid.secret_file).stat().st_mtime, UTC)
