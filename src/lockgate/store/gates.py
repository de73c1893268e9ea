"""The gates of a release, held by the database itself, whatever the code above it does.

Each gate is a condition that a new row must not meet. They repeat rules of ``procedure`` on purpose: a
defect there must not be enough to let something leave.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lockgate.store.triggers import SQLITE


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: the table it stands before, its name, what refuses a row, and the sentence of the refusal."""

    table: str
    name: str
    refuses: str
    sentence: str


_NOT_CURRENT = (
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
        _NOT_CURRENT,
        "a vote is on the last proposal of its case",
    ),
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
        _NOT_CURRENT,
        "an authorization is of the last proposal of its case",
    ),
    Gate(
        "store_packagerow",
        "current_proposal",
        _NOT_CURRENT,
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
    Gate(
        "store_receiptrow",
        "fetched",
        "NOT EXISTS (SELECT 1 FROM store_fetchrow WHERE package_id = NEW.package_id)",
        "a receipt is for a package that was fetched",
    ),
)
"""Every gate."""


def gate_statements(gate: Gate, engine: str) -> Iterator[str]:
    """The statements that put one gate up.

    Args:
        gate: the gate.
        engine: ``sqlite`` or ``postgresql``.
    """
    trigger = f"{gate.table}_gate_{gate.name}"
    if engine == SQLITE:
        yield (
            f'CREATE TRIGGER "{trigger}" BEFORE INSERT ON "{gate.table}" FOR EACH ROW '
            f"WHEN {gate.refuses} BEGIN SELECT RAISE(ABORT, '{gate.sentence}'); END"
        )
        return
    yield (
        f'CREATE FUNCTION "{trigger}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {gate.refuses} THEN '
        f"RAISE EXCEPTION '{gate.sentence}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NEW; END $$"
    )
    yield (f'CREATE TRIGGER "{trigger}" BEFORE INSERT ON "{gate.table}" FOR EACH ROW EXECUTE FUNCTION "{trigger}"()')
