"""What came back is sent again without retyping, each record beside its cure; only that, and only once."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_drafts import CERTIFICATION, by, checked, signature

from factories import done, record, signer
from lockgate.actions.agency import own_request
from lockgate.actions.draft import answer_part, choices, own_draft, validate
from lockgate.actions.draft_check import check_draft
from lockgate.actions.draft_declare import missing
from lockgate.actions.draft_send import offer, receive, send
from lockgate.actions.draft_version import begin_version, groups_of, mend_record, record_of, records_of, say_changes
from lockgate.errors import UsageError
from lockgate.pipeline.submissions import read_submission
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.versions import VersionKind
from lockgate.store.cases import viewed
from lockgate.store.drafts import all_drafts, folder_of
from lockgate.store.versions import former_of

MIXED = [record(1), record(2, address_line1="unknown"), record(3, tax_periods=""), record(4, address_line1="NA")]
SAID = ("The house number was missing.", "The lease in the file, read on 1 August 2025.")


def begun(scene, kind=VersionKind.RESUBMIT, who="ida"):
    person = by(scene, who)
    return begin_version(scene.office, own_request(scene.case, person), person, kind)


def said(scene, draft, number="ICE-2025-0078"):
    """The parts that nobody copies: number and day, the attestation, what changed."""
    person = by(scene, "ida")
    answer_part(scene.office, draft.id, person, "authority", {"number": number, "date": "2025-08-07"})
    answer_part(scene.office, draft.id, person, "certification", CERTIFICATION)
    keys = {one.key: SAID for one in groups_of(scene.office, draft)}
    return say_changes(scene.office, draft.id, person, keys)


def test_what_came_back_is_copied_with_its_cures_and_becomes_a_case_that_follows(scene):
    scene.submitted([dict(one) for one in MIXED])
    first, draft, ida = scene.case, begun(scene), by(scene, "ida")
    shown, total = records_of(scene.office, draft, 1)
    assert [(one.row, one.record_id, {cure.rule for cure in one.cures}) for one in shown] == [
        (1, "R002", {"R05", "R06", "R09"}), (2, "R003", {"R10"}), (3, "R004", {"R05", "R06", "R09"}),
    ]  # fmt: skip
    assert total == 3
    # Nothing is typed again: the record says what it said.
    assert shown[0].said == {**dict.fromkeys(shown[0].said, ""), **MIXED[1]}
    assert {one.key: one.records for one in groups_of(scene.office, draft)} == {"R05;R06;R09": 2, "R10": 1}
    assert "changes" in missing(draft, choices(scene.office, ida.agency))
    draft = said(scene, draft)
    for row, cure in (
        (1, {"address_line1": "102 Oak St"}),
        (2, {"tax_periods": "2022"}),
        (3, {"address_line1": "104 Oak St"}),
    ):
        draft = mend_record(scene.office, draft.id, ida, row, cure)
    assert record_of(scene.office, draft, 2).said["tax_periods"] == "2022"
    report = checked(scene, draft.id)
    assert (report.checked.sufficient, report.checked.deficient) == (3, 0)
    offer(scene.office, draft.id, ida)
    validate(scene.office, draft.id, by(scene, "jon"))
    send(scene.office, draft.id, by(scene, "Hal Head"), signature(scene, draft.id))
    declared = read_submission(folder_of(scene.office.home, draft.id) / "submission")
    assert (declared.former.kind, declared.former.number) == (VersionKind.RESUBMIT, "ICE-2025-0001")
    assert {(one.records, one.learnt) for one in declared.former.changes} == {
        (frozenset({"R002", "R004"}), SAID[1]), (frozenset({"R003"}), SAID[1]),
    }  # fmt: skip
    later = done(receive(scene.office, draft.id, signer("ada"))).case
    assert former_of(later).case == first
    assert viewed(first).stage is CaseStage.EXAMINED
    assert begun(scene).code == "R48.not_returned"
    assert all_drafts(scene.office.home) == ()


def test_nothing_else_is_sent_along_with_what_came_back(scene):
    """The check says it before anything is sent; so does whoever receives it."""
    scene.submitted([dict(one) for one in MIXED])
    draft = said(scene, begun(scene))
    file = folder_of(scene.office.home, draft.id) / "records.parquet"
    table = pq.read_table(file)
    ids = pa.array(["R001", "R003", "R004"])
    pq.write_table(table.set_column(table.schema.get_field_index("record_id"), "record_id", ids), file)
    with pytest.raises(UsageError, match="did not come back"):
        check_draft(scene.office, own_draft(scene.office, draft.id, by(scene, "ida")))


def test_version_says_of_every_group_what_changed_before_it_is_checked(scene):
    scene.submitted([dict(one) for one in MIXED])
    draft = begun(scene)
    draft = say_changes(scene.office, draft.id, by(scene, "ida"), {"R10": SAID, "R05;R06;R09": ("Mended.", "")})
    answer_part(scene.office, draft.id, by(scene, "ida"), "authority", {"number": "N", "date": "2025-08-07"})
    with pytest.raises(UsageError, match="where it was learnt"):
        check_draft(scene.office, own_draft(scene.office, draft.id, by(scene, "ida")))


@pytest.mark.parametrize("kind", [VersionKind.AMEND, VersionKind.EXTEND])
def test_whole_request_is_copied_to_be_amended_or_extended(scene, kind):
    scene.submitted([record(1), record(2)])
    first, draft, ida = scene.case, begun(scene, kind), by(scene, "ida")
    assert [one.key for one in groups_of(scene.office, draft)] == ["all"]
    draft = said(scene, draft)
    mend_record(scene.office, draft.id, ida, 2, {"tax_periods": "2021;2022;2023", "record_id": "R999"})
    checked(scene, draft.id)
    offer(scene.office, draft.id, ida)
    validate(scene.office, draft.id, by(scene, "jon"))
    send(scene.office, draft.id, by(scene, "Hal Head"), signature(scene, draft.id))
    assert viewed(first).stage is CaseStage.EXAMINED
    later = done(receive(scene.office, draft.id, signer("ada"))).case
    assert (viewed(first).stage, former_of(later).kind) == (CaseStage.WITHDRAWN, kind.value)
    assert begun(scene, kind).code == "R48.superseded"


def test_extension_that_changes_more_is_said_before_it_is_sent(scene):
    scene.submitted([record(1), record(2)])
    draft = said(scene, begun(scene, VersionKind.EXTEND))
    mend_record(scene.office, draft.id, by(scene, "ida"), 2, {"zip": "77003"})
    with pytest.raises(UsageError, match="Row 2 differs"):
        check_draft(scene.office, own_draft(scene.office, draft.id, by(scene, "ida")))


def test_answered_request_is_neither_amended_nor_extended(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()
    for kind in VersionKind:
        assert isinstance(begun(scene, kind), Refusal)
    assert all_drafts(scene.office.home) == ()
