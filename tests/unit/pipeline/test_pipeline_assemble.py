"""A disposition is granted only when every rule is met; each single change denies it, and says why inside only."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.canonical import canonical
from lockgate.law.act_facts import Identified
from lockgate.law.registers import (
    Determination,
    Employment,
    InformantDetermination,
    OrderScope,
    Term,
)
from lockgate.law.rules import Context
from lockgate.pipeline.assemble import NOBODY, Asked, Disposition, Frame, Located, PersonsSay, assemble
from lockgate.pipeline.dispositions import (
    Disposed,
    Word,
    answer_text,
    dispositions_table,
    read_dispositions,
    record_leaf_hashes,
    records_subtree,
)
from lockgate.seal.answers import Word as Told
from procedure_parts import NOON, PACK, order, registers, rostered

ADDRESS = ("101 OAK ST", "", "HOUSTON", "TX", "77002", "")
ASKED = Asked(1, "R001", "M-001", ("ida", "jon"))
LOCATED = Located(1, Identified.ONE, "T001", deliverable=True, from_periods=True, address=ADDRESS)
WEAK = replace(LOCATED, identified=Identified.WEAK)
CLEAR = InformantDetermination("*", Determination.CLEAR, Term(date(2025, 8, 1)), "mia")
BAR = replace(CLEAR, taxpayer="T001", determination=Determination.BAR)
BOTH = tuple(rostered(name) for name in ("ida", "jon"))
PERSONS = PersonsSay(
    relevant_rows=frozenset({1}), confirmed=frozenset({("ida", "M-001"), ("jon", "M-001")})
)  # fmt: skip


def frame(persons: PersonsSay = PERSONS, answered: frozenset[str] = frozenset(), **changes: object) -> Frame:
    under = registers(**{"determinations": (CLEAR,), **changes})
    return Frame(Context(PACK, NOON.date()), NOON, "U.S. Immigration and Customs Enforcement", under, persons, answered)


def one(asked: Asked = ASKED, located: Located | None = LOCATED, under: Frame | None = None) -> Disposition:
    found = {located.row: located} if located is not None else {}
    (disposition,) = assemble([asked], found, under or frame())
    return disposition


def test_disposition_is_granted_to_every_named_officer_when_all_is_met():
    assert one() == Disposition(1, "R001", "", ("ida", "jon"), "T001", ADDRESS)
    assert one().answer.answer is Told.IDENTIFIED


DENIALS = {
    "none": (lambda: one(located=replace(LOCATED, identified=Identified.NONE)), "R24.none"),
    "several": (lambda: one(located=replace(LOCATED, identified=Identified.SEVERAL)), "R24.several"),
    "disagrees": (lambda: one(located=replace(LOCATED, identified=Identified.DISAGREES)), "R24.disagrees"),
    "weak": (lambda: one(located=replace(LOCATED, identified=Identified.WEAK)), "R24.weak"),
    "weak found not met": (
        lambda: one(located=WEAK, under=frame(replace(PERSONS, weak={1: False}))),
        "R24.weak",
    ),
    "not located": (lambda: one(located=None), "R24.none"),
    "periods": (lambda: one(located=replace(LOCATED, from_periods=False)), "R58.periods"),
    "periods unknown": (lambda: one(located=replace(LOCATED, from_periods=None)), "R58.periods"),
    "third parties only": (lambda: one(located=replace(LOCATED, deliverable=False)), "R27.not_deliverable"),
    "deliverable unknown": (lambda: one(located=replace(LOCATED, deliverable=None)), "R27.not_deliverable"),
    "undetermined": (lambda: one(under=frame(determinations=())), "R25.not_determined"),
    "determined too long ago": (
        lambda: one(under=frame(determinations=(replace(CLEAR, term=Term(date(2025, 6, 1))),))),
        "R25.not_determined",
    ),
    "barred": (
        lambda: one(under=frame(determinations=(CLEAR, BAR))),
        "R25.bar",
    ),
    "protected": (
        lambda: one(under=frame(orders=(order(scope=OrderScope.PERSONS, taxpayers=frozenset({"T001"})),))),
        "R23.person",
    ),
    "answered before": (lambda: one(under=frame(answered=frozenset({"T001"}))), "R48.answered"),
    "irrelevant": (lambda: one(under=frame(replace(PERSONS, relevant_rows=frozenset()))), "R47.finding"),
    "unconfirmed": (lambda: one(under=frame(replace(PERSONS, confirmed=frozenset()))), "R53.nobody_left"),
    "nobody named": (lambda: one(asked=replace(ASKED, officers=())), "R53.nobody_left"),
    "contractors": (
        lambda: one(
            under=frame(roster=tuple(replace(rostered(n), employment=Employment.CONTRACTOR) for n in ("ida", "jon")))
        ),
        "R53.nobody_left",
    ),
    "of another agency": (
        lambda: one(under=frame(roster=tuple(replace(rostered(n), agency="Another") for n in ("ida", "jon")))),
        "R53.nobody_left",
    ),
    "twice on the roster": (
        lambda: one(under=frame(roster=BOTH + BOTH)),
        "R53.nobody_left",
    ),
}


@pytest.mark.parametrize("change", DENIALS)
def test_disposition_is_denied_when_one_thing_is_not_met(change):
    disposition, ground = DENIALS[change][0](), DENIALS[change][1]
    assert ground in disposition.ground.split(";")
    assert (disposition.taxpayer, disposition.address) == ("", NOBODY)
    assert disposition.answer.answer is Told.NONE


def test_officer_is_stripped_alone_when_only_theirs_is_missing():
    untrained = (rostered("ida"), replace(rostered("jon"), trained_on=date(2024, 8, 6)))
    assert one(under=frame(roster=untrained)).recipients == ("ida",)
    only_ida = replace(PERSONS, relevant_rows=frozenset(), relevant_groups=frozenset({("M-001", "ida")}))
    assert one(under=frame(only_ida)).recipients == ("ida",)


@pytest.mark.parametrize("identified", list(Identified))
@pytest.mark.parametrize("engaged", [(), ("ida",), ("jon",), ("ida", "jon")])
def test_who_is_answered_is_the_same_whatever_the_answer_is(identified, engaged):
    groups = frozenset(("M-001", officer) for officer in engaged)
    under = frame(replace(PERSONS, relevant_rows=frozenset(), relevant_groups=groups))
    found = one(located=replace(LOCATED, identified=identified), under=under)
    assert found.recipients == (engaged or ("ida", "jon"))
    assert found.granted == (identified is Identified.ONE and bool(engaged))


def test_weak_record_is_granted_when_a_person_found_it_met():
    weak = replace(LOCATED, identified=Identified.WEAK)
    assert one(located=weak, under=frame(replace(PERSONS, weak={1: True}))).granted


def test_one_taxpayer_is_answered_about_once_in_a_batch():
    asked = [replace(ASKED, row=row, record_id=f"R{row}") for row in (1, 2)]
    located = {row: replace(LOCATED, row=row) for row in (1, 2)}
    persons = replace(PERSONS, relevant_rows=frozenset({1, 2}))
    first, second = assemble(asked, located, frame(persons))
    assert first.granted
    assert second.ground == "R48.answered"


@given(st.lists(st.sampled_from(list(Identified)), max_size=12), st.sets(st.integers(1, 12)))
def test_batch_equals_one_by_one(classes, relevant):
    asked = [replace(ASKED, row=row, record_id=f"R{row}") for row in range(1, len(classes) + 1)]
    located = {
        row: replace(LOCATED, row=row, identified=found, taxpayer=f"T{row}")
        for row, found in enumerate(classes, start=1)
    }
    under = frame(replace(PERSONS, relevant_rows=frozenset(relevant)))
    together = list(assemble(asked, located, under))
    assert together == [next(iter(assemble([record], located, under))) for record in asked]
    assert all(line.granted == (classes[line.row - 1] is Identified.ONE and line.row in relevant) for line in together)


LINES = [
    Disposed(ASKED, Word.GRANTED, "", ("ida", "jon"), "T001", ADDRESS),
    Disposed(replace(ASKED, row=2, record_id="R002"), Word.DENIED, "R24.none", ("ida",)),
    Disposed(Asked(3, "R003", "", ()), Word.RETURNED, "R05;R06"),
    Disposed(Asked(4, "", "", ()), Word.HELD, ""),
]


def test_dispositions_are_read_back_as_written():
    assert list(read_dispositions(dispositions_table(LINES, lambda size: bytes(range(size))))) == LINES


def test_leaves_change_with_every_salt_answer_and_ground():
    salts = bytes(range(128))
    table = dispositions_table(LINES, lambda _: salts)
    roots = {records_subtree(table).root}
    for position in (0, 16, 40, 127):
        changed = bytes(byte ^ (place == position) for place, byte in enumerate(salts))
        roots.add(records_subtree(dispositions_table(LINES, lambda _, salts=changed: salts)).root)
    for changes in ({"ground": "x"}, {"word": Word.DENIED}, {"address": ("1 OAK ST", *ADDRESS[1:])}):
        lines = [replace(LINES[0], **changes), *LINES[1:]]
        roots.add(records_subtree(dispositions_table(lines, lambda _: salts)).root)
    assert len(roots) == 8
    assert len(record_leaf_hashes(table)) == records_subtree(table).size == len(LINES)


@given(st.text(st.characters(codec="utf-8"), max_size=20), st.sampled_from(Word))
def test_answer_text_is_spelled_as_canonical_json_spells_it(record_id, word):
    told = {"granted": "identified", "denied": "none"}.get(word.value, word.value)
    lines = ADDRESS if word is Word.GRANTED else ()
    assert answer_text(record_id, word, ADDRESS) == canonical([record_id, told, *lines]).decode("utf-8")


def test_answer_text_of_a_denied_record_holds_nothing_but_its_id():
    assert answer_text("R1", Word.DENIED, ADDRESS) == '["R1","none"]'
    assert answer_text("R1", Word.HELD, ADDRESS) == '["R1","held"]'
