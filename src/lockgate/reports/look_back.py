"""The report of a look back, for a court, a committee or the custodian itself: sentences, numbers, definitions.

Every number stands beside the words that say what was counted and the file that lists it. It speaks of answers
that are *unsupported*, and of answers no rule failed; what a court makes of either is not said here. The same data
give the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import TextWrapper

from lockgate.reports.pages import page

WIDTH = 78
"""Columns of the text form."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its definition.

    Attributes:
        title: what is counted, in a few words.
        count: how many; None when it is not told, a word where it is too small to be told.
        of: of how many.
        definition: exactly what was counted.
        file: the list of it; '' when it has none.
    """

    title: str
    count: int | str | None
    of: int
    definition: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One requirement and the answers that it fails, or on which it was not checked."""

    rule: str
    title: str
    citation: str
    answers: int
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class LookBackData:
    """All that the report says.

    Attributes:
        facts: what was looked at, as label and value.
        answers: how many answers were given.
        unsupported: how many of them some rule fails.
        figures: the official counts, then the others.
        failed: the requirements not met, in the order of their ids.
        unchecked: the requirements not checked on answers that no rule failed.
        asked: the ids of the rules that were asked.
        not_asked: each rule not asked, with what it would need.
        ways: each way answers were made: as written, what was compared, how many.
    """

    facts: tuple[tuple[str, str], ...]
    answers: int
    unsupported: int
    figures: tuple[Figure, ...]
    failed: tuple[RuleLine, ...]
    unchecked: tuple[RuleLine, ...]
    asked: tuple[str, ...]
    not_asked: tuple[tuple[str, str, str], ...]
    ways: tuple[tuple[str, str, int], ...]


def render_look_back(data: LookBackData) -> tuple[str, str]:
    """The report as an HTML page and as plain text of at most 78 columns."""
    return page("look_back", _view(data)), "\n".join(_text(data)) + "\n"


_WORDS = (
    "An answer is unsupported when at least one requirement is not met on it, as far as the files given show. Where"
    " none failed, the report says so, and how many were not checked: a requirement that nobody checked is never taken"
    " as met. The report makes no finding of law about any disclosure, and says nothing about any person."
)


def _opening(data: LookBackData) -> str:
    clear = data.answers - data.unsupported
    return (
        f"{_answers(data.answers)} {'was' if data.answers == 1 else 'were'} given. {data.unsupported:,}"
        f" {'is' if data.unsupported == 1 else 'are'} unsupported: at least one requirement failed. On the other"
        f" {clear:,} no rule failed; what was not checked on them is listed below."
    )


def _answers(number: int) -> str:
    return f"{number:,} answer" if number == 1 else f"{number:,} answers"


def _number(figure: Figure) -> str:
    return f"{figure.count:,}" if isinstance(figure.count, int) else figure.count or "not told"


def _share(figure: Figure) -> str:
    if not isinstance(figure.count, int) or not figure.of:
        return ""
    return f"{100 * figure.count / figure.of:.2f} % of {figure.of:,}"


def _reason(code: str) -> str:
    return code.partition(".")[2].replace("_", " ")


def _view(data: LookBackData) -> dict[str, object]:
    """What the page's template is given: ready texts, to be escaped there."""
    return {
        "facts": data.facts,
        "opening": _opening(data),
        "words": _WORDS,
        "figures": [(f.title, _number(f), _share(f), f.definition, f.file) for f in data.figures],
        "tables": [
            _table("failed", "Requirements that failed", "An answer may fail several.", data.failed),
            _table(
                "unchecked",
                "Not checked, where no rule failed",
                "Each waits for an input or for a person's finding; none counts as met.",
                data.unchecked,
            ),
        ],
        "ways": [(written or "not stated", compared, f"{number:,}") for written, compared, number in data.ways],
        "asked": ", ".join(data.asked),
        "not_asked": data.not_asked,
    }


def _table(name: str, title: str, lead: str, lines: tuple[RuleLine, ...]) -> tuple[str, str, str, object, bool]:
    """A table of rules; a column for the reasons only where there are any."""
    return name, title, lead, _lines(lines), any(line.reasons for line in lines)


def _lines(lines: tuple[RuleLine, ...]) -> list[tuple[str, str, str, str, str]]:
    return [
        (
            line.rule,
            line.title,
            line.citation,
            f"{line.answers:,}",
            "; ".join(f"{_reason(code)} {number:,}" for code, number in line.reasons),
        )
        for line in lines
    ]


def _text(data: LookBackData) -> Iterator[str]:
    yield "LOOKING BACK AT ANSWERS THAT WERE GIVEN"
    yield ""
    for label, value in data.facts:
        yield from _wrapped(value, f"{label + ':':<14} ", " " * 15)
    yield ""
    yield from _wrapped(_opening(data))
    yield ""
    yield from _wrapped(_WORDS)
    yield from ("", "", "THE COUNTS")
    for figure in data.figures:
        yield ""
        share = _share(figure)
        yield from _wrapped(f"{figure.title}: {_number(figure)}{f' ({share})' if share else ''}")
        yield from _wrapped(figure.definition, "    ", "    ")
        if figure.file:
            yield f"    Listed in {figure.file}."
    yield from _text_rules("REQUIREMENTS THAT FAILED", data.failed)
    yield from _text_rules("NOT CHECKED, WHERE NO RULE FAILED", data.unchecked)
    yield from ("", "", "HOW THE ANSWERS WERE MADE", "")
    for written, compared, number in data.ways:
        yield from _wrapped(f"{written or 'not stated'}: {_answers(number)}; {compared}", "", "    ")
    yield from ("", "", "WHICH RULES WERE ASKED", "")
    yield from _wrapped(f"Asked: {', '.join(data.asked)}.")
    yield ""
    for rule, title, needs in data.not_asked:
        yield from _wrapped(f"{rule} was not asked ({needs}): {title}", "", "    ")


def _text_rules(title: str, lines: tuple[RuleLine, ...]) -> Iterator[str]:
    yield from ("", "", title)
    if not lines:
        yield from ("", "None.")
    for line in lines:
        yield ""
        yield from _wrapped(f"{line.title} {_answers(line.answers)}.", f"{line.rule}  ", "     ")
        yield from _wrapped(line.citation, "     ", "     ")
        for code, number in line.reasons:
            yield from _wrapped(f"{_reason(code)}: {number:,}", "     - ", "       ")


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """Lines of at most ``WIDTH`` columns; a word that is too long is broken."""
    wrapper = TextWrapper(WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return wrapper.wrap(text) or [first.rstrip()]
