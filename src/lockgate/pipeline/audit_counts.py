"""The numbers of a look back, each counted from the judgements of single answers."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from lockgate.law.few import told_of
from lockgate.law.look_back import LookedBack, Tied
from lockgate.law.terms import State
from lockgate.pipeline.audit import FOUND, Judgement, LookBack
from lockgate.pipeline.encoding import Codes

COMPARED = {True: "yes", False: "no", None: "not_stated"}
"""How it is written whether the address set forth was compared with a record before the answer was given."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted; every number is a number of answers.

    Attributes:
        answers: all of them.
        outcomes: unsupported, and no rule failed.
        rules: rule -> state -> answers.
        codes: reason of a rule not met -> answers.
        unchecked: of the answers no rule failed: how many rules were not checked -> answers.
        unchecked_rules: of the answers no rule failed: rule not checked -> answers.
        tied: in what manner they are tied to a record.
        again: those whose record an earlier one had answered.
        addresses: state of R05 on the record they answer; those tied to none are in no state.
        compared: whether the system says that the address was compared: yes, no, not_stated.
        ways: the way they were made, as written -> answers.
        insufficient: the first official count.
        never_confirmed: the second official count.
        both: answers in both.
        neither: answers in neither.
        found: what the custodian's file shows -> answers; empty when it was not asked. For readers without a
            provision a small number is a word, or None where it is not told (``law.few``).
        found_unconfirmed: the same, of the answers in the second official count.
    """

    answers: int
    outcomes: dict[str, int]
    rules: dict[str, dict[str, int]]
    codes: dict[str, int]
    unchecked: dict[str, int]
    unchecked_rules: dict[str, int]
    tied: dict[str, int]
    again: int
    addresses: dict[str, int]
    compared: dict[str, int]
    ways: dict[str, int]
    insufficient: int
    never_confirmed: int
    both: int
    neither: int
    found: Mapping[str, int | str | None]
    found_unconfirmed: Mapping[str, int | str | None]


def counted(seen: LookBack) -> Counts:
    """Count everything that is reported."""
    times = np.bincount(seen.of_answer, minlength=len(seen.judged)).tolist()
    weighted = list(zip(seen.judged, times, strict=True))

    def sums(words: Callable[[Judgement], Iterable[str]], known: Iterable[str] = ()) -> dict[str, int]:
        total = Counter(dict.fromkeys(known, 0))
        for judged, number in weighted:
            total.update(dict.fromkeys(words(judged), number))
        return dict(total)

    def where(holds: Callable[[Judgement], bool]) -> int:
        return sum(number for judged, number in weighted if holds(judged))

    never = np.array([judged.never_confirmed for judged in seen.judged], dtype=bool)[seen.of_answer]
    return Counts(
        answers=len(seen.of_answer),
        outcomes=sums(lambda one: (one.outcome.value,), (outcome.value for outcome in LookedBack)),
        rules=_by_rule(weighted),
        codes=dict(sorted(sums(lambda one: one.codes).items())),
        unchecked=_in_order(sums(lambda one: tuple(str(len(rules)) for rules in _unchecked(one)))),
        unchecked_rules=dict(sorted(sums(lambda one: [rule for rules in _unchecked(one) for rule in rules]).items())),
        tied=_by_place(seen.tied, [one.value for one in Tied]),
        again=int(seen.again.sum()),
        addresses=sums(lambda one: (one.address,) if one.address else (), (state.value for state in State)),
        compared=sums(lambda one: (COMPARED[one.compared],), COMPARED.values()),
        ways=_by_place(seen.way, [way.written for way in seen.ways]),
        insufficient=where(lambda one: one.insufficient),
        never_confirmed=where(lambda one: one.never_confirmed),
        both=where(lambda one: one.insufficient and one.never_confirmed),
        neither=where(lambda one: not one.insufficient and not one.never_confirmed),
        found=_found(seen.found),
        found_unconfirmed=_found(seen.found[never]),
    )


def passed_on(by_the_files: Counts, exact: Counts) -> Counts:
    """The counts for readers without a provision to see what the custodian's file shows (R51).

    Args:
        by_the_files: counted from the request and the answers alone.
        exact: counted with the custodian's file asked.
    """
    found, unconfirmed = (
        told_of({word: number for word, number in counts.items() if isinstance(number, int)})
        for counts in (exact.found, exact.found_unconfirmed)
    )
    return replace(by_the_files, found=found, found_unconfirmed=unconfirmed)


def _unchecked(judged: Judgement) -> tuple[tuple[str, ...], ...]:
    """The rules not checked, where no rule failed; nothing where one did."""
    return () if judged.outcome is LookedBack.UNSUPPORTED else (judged.rules(State.NOT_CHECKED),)


def _in_order(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: int(item[0])))


def _by_rule(weighted: Iterable[tuple[Judgement, int]]) -> dict[str, dict[str, int]]:
    totals: dict[str, Counter[str]] = {}
    for judged, number in weighted:
        for rule, state in judged.states.items():
            totals.setdefault(rule, Counter())[state.value] += number
    return {rule: {state.value: totals[rule][state.value] for state in State} for rule in sorted(totals)}


def _by_place(places: Codes, words: list[str]) -> dict[str, int]:
    return dict(zip(words, np.bincount(places, minlength=len(words)).tolist(), strict=True))


def _found(places: Codes) -> dict[str, int]:
    counts = _by_place(places, list(FOUND))
    asked = {word: number for word, number in counts.items() if word}
    return asked if any(asked.values()) else {}
