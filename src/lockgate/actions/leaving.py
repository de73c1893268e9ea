"""Before anything leaves: everything that would leave is read again and asked again, under the lock.

``prepare`` reads sealed evidence outside the lock and checks it against the proposal that was voted on.
``leaving`` asks the law about each granted answer and each recipient with the registers of this moment.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow as pa

from lockgate.actions.accounting import NOTHING_DISCLOSED, TAXPAYER, Disclosures, disclosures_of
from lockgate.actions.attempts import Attempt, refused_at_once
from lockgate.actions.certificates import unusable
from lockgate.actions.dossier import Dossier, dossier_of, own_dossier, persons_say, read_dossier
from lockgate.actions.drafting import frame_of
from lockgate.actions.office import Office, Signer
from lockgate.errors import IntegrityError
from lockgate.law.terms import State
from lockgate.pipeline.assemble import Frame, Judge, PersonsSay, nobody_newly_shielded
from lockgate.pipeline.dispositions import records_subtree, texts_in
from lockgate.pipeline.leaving_judged import engaged_in, findings_on_answers, found_relevant
from lockgate.pipeline.leaving_table import Lines, answered_lines, leaving_table, persons_in
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.proposals import Proposal, parse_proposal
from lockgate.procedure.questions import Leaving
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.reissue_gates import place_of
from lockgate.procedure.release_gates import package_of
from lockgate.procedure.reviews import no_proposal
from lockgate.procedure.roles import officer_of
from lockgate.store.cases import opened
from lockgate.store.evidence import put_sealed_together
from lockgate.store.files import Together
from lockgate.store.keyring import load_evidence_key
from lockgate.store.packages import recipient_of
from lockgate.store.publication import published_size
from lockgate.store.remembered import Remembered
from lockgate.store.values import Stored
from lockgate.tlog.accounting import SEED_SIZE
from lockgate.tlog.entries import Subtree

_SUBTREES: Remembered[Subtree] = Remembered()
"""By the hash of the dispositions as kept, which was checked as they were read."""


@dataclass(frozen=True)
class Prepared:
    """What was read outside the lock: what would leave as proposed, and what it was made from.

    Attributes:
        lines: of all sufficient records, or at a recipient's act of theirs.
        disclosures: the accounting rows by recipient; none at a recipient's act, they were written at the seal.
        persons: what persons found, of the case or of a recipient's lines.
        own: it is of one recipient's evidence, which says all that persons found of it; nothing can be newer.
    """

    dossier: Dossier
    proposal: Proposal
    lines: Lines
    disclosures: Disclosures
    persons: PersonsSay
    own: bool = False
    seed: bytes = b""
    """What the salts of a sealing's accounting follow from; empty at a recipient's act."""


def prepare(office: Office, case: str, at: datetime, proposal: str = "") -> Prepared | None:
    """The dispositions of the current proposal, verified; None where the case has no proposal.

    Args:
        office: the office.
        case: the case's id.
        at: the instant of the act.
        proposal: the hash of a substitute's proposal the act is about; any other one changes nothing.

    Raises:
        IntegrityError: the kept dispositions are not those the proposal covers, or grant one taxpayer twice.
    """
    office.progress("read what would leave")
    dossier = read_dossier(office.home, case, at)
    dossier = replace(dossier, facts=dossier.facts.under(proposal))
    if dossier.facts.proposal is None:
        return None
    proposed = parse_proposal(dossier.facts.proposal.body)
    table = dossier.sealed("dispositions")
    subtree = _SUBTREES.of(dossier.kept("dispositions").sha256, lambda: records_subtree(table))
    if (subtree.size, subtree.root.hex()) != (proposed.size, proposed.root):
        raise IntegrityError("The kept dispositions are not those that the proposal covers; nothing may leave.")
    if dossier.kept("located").root != proposed.located:
        raise IntegrityError("The located evidence is not what the proposal was made from; nothing may leave.")
    lines = answered_lines(table, dossier.sealed("located"))
    disclosures = disclosures_of(office, dossier, lines.granted, at)
    office.progress("judge every record that would leave")
    return Prepared(dossier, proposed, lines, disclosures, persons_say(dossier), seed=office.random(SEED_SIZE))


def prepared_for(  # noqa: PLR0913 - the last one is for acts about a substitute only
    office: Office, case: str, signer: Signer, act: Act, at: datetime, *, proposal: str = ""
) -> Prepared | Refusal:
    """The same for an act that needs a proposal, or why it could not be done whatever was read.

    Raises:
        IntegrityError: as ``prepare``.
    """
    return refused_at_once(office, case, signer, act) or prepare(office, case, at, proposal) or no_proposal()


def kind_for(number: int) -> str:
    """The evidence of what one recipient's package lets out, by the recipient's number in the proposal."""
    return f"leaving-{number}"


def keep_leaving(office: Office, prepared: Prepared) -> tuple[Stored, ...]:
    """Seal, for each recipient, what their fetching will be asked about; so it need not read the whole case."""
    key, case = load_evidence_key(office.home), prepared.dossier.facts.case
    with Together() as together:
        return tuple(
            put_sealed_together(
                office.home, key, (case, kind_for(number)),
                leaving_table(prepared.lines, prepared.persons, recipient.officer), together,
            )
            for number, recipient in enumerate(prepared.proposal.recipients)
        )  # fmt: skip


def prepare_fetch(office: Office, case: str, package: str, at: datetime) -> Prepared | None:
    """What a package lets out; None where it is none of the recipients of the case's proposal."""
    with opened(case, published_size(office.home), recipient_of(package)) as file:
        facts = file.facts
        mine = package_of(facts, package)
        if facts.released is None or mine is None:
            return None
        proposal, had = parse_proposal(facts.released.body), place_of(facts, mine.recipient)
        numbers = [number for number, one in enumerate(proposal.recipients) if one.officer == had]
        kinds = tuple(kind_for(number) for number in numbers[:1])
        own = had == mine.recipient
        # A substitute's lines are another's: what persons found of them is read from the case.
        dossier = own_dossier(office.home, file, at, had, kinds) if own else dossier_of(office.home, file, at, kinds)
    if not dossier.evidence:
        return None
    table = dossier.sealed(kinds[0])
    if own:
        persons = persons_in(table, dossier.confirmed)
        return Prepared(dossier, proposal, Lines(table), NOTHING_DISCLOSED, persons, own=True)
    lines = Lines(_concerning_only(table, mine.recipient))
    return Prepared(dossier, proposal, lines, NOTHING_DISCLOSED, persons_say(dossier))


def alone(prepared: Prepared, officer: str) -> tuple[Prepared, Prepared]:
    """What would leave for one recipient of the proposal alone (R56): as it is asked about, and as it is sealed.

    The law is asked about the lines that concern them; sealed are the answers to all records that name them.
    """
    mine = tuple(one for one in prepared.proposal.recipients if one.officer == officer)
    had = place_of(prepared.dossier.facts, officer)
    rows = prepared.disclosures.handed_on(had, officer)
    lines = prepared.lines if had == officer else Lines(_in_place(prepared.lines.table, had, officer))
    sealed = replace(prepared, proposal=replace(prepared.proposal, recipients=mine), disclosures=rows, lines=lines)
    asked = replace(sealed, lines=Lines(_concerning_only(lines.concerning(officer), officer)))
    return asked, sealed


def substitute_of(prepared: Prepared | None) -> str:
    """The substitute that what was prepared is for; empty where it is for the proposal's recipients."""
    if prepared is None or prepared.proposal.instead is None:
        return ""
    return prepared.proposal.recipients[0].officer


def _in_place(table: pa.Table, had: str, now: str) -> pa.Table:
    """The lines with one officer in another's place, wherever that one is named or receives."""
    for name in ("named", "recipients"):
        lists = [
            ";".join(now if one == had else one for one in (listed or "").split(";"))
            for listed in texts_in(table, name)
        ]
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(lists, pa.string()))
    return table


def _concerning_only(table: pa.Table, now: str) -> pa.Table:
    """The lines with one officer as their only recipient: who has the package now, whomever it was proposed for.

    What persons found was of the first one's engagement; of a substitute's it is read from the case.
    """
    place = table.schema.get_field_index("recipients")
    return table.set_column(place, "recipients", pa.array([now] * len(table), pa.string()))


def leaving(office: Office, attempt: Attempt, prepared: Prepared, recipient: str = "") -> Leaving:
    """What the law says now of everything that would leave, or of what one recipient would open.

    An officer who may not have their package now is left out, and nothing is asked about what only they would have
    had (R21, R31, R53, R55). Once packages are sealed, who got none stays left out. When nobody would be left, only
    those are left out, and the act is refused on the findings about the others.
    """
    lines = prepared.lines.table if recipient else prepared.lines.concerning()
    answered = _answered(office, attempt, lines)
    frame = _frame_now(office, attempt, prepared, answered)
    judge, engaged = Judge(frame), engaged_in(lines, frame.persons)
    named = (recipient,) if recipient else tuple(one.officer for one in prepared.proposal.recipients)
    refused = unusable(attempt.frame.registers, named, attempt.at)
    left_out = {} if recipient else _left_out(judge, prepared, engaged, attempt, refused)
    asked = [pair for pair in engaged if pair[0] not in left_out]
    findings = dict.fromkeys(finding for pair in asked for finding in judge.recipient(*pair))
    # One recipient's lines cost the same to ask about, granted or denied: how long it takes tells nothing (R46).
    lines = lines if recipient else Lines(lines).granted
    findings |= dict.fromkeys(findings_on_answers(judge, lines, left_out.keys()))
    recorded = found_relevant(judge, lines, left_out.keys())
    missing = prepared.disclosures.missing(left_out)
    stand = bool(recipient) and _people_stand(attempt, frame)
    certificate = next((code for one, code in refused.items() if one not in left_out), "")
    return Leaving(tuple(findings), recorded, missing, stand, tuple(left_out.items()), certificate)


def _frame_now(office: Office, attempt: Attempt, prepared: Prepared, answered: frozenset[str]) -> Frame:
    """What governs now; what persons found is read again where the case is not as it was when that was read."""
    dossier, persons = prepared.dossier, prepared.persons
    if not (prepared.own or dossier.still(attempt.facts, attempt.frame.agreement)):
        dossier = dossier_of(office.home, attempt.file, attempt.at, ())
        persons = persons_say(dossier)
    return frame_of(replace(dossier, registers=attempt.frame.registers), attempt.at, answered, persons)


def _left_out(
    judge: Judge,
    prepared: Prepared,
    engaged: Iterable[tuple[str, str]],
    attempt: Attempt,
    refused: Mapping[str, str],
) -> dict[str, str]:
    """The officers of the proposal who may not have their package now, each with the code of the first ground."""
    proposed = [one.officer for one in prepared.proposal.recipients]
    unsealed = dict.fromkeys(_without_package(attempt, proposed), "R56.not_sealed")
    found = dict(refused)
    for one in prepared.proposal.recipients:
        known = officer_of(attempt.frame.registers, one.officer, attempt.at)
        if known is None or known.sealing != one.certificate:
            found[one.officer] = "R31.certificate"
    for officer, matter in engaged:
        for finding in judge.recipient(officer, matter):
            if finding.state is not State.MET:
                found.setdefault(officer, finding.code or finding.rule)
    left_out = {**unsealed, **found}
    return {one: left_out[one] for one in unsealed} if set(proposed) <= left_out.keys() else left_out


def _without_package(attempt: Attempt, proposed: Iterable[str]) -> tuple[str, ...]:
    """The officers of a sealed proposal whose package was not sealed: nothing can be handed over to them."""
    facts = attempt.facts
    if facts.stage is not CaseStage.SEALED or facts.proposal is None:
        return ()
    sealed = {one.recipient for one in facts.packages if one.proposal == facts.proposal.hash}
    return tuple(one for one in proposed if one not in sealed)


def _people_stand(attempt: Attempt, now: Frame) -> bool:
    """Whether nobody came under a shield since the packages of the proposal were handed over, the first ones of all.

    The last examination of a case stands under the registers of its hand-over, which asks for that.
    """
    facts, examined = attempt.facts, attempt.facts.examination
    whole = facts.released
    mine = [one for one in facts.acts if one.act is Act.HANDOVER and whole is not None and one.proposal == whole.hash]
    handed = [one.at for one in mine]
    if examined is None or not handed:
        return False
    then = replace(now, at=min(handed), registers=attempt.file.registers_then(examined.standing))
    return nobody_newly_shielded(then, now)


def _answered(office: Office, attempt: Attempt, lines: pa.Table) -> frozenset[str]:
    """Whom a package of another case answers about; lines about nobody are asked about too: time tells nothing."""
    taxpayers = set(texts_in(lines, "taxpayer"))
    hashes = load_evidence_key(office.home).keyed_hashes(TAXPAYER, iter(taxpayers))
    by_hash = dict(zip(hashes, taxpayers, strict=True))
    return frozenset(by_hash[one] for one in attempt.file.answered_before(by_hash))
