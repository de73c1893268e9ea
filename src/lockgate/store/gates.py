"""The gates of a release, held by the database itself, whatever the code above it does.

Each gate is a condition that a new row must not meet. They repeat rules of ``procedure`` on purpose: a
defect there must not be enough to let something leave.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lockgate.store.triggers import SQLITE


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: the table it stands before, its name, what refuses a row, the sentence of the refusal, and of what."""

    table: str
    name: str
    refuses: str
    sentence: str
    before: str = "INSERT"


NOT_ITS_SIGNER = "NOT EXISTS (SELECT 1 FROM store_actrow WHERE id = NEW.act_id AND officer = NEW.officer)"

_DECIDED_ON_IT = (
    "EXISTS (SELECT 1 FROM store_actrow mine"
    " JOIN store_proposalrow p ON p.id = {proposal} JOIN store_actrow drafted ON drafted.id = p.act_id"
    " LEFT JOIN store_voterow v ON v.proposal_id = p.id"
    " WHERE mine.id = NEW.act_id AND mine.officer IN (drafted.officer, v.officer))"
)

NOT_CURRENT = (
    "EXISTS (SELECT 1 FROM store_proposalrow mine JOIN store_proposalrow later"
    " ON later.case_id = mine.case_id AND later.number > mine.number WHERE mine.id = NEW.proposal_id)"
    " OR EXISTS (SELECT 1 FROM store_voidrow WHERE proposal_id = NEW.proposal_id)"
)

GATES = (
    Gate(
        "store_indexrow",
        "gap_free",
        'NEW."index" <> (SELECT COALESCE(MAX("index") + 1, 0) FROM store_indexrow)',
        "an index follows the last one without a gap",
    ),
    Gate(
        "store_checkpointrow",
        "covers_indexes",
        'NEW."size" > (SELECT COUNT(*) FROM store_indexrow)',
        "a checkpoint covers only entries that have an index",
    ),
    Gate(
        "store_voterow",
        "current_proposal",
        NOT_CURRENT,
        "a vote is on the last proposal of its case",
    ),
    Gate("store_voterow", "its_signer", NOT_ITS_SIGNER, "a vote is of the officer who signed it"),
    Gate(
        "store_voterow",
        "not_the_analyst",
        "EXISTS (SELECT 1 FROM store_proposalrow p JOIN store_actrow drafted ON drafted.id = p.act_id"
        " WHERE p.id = NEW.proposal_id AND drafted.officer = NEW.officer)",
        "the analyst who drafted a proposal does not vote on it",
    ),
    Gate("store_personfindingrow", "its_signer", NOT_ITS_SIGNER, "a finding is of the officer who signed it"),
    Gate("store_confirmationrow", "its_signer", NOT_ITS_SIGNER, "a confirmation is of the officer who signed it"),
    Gate(
        "store_authorizationrow",
        "two_votes",
        "(SELECT COUNT(*) FROM store_voterow WHERE proposal_id = NEW.proposal_id AND vote = 'for') < 2"
        " OR EXISTS (SELECT 1 FROM store_voterow WHERE proposal_id = NEW.proposal_id AND vote <> 'for')",
        "an authorization carries two votes for it and none against",
    ),
    Gate(
        "store_authorizationrow",
        "current_proposal",
        NOT_CURRENT,
        "an authorization is of the last proposal of its case",
    ),
    Gate(
        "store_packagerow",
        "current_proposal",
        NOT_CURRENT,
        "a package is of the last proposal of its case",
    ),
    Gate(
        "store_packagerow",
        "authorization_signed",
        "NOT EXISTS (SELECT 1 FROM store_authorizationrow a JOIN store_actrow d ON d.id = a.act_id"
        " JOIN store_indexrow i ON i.entry_id = d.entry_id"
        ' JOIN store_checkpointrow c ON c.size > i."index" WHERE a.proposal_id = NEW.proposal_id)',
        "a package is sealed after its authorization stands under a signed checkpoint",
    ),
    Gate(
        "store_packagerow",
        "fourth_person",
        _DECIDED_ON_IT.format(proposal="NEW.proposal_id"),
        "who drafted a proposal or voted on it does not seal its packages",
    ),
    Gate(
        "store_handoverrow",
        "fourth_person",
        _DECIDED_ON_IT.format(proposal="(SELECT proposal_id FROM store_packagerow WHERE id = NEW.package_id)"),
        "who drafted a proposal or voted on it does not hand over its packages",
    ),
    Gate(
        "store_handoverrow",
        "seal_signed",
        "NOT EXISTS (SELECT 1 FROM store_packagerow p JOIN store_indexrow i ON i.entry_id = p.entry_id"
        ' JOIN store_checkpointrow c ON c.size > i."index" WHERE p.id = NEW.package_id)',
        "a package is handed over after its seal stands under a signed checkpoint",
    ),
    Gate(
        "store_handoverrow",
        "not_recalled",
        "EXISTS (SELECT 1 FROM store_recallrow WHERE package_id = NEW.package_id)",
        "a recalled package is not handed over",
    ),
    Gate(
        "store_fetchrow",
        "handed_over",
        "NOT EXISTS (SELECT 1 FROM store_handoverrow WHERE package_id = NEW.package_id)"
        " OR EXISTS (SELECT 1 FROM store_recallrow WHERE package_id = NEW.package_id)",
        "a package is fetched after it was handed over and not after its recall",
    ),
    Gate("store_fetchrow", "its_signer", NOT_ITS_SIGNER, "a package is fetched by the officer who signed for it"),
    Gate(
        "store_fetchrow",
        "its_recipient",
        "NOT EXISTS (SELECT 1 FROM store_packagerow WHERE id = NEW.package_id AND officer = NEW.officer)",
        "a package is fetched by its recipient",
    ),
    Gate("store_receiptrow", "its_signer", NOT_ITS_SIGNER, "a receipt is of the officer who signed it"),
    Gate(
        "store_receiptrow",
        "fetched",
        "NOT EXISTS (SELECT 1 FROM store_fetchrow WHERE package_id = NEW.package_id AND officer = NEW.officer)",
        "a receipt is for a package that its officer fetched",
    ),
)
"""Every gate of a release in the direct form."""

_GONE = (
    "EXISTS (SELECT 1 FROM store_recallrow WHERE package_id = {package})"
    " OR EXISTS (SELECT 1 FROM store_purgerow WHERE package_id = {package})"
)
_OF_OPENING = "(SELECT package_id FROM store_openingrow WHERE id = NEW.opening_id)"

_STILL_THERE = (
    "EXISTS (SELECT 1 FROM store_packagerow p WHERE p.proposal_id = NEW.proposal_id AND p.officer = NEW.officer"
    " AND NOT EXISTS (SELECT 1 FROM store_recallrow WHERE package_id = p.id)"
    " AND NOT EXISTS (SELECT 1 FROM store_purgerow WHERE package_id = p.id))"
)

GATEWAY_GATES = (
    Gate(
        "store_packagerow",
        "one_at_a_time",
        _STILL_THERE,
        "an officer has one package of a proposal, unless it was recalled or its key was erased",
    ),
    Gate("store_openingrow", "its_signer", NOT_ITS_SIGNER, "a package is opened by the officer who signed for it"),
    Gate(
        "store_openingrow",
        "its_recipient",
        "NOT EXISTS (SELECT 1 FROM store_packagerow WHERE id = NEW.package_id AND officer = NEW.officer)",
        "a package is opened by its recipient",
    ),
    Gate(
        "store_openingrow",
        "fetched",
        "NOT EXISTS (SELECT 1 FROM store_fetchrow WHERE package_id = NEW.package_id AND officer = NEW.officer)",
        "a package is opened after it was fetched",
    ),
    Gate(
        "store_openingrow",
        "not_gone",
        _GONE.format(package="NEW.package_id"),
        "a package is not opened after its recall or the erasure of its key",
    ),
    Gate(
        "store_openingrow",
        "key_kept",
        "NOT EXISTS (SELECT 1 FROM store_gatewaykeyrow WHERE package_id = NEW.package_id AND length(wrapped) > 0)",
        "a package is opened while its key is kept",
    ),
    Gate(
        "store_grantrow",
        "opening_signed",
        "NOT EXISTS (SELECT 1 FROM store_openingrow o JOIN store_actrow d ON d.id = o.act_id"
        " JOIN store_indexrow i ON i.entry_id = d.entry_id"
        ' JOIN store_checkpointrow c ON c.size > i."index" WHERE o.id = NEW.opening_id)',
        "a key is given after its opening stands under a signed checkpoint",
    ),
    Gate(
        "store_grantrow",
        "not_gone",
        _GONE.format(package=_OF_OPENING),
        "a key is not given after a recall or its erasure",
    ),
    Gate(
        "store_gatewaykeyrow",
        "erasure_entered",
        "NOT EXISTS (SELECT 1 FROM store_purgerow WHERE package_id = NEW.package_id)",
        "a key is erased after its erasure was entered",
        "UPDATE",
    ),
    Gate(
        "store_receiptrow",
        "opened",
        "EXISTS (SELECT 1 FROM store_gatewaykeyrow WHERE package_id = NEW.package_id)"
        " AND NOT EXISTS (SELECT 1 FROM store_openingrow o JOIN store_grantrow g ON g.opening_id = o.id"
        " WHERE o.package_id = NEW.package_id)",
        "a receipt for a gated package is given after its key",
    ),
)
"""The gates of the gated form, put up with its tables."""


SUBSTITUTES_GATES = (
    Gate(
        "store_packagerow",
        "current_proposal",
        "EXISTS (SELECT 1 FROM store_proposalrow mine JOIN store_proposalrow later"
        " ON later.case_id = mine.case_id AND later.number > mine.number WHERE mine.id = NEW.proposal_id"
        " AND NOT EXISTS (SELECT 1 FROM store_substitutionrow WHERE proposal_id = later.id))"
        " OR EXISTS (SELECT 1 FROM store_voidrow WHERE proposal_id = NEW.proposal_id)",
        "a package is of the last proposal of its case, or of one for a substitute since",
    ),
    Gate(
        "store_packagerow",
        "substitute",
        "EXISTS (SELECT 1 FROM store_substitutionrow WHERE proposal_id = NEW.proposal_id AND officer <> NEW.officer)"
        " OR EXISTS (SELECT 1 FROM store_packagerow p"
        " LEFT JOIN store_substitutionrow its ON its.proposal_id = p.proposal_id"
        " LEFT JOIN store_substitutionrow mine ON mine.proposal_id = NEW.proposal_id"
        " WHERE p.case_id = NEW.case_id AND (mine.id IS NOT NULL OR its.id IS NOT NULL)"
        " AND (p.officer IN (NEW.officer, mine.instead) OR its.instead IN (NEW.officer, mine.instead))"
        " AND NOT EXISTS (SELECT 1 FROM store_recallrow WHERE package_id = p.id)"
        " AND NOT EXISTS (SELECT 1 FROM store_purgerow WHERE package_id = p.id))",
        "of two officers in one place, one has a package, and only a substitute who was voted on",
    ),
    Gate(
        "store_reissuerow",
        "replaced_is_gone",
        "NOT EXISTS (SELECT 1 FROM store_recallrow WHERE package_id = NEW.replaces_id)"
        " AND NOT EXISTS (SELECT 1 FROM store_purgerow WHERE package_id = NEW.replaces_id)",
        "a package is replaced after its recall or the erasure of its key",
    ),
    Gate(
        "store_reissuerow",
        "same_officer_or_substitute",
        "EXISTS (SELECT 1 FROM store_packagerow mine JOIN store_packagerow former ON former.id = NEW.replaces_id"
        " WHERE mine.id = NEW.package_id AND mine.officer <> former.officer AND NOT EXISTS (SELECT 1"
        " FROM store_substitutionrow s WHERE s.proposal_id = mine.proposal_id AND s.instead = former.officer))",
        "a package is replaced for its own officer or for the substitute who was voted on",
    ),
)
"""The gates of substitutes, put up with their table; the first takes the place of one above."""


_WITHDRAWN = "EXISTS (SELECT 1 FROM store_withdrawalrow WHERE case_id = {case})"
_OF_PACKAGE = "(SELECT case_id FROM store_packagerow WHERE id = {package})"
_OF_PROPOSAL = "(SELECT case_id FROM store_proposalrow WHERE id = NEW.proposal_id)"
_ENDED = (
    ("store_proposalrow", "NEW.case_id"),
    ("store_voterow", _OF_PROPOSAL),
    ("store_authorizationrow", _OF_PROPOSAL),
    ("store_packagerow", "NEW.case_id"),
    ("store_handoverrow", _OF_PACKAGE.format(package="NEW.package_id")),
    ("store_fetchrow", _OF_PACKAGE.format(package="NEW.package_id")),
    ("store_openingrow", _OF_PACKAGE.format(package="NEW.package_id")),
    ("store_grantrow", _OF_PACKAGE.format(package=_OF_OPENING)),
)

WITHDRAWAL_GATES = (
    *(
        Gate(table, "withdrawn", _WITHDRAWN.format(case=case), "nothing is done towards an answer of a withdrawn case")
        for table, case in _ENDED
    ),
    Gate(
        "store_withdrawalrow",
        "nothing_stands",
        "EXISTS (SELECT 1 FROM store_packagerow p LEFT JOIN store_gatewaykeyrow k ON k.package_id = p.id"
        " WHERE p.case_id = NEW.case_id"
        " AND NOT EXISTS (SELECT 1 FROM store_recallrow WHERE package_id = p.id)"
        " AND NOT EXISTS (SELECT 1 FROM store_purgerow WHERE package_id = p.id)"
        " AND NOT EXISTS (SELECT 1 FROM store_fetchrow WHERE package_id = p.id AND k.id IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM store_openingrow o JOIN store_grantrow g ON g.opening_id = o.id"
        " WHERE o.package_id = p.id))",
        "a case is withdrawn after every package of it that nobody has read was recalled",
    ),
)
"""The gates of a withdrawal, put up with its table."""


_STOPPED = "EXISTS (SELECT 1 FROM store_stoprow WHERE proposal_id = {proposal})"

STOP_GATES = (
    Gate("store_stoprow", "its_signer", NOT_ITS_SIGNER, "a stop is of the officer who signed it"),
    Gate(
        "store_stoprow",
        "authorized",
        "NOT EXISTS (SELECT 1 FROM store_authorizationrow WHERE proposal_id = NEW.proposal_id)",
        "a stop is of a proposal that was authorized",
    ),
    Gate(
        "store_stoprow",
        "nobody_of_the_case",
        _DECIDED_ON_IT.format(proposal="NEW.proposal_id"),
        "who drafted a proposal or voted on it is no outside party",
    ),
    Gate(
        "store_packagerow",
        "not_stopped",
        _STOPPED.format(proposal="NEW.proposal_id"),
        "no package of a proposal is sealed after the outside party stopped it",
    ),
    Gate(
        "store_handoverrow",
        "not_stopped",
        _STOPPED.format(proposal="(SELECT proposal_id FROM store_packagerow WHERE id = NEW.package_id)"),
        "no package of a proposal is handed over after the outside party stopped it",
    ),
)
"""The gates of an outside party's stop, put up with its table."""


def gate_statements(gate: Gate, engine: str) -> Iterator[str]:
    """The statements that put one gate up.

    Args:
        gate: the gate.
        engine: ``sqlite`` or ``postgresql``.
    """
    trigger = f"{gate.table}_gate_{gate.name}"
    if engine == SQLITE:
        yield (
            f'CREATE TRIGGER "{trigger}" BEFORE {gate.before} ON "{gate.table}" FOR EACH ROW '
            f"WHEN {gate.refuses} BEGIN SELECT RAISE(ABORT, '{gate.sentence}'); END"
        )
        return
    yield (
        f'CREATE FUNCTION "{trigger}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {gate.refuses} THEN '
        f"RAISE EXCEPTION '{gate.sentence}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NEW; END $$"
    )
    yield (
        f'CREATE TRIGGER "{trigger}" BEFORE {gate.before} ON "{gate.table}" FOR EACH ROW EXECUTE FUNCTION "{trigger}"()'
    )
