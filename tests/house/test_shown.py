"""Whatever reads sealed evidence asks who may be shown it, or is named here as telling counts and proofs (R51)."""

import ast

from test_house import SOURCE, imports_of

ASKS = "lockgate.procedure.visibility"
READS = {
    "sealed", "get_sealed", "get_sealed_table", "located_rows", "read_dispositions", "lines_of", "read_sealed",
    "prepare", "prepare_fetch", "prepared_for", "seek", "locate_identities", "check_package", "proved_row",
}  # fmt: skip
"""Names by which located evidence, dispositions and packages are reached."""
BY_A_GATE = {
    "look_weak.py": "look", "fetch.py": "fetch", "opening.py": "opening", "lookback_read.py": "audit_read",
    "trace.py": "trace", "account.py": "account",
}  # fmt: skip
"""Actions whose act asks the table as a gate, before anything is shown."""
COUNTS_AND_PROOFS = {
    "dossier.py", "leaving.py", "drafting.py",  # what acts read with; nobody is answered here
    "authorize.py", "seal.py", "handover.py", "reissue.py",  # hashes, and how many packages
    "foresee.py",  # each gate's ground, and a decision's hashes
    "locate.py",  # how many records are asked
    "acknowledge.py",  # a receipt's own hashes
    "outcomes.py",  # how many there are, and that they are those entered
    "packing.py",  # makes packages of what acts read; nobody is answered here
}  # fmt: skip
"""Actions that read what is sealed and tell their officer only how many, or a hash."""


def reads(path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return bool({f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in called} & READS)


def test_an_action_that_reads_sealed_evidence_asks_who_may_be_shown_it():
    readers = {path.name: path for path in (SOURCE / "actions").glob("*.py") if reads(path)}
    readers.pop("found.py")  # its prepare makes an office's folders
    asking = {name for name, path in readers.items() if ASKS in imports_of(path)}
    assert asking == {"look.py", "prove.py", "changes.py", "grounds.py", "sent_back.py"}
    assert readers.keys() - asking == COUNTS_AND_PROOFS | BY_A_GATE.keys()


def test_no_face_reaches_sealed_evidence_past_the_actions():
    for floor in ("web", "api", "cli", "site", "reports"):
        for path in (SOURCE / floor).rglob("*.py"):
            own = imports_of(path)
            assert not own & {"lockgate.store.evidence", "lockgate.actions.dossier", "lockgate.actions.leaving"}, path
            assert "lockgate.store.keyring" not in own or not reads(path), path
