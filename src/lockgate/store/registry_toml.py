"""``registry.toml``: where a custodian's own tables lie, and what their columns are in our terms.

See docs/formats/registry-toml.md. A value here is a place or a name, never a record.
"""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from lockgate.errors import UsageError

NAME = "registry.toml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Table(_Strict):
    """One table as it is declared: exactly one of ``parquet``, ``csv`` and ``postgresql``.

    Attributes:
        parquet: a Parquet file or a folder of them, from the folder of ``registry.toml``.
        csv: a CSV file or a folder of them.
        postgresql: a query that gives the table.
        version: a query that gives one value, another one whenever the table has changed.
        columns: our term -> the custodian's name; '' where the custodian has no such column.
    """

    parquet: str = ""
    csv: str = ""
    postgresql: str = ""
    version: str = ""
    columns: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_place(self) -> "Table":
        if sum(map(bool, (self.parquet, self.csv, self.postgresql))) != 1:
            raise ValueError("give exactly one of parquet, csv and postgresql")
        if bool(self.version) != bool(self.postgresql):
            raise ValueError("a postgresql query, and nothing else, has a version query beside it")
        return self


class _Connection(_Strict):
    connect: str


class Registry(_Strict):
    """The whole file."""

    format: Literal["lockgate/registry/v1"]
    taxpayers: Table
    addresses: Table
    postgresql: _Connection | None = None

    @model_validator(mode="after")
    def _connected(self) -> "Registry":
        if (self.taxpayers.postgresql or self.addresses.postgresql) and self.postgresql is None:
            raise ValueError("a postgresql query needs [postgresql] with connect")
        return self


def read_registry(file: Path) -> Registry:
    """The tables a ``registry.toml`` declares.

    Raises:
        UsageError: it cannot be read, or is not as described.
    """
    try:
        declared = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} is no TOML: {error}.") from error
    try:
        return Registry.model_validate(declared)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        told = first["msg"].removeprefix("Value error, ")
        raise UsageError(f"{file}: {where}: {told}; see docs/formats/registry-toml.md.") from error
