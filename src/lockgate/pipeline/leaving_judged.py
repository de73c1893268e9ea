"""What would leave, judged: of all lines that the law says the same of, one is asked about.

Half a million lines are some kinds: what the law says of an answer hangs on a few facts, and whether a reason was
found relevant on its matter and who has it. The lines stay columns; only the first one of each kind becomes a value.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator
from collections.abc import Set as AbstractSet

import pyarrow as pa

from lockgate.law.findings import Finding
from lockgate.pipeline.assemble import Judge, PersonsSay
from lockgate.pipeline.dispositions import texts_in
from lockgate.pipeline.leaving_table import Line, lines_of, officers_in


def engaged_in(lines: pa.Table, persons: PersonsSay) -> Collection[tuple[str, str]]:
    """Each recipient with the first matter of theirs that they confirmed, and the first that they did not (R53)."""
    first: dict[tuple[str, bool], tuple[str, str]] = {}
    for listed, matter in dict.fromkeys(zip(texts_in(lines, "recipients"), texts_in(lines, "matter"), strict=True)):
        for officer in officers_in(listed):
            first.setdefault((officer, (officer, matter) in persons.confirmed), (officer, matter))
    return first.values()


def findings_on_answers(judge: Judge, lines: pa.Table, left_out: AbstractSet[str]) -> Iterator[Finding]:
    """The findings on each granted answer that somebody has who is not left out, in the order of the lines.

    The law is asked about the denied among the lines too, and nothing is made of it.
    """
    weak, answered = judge.frame.persons.weak, judge.frame.answered
    recipients = texts_in(lines, "recipients")
    stays = {listed: _stays(officers_in(listed), left_out) for listed in set(recipients)}
    told = zip(
        texts_in(lines, "word"),
        map(stays.__getitem__, recipients),
        *(lines[name].to_pylist() for name in ("identified", "deliverable", "from_periods")),
        (weak.get(row) for row in lines["row"].to_numpy().tolist()),
        (judge.about(one, answered=one in answered) for one in texts_in(lines, "taxpayer")),
        strict=True,
    )
    for line in _first_of_each(lines, told):
        findings = judge.answer(line.found, answered=line.found.taxpayer in answered)
        if line.granted and _stays(line.recipients, left_out):
            yield from findings


def found_relevant(judge: Judge, lines: pa.Table, left_out: AbstractSet[str]) -> bool:
    """Whether a person found each granted line's reason relevant, and each recipient engaged who stays (R47)."""
    by_row = map(judge.frame.persons.relevant_rows.__contains__, lines["row"].to_pylist())
    told = zip(*(texts_in(lines, name) for name in ("word", "recipients", "matter")), by_row, strict=True)
    return all(
        judge.relevant(line.asked, officer)
        for line in _first_of_each(lines, told)
        for officer in line.recipients
        if line.granted and officer not in left_out
    )


def _stays(recipients: Iterable[str], left_out: AbstractSet[str]) -> bool:
    """Whether any of them is not left out."""
    return not set(recipients) <= left_out


def _first_of_each(lines: pa.Table, told: Iterable[Hashable]) -> Iterator[Line]:
    """The first line of each kind, in their order; ``told`` is, of each line, all that the answer hangs on."""
    first: dict[Hashable, int] = {}
    for number, kind in enumerate(told):
        first.setdefault(kind, number)
    return lines_of(lines.take(pa.array(first.values(), pa.int64())))
