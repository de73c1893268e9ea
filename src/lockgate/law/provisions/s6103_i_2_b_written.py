"""26 U.S.C. 6103(i)(2)(B), opening words: "the request is in writing"."""

from lockgate.law.act_facts import Signed, SubmissionFacts
from lockgate.law.citations import usc26
from lockgate.law.findings import MET, Verdict, not_met
from lockgate.law.rules import Context, Rule
from lockgate.law.terms import Effect, Hook, Stage, Subject


def _in_writing(facts: SubmissionFacts, _context: Context) -> Verdict:
    return MET if facts.signed is Signed.VALID else not_met(f"R01.{facts.signed.value}")


R01 = Rule(
    id="R01",
    title="The request is in writing, and signed.",
    citation=usc26("6103(i)(2)(B)", "the request is in writing"),
    subject=Subject.SUBMISSION,
    stages=(Stage.EXAMINE,),
    inputs=("signature",),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_in_writing,
    cures={
        "R01.absent": "The submission is not signed. Sign submission.toml (lockgate submission sign) and send it with"
        " its .p7s file.",
        "R01.invalid": "The signature does not fit submission.toml. Sign the file that is sent.",
    },
)

SUBMISSION_RULES = (R01,)
"""The rule of the opening words."""
