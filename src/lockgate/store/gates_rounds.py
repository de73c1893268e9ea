"""The gates of rounds, held by the database itself: no vote of whoever is paused, or for what they sent back."""

from lockgate.store.gates import NOT_CURRENT, NOT_ITS_SIGNER, Gate

_PAUSED = (
    "EXISTS (SELECT 1 FROM store_roundcloserow c LEFT JOIN store_restorerow r ON r.closing_id = c.id"
    " WHERE c.officer = {officer} AND c.missed > 0 AND r.id IS NULL)"
)

_VOTES_AWAKE = (
    "(SELECT COUNT(*) FROM store_voterow v WHERE v.proposal_id = NEW.proposal_id AND v.vote = 'for'"
    " AND NOT {paused}) < 2"
)

ROUND_GATES = (
    Gate("store_roundrow", "its_signer", NOT_ITS_SIGNER, "a round is shown to the officer who signed for it"),
    Gate("store_roundrow", "current_proposal", NOT_CURRENT, "a round is of the last proposal of its case"),
    Gate(
        "store_roundrow",
        "same_seeds",
        "EXISTS (SELECT 1 FROM store_roundrow o WHERE o.proposal_id = NEW.proposal_id AND o.officer = NEW.officer"
        " AND o.number = NEW.number AND o.seeds_id <> NEW.seeds_id)",
        "a round that is shown again has the same seeds",
    ),
    Gate("store_roundcloserow", "its_signer", NOT_ITS_SIGNER, "a round is closed by the officer who signed for it"),
    Gate("store_roundcloserow", "current_proposal", NOT_CURRENT, "a round that is closed is of the last proposal"),
    Gate(
        "store_roundcloserow",
        "shown_before",
        "NOT EXISTS (SELECT 1 FROM store_roundrow o WHERE o.proposal_id = NEW.proposal_id AND o.officer = NEW.officer"
        " AND o.seeds_id = NEW.seeds_id)",
        "a round is closed after it was shown to that officer",
    ),
    Gate("store_restorerow", "its_signer", NOT_ITS_SIGNER, "a restoration is of the officer who signed it"),
    Gate(
        "store_restorerow",
        "another_person",
        "EXISTS (SELECT 1 FROM store_roundcloserow c JOIN store_proposalrow p ON p.id = c.proposal_id"
        " JOIN store_proposalrow any_of ON any_of.case_id = p.case_id"
        " LEFT JOIN store_voterow v ON v.proposal_id = any_of.id"
        " WHERE c.id = NEW.closing_id AND NEW.officer IN (c.officer, v.officer))",
        "who missed a seed or voted on its case restores nobody",
    ),
    Gate(
        "store_voterow", "not_paused", _PAUSED.format(officer="NEW.officer"), "an officer who is paused does not vote"
    ),
    Gate(
        "store_voterow",
        "sent_back",
        "NEW.vote = 'for' AND EXISTS (SELECT 1 FROM store_roundcloserow WHERE proposal_id = NEW.proposal_id"
        " AND officer = NEW.officer AND returned > 0)",
        "who sent an item back in a round does not vote for its proposal",
    ),
    Gate(
        "store_authorizationrow",
        "not_paused",
        _VOTES_AWAKE.format(paused=_PAUSED.format(officer="v.officer")),
        "an authorization carries two votes of officers who are not paused",
    ),
)
"""The gates of rounds, put up with their tables."""
