"""The mapping of a look back: how the file of records and the file of answers are written, as TOML.

Parsed strictly, as a submission is: an unknown key or a wrong type is refused with file, line and cure.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from lockgate.errors import UsageError
from lockgate.law.agreement import Element
from lockgate.law.dates import ISO
from lockgate.law.look_back import COMPARABLE
from lockgate.pipeline.columns import TERMS, WHOLE_NAME
from lockgate.store.agreements import line_of

ANSWER_TERMS = (
    "record_id", "row", "matched_by",
    "route", "taxpayer_id", "address", "line1", "line2", "city", "state", "zip", "country",
)  # fmt: skip
"""Every column of a file of answers that has a word. The first three are read; the others are known, and left.

The address that was answered is return information, and no figure of a look back needs it.
"""

RECORD_TERMS = (*TERMS, WHOLE_NAME)
"""Every column of a file of records that has a word, and the whole name."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _RecordFormats(_Strict):
    date: str = ISO
    name: str = ""
    single_name: str = ""
    encoding: str = ""
    delimiter: str = ""


class _AnswerFormats(_Strict):
    encoding: str = ""
    delimiter: str = ""


class _Records(_Strict):
    columns: dict[str, str] | None = None
    formats: _RecordFormats = _RecordFormats()


class _Answers(_Strict):
    columns: dict[str, str] | None = None
    formats: _AnswerFormats = _AnswerFormats()
    matched_by: dict[str, list[str]] = {}


class _Mapping(_Strict):
    records: _Records = _Records()
    answers: _Answers = _Answers()


@dataclass(frozen=True, slots=True)
class RecordsForm:
    """How the file of records is written; ``columns`` is None where its header is the terms."""

    columns: Mapping[str, str] | None = None
    date: str = ISO
    name: str = ""
    single_name: str = ""
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class AnswersForm:
    """How the file of answers is written.

    Attributes:
        columns: term to header cell; None where its header is the terms.
        encoding: of a CSV file; '' is told from the byte order mark, else UTF-8.
        delimiter: of a CSV file; '' is told from the header line.
        matched_by: a value of that column -> what it says was compared with a record of the taxpayer.
    """

    columns: Mapping[str, str] | None = None
    encoding: str = ""
    delimiter: str = ""
    matched_by: Mapping[str, frozenset[Element]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forms:
    """Both halves of a mapping; made empty, both files are in the words of this page."""

    records: RecordsForm = RecordsForm()
    answers: AnswersForm = AnswersForm()


def read_mapping(file: Path) -> Forms:
    """Read a mapping file.

    Raises:
        UsageError: it cannot be read, or says something it may not; with file, line and cure.
    """
    try:
        text = file.read_bytes().decode("utf-8")
        found = _Mapping.model_validate(tomllib.loads(text))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}; give a mapping file.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file.name} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file.name} is not TOML: {error}; mend that line.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = tuple(str(part) for part in first["loc"])
        why = f"{'.'.join(place)} cannot be read ({first['msg']}); mend it as docs/formats/look-back.md says."
        raise UsageError(f"{file.name}:{line_of(text, place)}: {why}") from None
    for keys, sentence in _contradictions(found):
        raise UsageError(f"{file.name}:{line_of(text, keys)}: {sentence}")
    return _forms(found)


def _contradictions(found: _Mapping) -> Iterable[tuple[tuple[str, ...], str]]:
    for half, mapped, terms in (
        ("records", found.records.columns or {}, RECORD_TERMS),
        ("answers", found.answers.columns or {}, ANSWER_TERMS),
    ):
        for term, cell in mapped.items():
            if term not in terms:
                yield (half, "columns", term), f"{term} is no term here; the terms are {', '.join(terms)}."
            if list(mapped.values()).count(cell) > 1:
                yield (half, "columns", term), f"the column {cell!r} is mapped twice; each column gives one term."
    words = {element.value for element in COMPARABLE}
    for value, compared in found.answers.matched_by.items():
        for word in compared:
            if word not in words:
                yield (
                    ("answers", "matched_by", value),
                    f"{word!r} is nothing that can be compared; write any of {', '.join(e.value for e in COMPARABLE)}.",
                )


def _forms(found: _Mapping) -> Forms:
    records, answers = found.records, found.answers
    shape = records.formats
    return Forms(
        RecordsForm(records.columns, shape.date, shape.name, shape.single_name, shape.encoding, shape.delimiter),
        AnswersForm(
            answers.columns,
            answers.formats.encoding,
            answers.formats.delimiter,
            {value: frozenset(map(Element, words)) for value, words in answers.matched_by.items()},
        ),
    )
