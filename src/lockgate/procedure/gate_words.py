"""What each gate asks, in a few words, for whoever looks at an act before it is done. The gates themselves rule."""

from collections.abc import Mapping

from lockgate.procedure import (
    gates,
    look_back_gates,
    opening_gates,
    pack_gates,
    party_gates,
    reissue_gates,
    round_gates,
    substitute_gates,
    withdraw_gates,
)
from lockgate.procedure import release_gates as leaving
from lockgate.procedure.guards import guards_of
from lockgate.procedure.questions import Question
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.rulings import GATES, Gate

WORDS: Mapping[Gate, str] = {
    gates.role: "The officer’s role covers this act (R28)",
    gates.stage: "The case has come as far as this act needs",
    gates.not_of_the_submission: "The submission does not name this officer",
    gates.not_taken: "This officer has not taken the case yet",
    gates.assigned: "This officer has taken the case (R51)",
    gates.separate_duties: "Analyst, deciding officers and releaser are different persons (R28)",
    gates.agreement_in_force: "The agreement is in force today",
    gates.nothing_handed_over: "Nothing of this case is out",
    gates.named_in_submission: "The submission names this officer",
    gates.finder: "The finding is this role’s to make",
    gates.finding_in_time: "The finding comes at its stage",
    gates.something_sufficient: "At least one record is sufficient (R49)",
    gates.put_once: "This very proposal was not put to the deciding officers before",
    gates.examined_lately: "Examined under the law, the agreement and the registers of now",
    gates.provision: "A provision lets this officer see what the act shows (R51)",
    leaving.orders: "No court order stops this act (R23)",
    leaving.current_proposal: "The proposal named is the current one",
    leaving.may_vote: "One vote a person, above the pace floor (R47)",
    leaving.rotated: "The same two officers have not decided too many cases in a row (R47)",
    round_gates.rounds_asked: "The agreement’s pack asks for rounds on this proposal (R47)",
    round_gates.not_paused: "This officer is not paused",
    round_gates.yet_to_vote: "This officer has not voted on this proposal",
    round_gates.more_to_put: "Something was not put before this officer yet",
    round_gates.round_stands: "The round is this officer’s open one",
    round_gates.round_pace: "The pace floor for what the round shows is passed (R47)",
    leaving.quorum: "The log asks for as many witnesses as the agreement wants (R29)",
    leaving.carried: "Two deciding officers voted for this proposal, nobody against",
    leaving.law_met: "Every rule about what would leave and who would get it is met now (R21 to R31, R47, R53, R55)",
    leaving.authorized: "This very proposal is authorized",
    leaving.published_authorization: "The authorizing entry is under a published checkpoint (R29)",
    leaving.published_packages: "The seal’s entry is under a published checkpoint (R29)",
    leaving.window_open: "The answer window is open (R46)",
    party_gates.outside: "This officer of the outside party has no other role",
    party_gates.party_named: "The agreement names this officer’s party (R51: counts and proofs)",
    party_gates.window_stands: "The proposal is authorized, and its review window is not over",
    party_gates.not_stopped: "The outside party has not stopped this proposal",
    party_gates.window_over: "The outside party’s review window is over; silence releases nothing",
    leaving.own_package: "The package is this officer’s own (R33)",
    leaving.handed_over: "The package is handed over",
    pack_gates.same_agreement: "The agreement in force is the one this was voted on under",
    leaving.not_withheld: "Nobody came under a shield since the hand-over (R46)",
    leaving.fetched: "The package was fetched and, if gated, opened (R32)",
    leaving.package_out: "The package is out and not recalled (R38)",
    reissue_gates.handed_over_alone: "After the hand-over, only what was issued anew is handed over",
    reissue_gates.examined_lately: "Examined under the law, the agreement and the registers of now",
    reissue_gates.not_withheld: "Nobody came under a shield since the hand-over (R46)",
    reissue_gates.voted_on: "The officer stood in the proposal that was voted on",
    reissue_gates.same_certificate: "The certificate is the one that was voted on",
    reissue_gates.nothing_stands: "No package of that officer still stands",
    substitute_gates.named_by_the_agency: "The agency’s signed amendment of this submission names the substitute",
    substitute_gates.in_place_of_a_recipient: "Whoever is replaced is a recipient of what was authorized",
    substitute_gates.another_officer: "The substitute is no recipient of this case already",
    substitute_gates.on_the_roster: "The roster has the substitute as the agency’s own, with a certificate",
    withdraw_gates.by_the_agency: "The agency’s signed statement is about this submission (R01, R02, R48)",
    withdraw_gates.nothing_read: "Nobody has read an answer to what another version replaces (R48)",
    withdraw_gates.may_follow: "A version that takes this one’s place would be received (R48)",
    opening_gates.asked_rightly: "The request is signed, for this package, and fresh",
    opening_gates.fetched_before: "The package was fetched before",
    opening_gates.kept: "The package’s key was not erased",
    opening_gates.in_time: "The pick-up day is not past",
    opening_gates.once: "It was not opened before",
    look_back_gates.second_person: "A second person authorizes the look back",
    look_back_gates.authorized_by_another: "Another officer authorized the look back",
    look_back_gates.own_reading: "The reading to be closed is this officer’s own",
}
"""Gate -> what it asks. Every gate of every act is here."""


Gates = tuple[tuple[str, Refusal | None], ...]
"""Each gate's words, and its ground against the act or None."""


def every_gate(question: Question, but: frozenset[Gate] = frozenset()) -> Gates:
    """Each gate of the act that is asked, in order: what it asks, and its ground against the act or None.

    ``rulings.rule_on`` stops at the first ground; this shows all of them, but those named.
    """
    asked = (gate for gate in GATES[question.asked.act] if gate not in but)
    return tuple((_words(gate, question), gate(question)) for gate in asked)


_AFTER_ROUNDS = "One vote a person who is not paused, above the pace floor; for it after all was put before them (R47)"
_NO_PARTY: Mapping[Gate, str] = {
    party_gates.not_stopped: "Does not apply: the agreement names no outside party that could stop this.",
    party_gates.window_over: "Does not apply: the agreement names no outside party, so there is no review window.",
}


def _words(gate: Gate, question: Question) -> str:
    """What a gate asks; of a window that there is not, that, and of a vote what rounds add to it."""
    if gate is leaving.may_vote and round_gates.asks_rounds(question):
        return _AFTER_ROUNDS
    return WORDS[gate] if guards_of(question.frame.agreement).party else _NO_PARTY.get(gate, WORDS[gate])
