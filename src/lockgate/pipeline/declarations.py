"""What an agency declares in TOML: parsed strictly; whatever is wrong is refused with file, line and cure."""

import re
import tomllib
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lockgate.errors import UsageError
from lockgate.store.agreements import line_of

_NUL = re.compile(r"\\u0000|\\U00000000")
"""As TOML writes it."""

Given = Annotated[str, Field(min_length=1)]
"""A value that must be there."""


class Strict(BaseModel):
    """A table of a declaration: no unknown key, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@dataclass(frozen=True, slots=True)
class Official:
    """Who asks (R02) or certifies (R19): as declared, not yet compared with a register."""

    person: str
    office: str
    capacity: str = ""
    legal_basis: str = ""


class DeclaredOfficial(Strict):
    """An official as a declaration names one."""

    person: Given
    office: Given
    capacity: str = ""
    legal_basis: str = ""

    @property
    def official(self) -> Official:
        """Whom it names."""
        return Official(self.person, self.office, self.capacity, self.legal_basis)


Declared = TypeVar("Declared", bound=Strict)
"""What a declaration is read as."""


def read_declaration(form: type[Declared], content: bytes, name: str, what: str) -> Declared:
    """What these bytes declare.

    Args:
        form: the tables and values there may be.
        content: the exact bytes of the file.
        name: what to call the file in an error.
        what: what it declares, such as ``a submission``.

    Raises:
        UsageError: with file, line and cure.
    """
    try:
        text = content.decode("utf-8")
        if _NUL.search(text):
            # A database refuses it where SQLite keeps it; in clear bytes TOML refuses it itself.
            raise UsageError(f"{name} holds the character NUL, which no word has; take it out.")
        return form.model_validate(tomllib.loads(text))
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name} is not TOML: {error}; mend that line.") from error
    except ValidationError as error:
        raise UsageError(_complaint(name, what, text, error)) from None
    except (RecursionError, ValueError):
        # Values nested a thousand deep, a number of thousands of digits: TOML, and nothing that is declared.
        raise UsageError(f"{name} holds a value that nobody declares; write it as it is described.") from None


def _complaint(name: str, what: str, text: str, error: ValidationError) -> str:
    first = error.errors()[0]
    missing = first["type"] == "missing"
    line = _line(text, first["loc"][:-1] if missing else first["loc"])
    place = ".".join(str(part) for part in first["loc"])
    match first["type"]:
        case "extra_forbidden":
            return f"{name}:{line}: {place} is no term of {what}; take it out or mend its name."
        case "missing":
            return f"{name}:{line}: {place} is missing; add it."
        case "string_too_short":
            return f"{name}:{line}: {place} is empty; fill it in."
        case _:
            return f"{name}:{line}: {place} cannot be read ({first['msg']}); mend the value."


_OFFICER = re.compile(r"^[ \t]*\[\[[ \t]*officers[ \t]*\]\]", re.MULTILINE)


def _line(text: str, place: tuple[str | int, ...]) -> int:
    """The line of a place such as ``("officers", 3, "agency")``, counted from 1."""
    above = 0
    if len(place) > 1 and place[0] == "officers" and isinstance(place[1], int):
        heads = list(_OFFICER.finditer(text))
        if place[1] < len(heads):
            above = text.count("\n", 0, heads[place[1]].start())
            place = place[2:]
    rest = "\n".join(text.splitlines()[above:])
    return above + line_of(rest, tuple(part for part in place if isinstance(part, str)))
