"""Every gate of every act is named for people, and shown as it rules."""

from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.gate_words import WORDS, every_gate
from lockgate.procedure.questions import Question
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.rulings import GATES, rule_on
from procedure_parts import asked, case, frame


def test_every_gate_has_words_and_no_word_is_left_over():
    assert set(WORDS) == {gate for asks in GATES.values() for gate in asks}
    assert all(WORDS.values())


def test_gates_are_shown_as_they_rule_each_of_them():
    facts = case(CaseStage.PROPOSED)
    question = Question(facts, asked(Act.AUTHORIZE, "ben"), frame())
    shown = every_gate(question)
    assert [words for words, _ in shown] == [WORDS[gate] for gate in GATES[Act.AUTHORIZE]]
    ruling = rule_on(facts, question.asked, question.frame)
    assert isinstance(ruling, Refusal)
    assert next(no for _, no in shown if no is not None) == ruling
