"""The gates an act passes: each answers with the ground against the act, or None.

Who and when (role, stage, duties kept apart), what governs (orders, standing, the agreement), and what the
act stands on (proposal, votes, authorization, publication, window). ``rulings`` says which act asks which.
"""

from lockgate.law.citations import Citation, house, usc26
from lockgate.law.terms import Hook
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage, SubmissionFacts
from lockgate.procedure.custody import gone_unread
from lockgate.procedure.questions import Question
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import DUTIES, TABLE, Officer, Role, Side
from lockgate.procedure.visibility import SHOWN_BY, refused_sight

_SEPARATE = Citation("NIST SP 800-53 AC-5", "separation of duties")


def role_of(act: Act, by: Officer) -> Refusal | None:
    """Whether the officer has a role the table gives this act to (R28)."""
    line = TABLE[act]
    if by.roles & line.roles:
        return None
    wanted = " or ".join(sorted(role.value for role in line.roles))
    return Refusal(
        "R28.role",
        f"The act {act.value} is for an officer with the role {wanted}; {by.id} has no such role now.",
        line.citation,
        Hook.CONFIDENTIALITY,
    )


def put_once(q: Question) -> Refusal | None:
    """The proposal that the act puts to the deciding officers was not put to them before: it is voted on once."""
    if q.asked.proposal not in q.facts.put:
        return None
    return Refusal(
        "office.proposed",
        "This very proposal was put to the deciding officers already; they vote on that one. A new draft is another.",
        Citation("NIST SP 800-53 AC-3(2)"),
        Hook.HOUSE,
    )


def role(q: Question) -> Refusal | None:
    """R28: the officer's role covers the act."""
    return role_of(q.asked.act, q.asked.by)


def stage(q: Question) -> Refusal | None:
    """The case has come as far as the act needs, and no further."""
    return stage_of(q.asked.act, q.facts.stage)


def stage_of(act: Act, stands: CaseStage) -> Refusal | None:
    """Whether the table gives the act to a case at this stage."""
    line = TABLE[act]
    if stands in line.stages:
        return None
    wanted, here = ", ".join(map(_in_words, line.stages)), _in_words(stands)
    return Refusal(
        "office.stage",
        f"This act is for a case at one of these stages: {wanted}. This one is at the stage: {here}.",
        line.citation,
        Hook.HOUSE,
    )


def _in_words(of: CaseStage) -> str:
    return of.value.replace("_", " ")


def provision(q: Question) -> Refusal | None:
    """R51: who is shown something by the act has a provision for it."""
    return refused_sight(SHOWN_BY[q.asked.act], q.asked.by, q.facts.submission)


def not_of_the_submission(q: Question) -> Refusal | None:
    """Nobody who asks also answers: the submission's people do no act of the custodian's on its case."""
    return asks_and_answers(q.facts.submission, q.asked.by)


def asks_and_answers(submission: SubmissionFacts, by: Officer) -> Refusal | None:
    """Whether this is an officer of the custodian whom the submission does not name, by id or by name."""
    named = submission.officers | {submission.requesting_official, submission.certifying_official}
    if by.side is Side.CUSTODIAN and not {by.id, by.name} & named:
        return None
    return Refusal(
        "office.asks_and_answers",
        "The submission names this person; another officer of the custodian does this act.",
        _SEPARATE,
        Hook.HOUSE,
    )


def not_taken(q: Question) -> Refusal | None:
    """The officer has not taken this case before: taken once, it is theirs."""
    if not taken_by(q.facts, q.asked.by):
        return None
    return Refusal(
        "office.taken",
        f"{q.asked.by.id} has taken this case already; nothing is to be done.",
        house("6103(h)(1)"),
        Hook.HOUSE,
    )


def assigned(q: Question) -> Refusal | None:
    """R51: contents are shown to whoever has taken the case, and to nobody before."""
    return untaken(q.facts, q.asked.by)


def untaken(facts: CaseFacts, by: Officer) -> Refusal | None:
    """Why this officer is shown nothing of the case's records yet, or None."""
    if taken_by(facts, by):
        return None
    return Refusal(
        "R51.assigned",
        "This officer has not taken the case; take it first, then its contents can be shown.",
        usc26("6103(h)(1)", "official duties"),
        Hook.CONFIDENTIALITY,
    )


def taken_by(facts: CaseFacts, by: Officer) -> bool:
    """Whether this officer has taken the case, under this id."""
    return any(done.act is Act.ASSIGN and done.officer == by.id for done in facts.acts)


def same_person(one: Officer, other: Officer) -> bool:
    """Whether two officers are one person: one id, or two ids with one key."""
    return one.id == other.id or bool(one.keys & other.keys)


def two_persons() -> Refusal:
    """The act needs a second, distinct person."""
    return Refusal(
        "office.two_persons",
        "This act needs two distinct officers, each with a key of their own.",
        Citation("NIST SP 800-53 AC-3(2)", "dual authorization"),
        Hook.HOUSE,
    )


def separate_duties(q: Question) -> Refusal | None:
    """Analyst, deciding officers and releaser are different persons on one case (R28)."""
    for duty in DUTIES:
        if q.asked.act in duty:
            continue
        for done in q.facts.acts:
            if done.act in duty and (done.officer == q.asked.by.id or done.key in q.asked.by.keys):
                return Refusal(
                    "R28.separate",
                    f"This officer did the act {done.act.value} on this case; another officer does"
                    f" {q.asked.act.value}.",
                    _SEPARATE,
                    Hook.CONFIDENTIALITY,
                )
    return None


def agreement_in_force(q: Question) -> Refusal | None:
    """The case's agreement is the one in the frame, can be loaded for acts, and is in force today."""
    agreement = q.frame.agreement
    if agreement.name == q.facts.submission.agreement and agreement.loadable and agreement.in_force(q.asked.at.date()):
        return None
    return Refusal(
        "office.agreement",
        f"The agreement {agreement.name} is not in force for this act on {q.asked.at:%Y-%m-%d}.",
        usc26("6103(i)(2)(A)"),
        Hook.AGREEMENT,
    )


def something_sufficient(q: Question) -> Refusal | None:
    """The custodian's file is asked only for records that are sufficient (decision 3, R49)."""
    examined = q.facts.examination.sufficient if q.facts.examination is not None else 0
    if (q.asked.records if q.asked.records is not None else examined) > 0:
        return None
    return Refusal(
        "R49.nothing",
        "No record of this case is sufficient, so the custodian's file is not read.",
        usc26("6103(i)(2)(B)"),
        Hook.ELEMENT,
    )


def examined_lately(q: Question) -> Refusal | None:
    """The last examination was under the pack, the law and the standing version that hold now."""
    last = q.facts.examination
    if (
        last is not None
        and last.pack == q.frame.agreement.pack_hash
        and last.law == q.frame.law
        and last.standing == q.facts.standing
    ):
        return None
    return Refusal(
        "office.examine_again",
        "A register, the agreement or the law changed since the last examination; examine the case again.",
        house("6103(i)(2)(B)"),
        Hook.HOUSE,
    )


def nothing_handed_over(q: Question) -> Refusal | None:
    """What was handed over cannot be unmade; but what is gone before anybody read it is answered anew."""
    out = (package for package in q.facts.packages if package.handed_over_at is not None)
    if all(gone_unread(package) for package in out):
        return None
    return Refusal(
        "office.final",
        "Packages of this case were handed over; unless all are recalled before they are read, its outcomes are final.",
        usc26("6103(p)(3)(A)"),
        Hook.HOUSE,
    )


_FINDABLE_LATE = {
    "R24": (CaseStage.LOCATED, CaseStage.PROPOSED),
    "R47": (CaseStage.EXAMINED, CaseStage.LOCATED, CaseStage.PROPOSED),
}


def finding_in_time(q: Question) -> Refusal | None:
    """Findings on the request come before the file is read; R24 after it, R47 until the vote."""
    stages = _FINDABLE_LATE.get(q.asked.rule, (CaseStage.EXAMINED,))
    if q.facts.stage in stages:
        return None
    return Refusal(
        "office.stage",
        f"A finding on {q.asked.rule} is recorded while the case is {' or '.join(s.value for s in stages)};"
        f" it is {q.facts.stage.value}.",
        usc26("6103(i)(2)(B)"),
        Hook.HOUSE,
    )


_FINDERS = {"R02": Role.COUNSEL, "R11": Role.COUNSEL, "R16": Role.COUNSEL, "R24": Role.ANALYST}


def finders_of(rule: str) -> frozenset[Role]:
    """The roles whose finding on this requirement counts."""
    wanted = _FINDERS.get(rule)
    return frozenset({wanted}) if wanted is not None else TABLE[Act.FIND].roles


def finder(q: Question) -> Refusal | None:
    """R02, R11 and R16 are counsel's to find; R24 the analyst's, who sees agreement by element."""
    wanted = _FINDERS.get(q.asked.rule)
    if wanted is None or wanted in q.asked.by.roles:
        return None
    return Refusal(
        "R28.finder",
        f"A finding on {q.asked.rule} is recorded by an officer with the role {wanted.value}.",
        usc26("6103(i)(2)(B)"),
        Hook.HOUSE,
    )


def named_in_submission(q: Question) -> Refusal | None:
    """R53: the submission names the officer, who is of the very agency that asks."""
    if q.asked.by.id in q.facts.submission.officers and q.asked.by.agency == q.facts.submission.agency:
        return None
    return Refusal(
        "R53.not_named",
        f"The submission does not name {q.asked.by.id} as an officer of {q.facts.submission.agency}.",
        usc26("6103(i)(2)(A)", "personally and directly engaged"),
        Hook.RECIPIENT_LIMIT,
    )
