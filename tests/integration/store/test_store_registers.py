"""Registers as CSV: read exactly, or refused with file, line, column and cure."""

import base64
from datetime import UTC, date, datetime

import pytest

from lockgate.errors import UsageError
from lockgate.law.registers import (
    Capacity,
    Determination,
    Employment,
    OrderScope,
    StandingState,
    Term,
)
from lockgate.procedure.security_keys import KeyedRegisters
from lockgate.store.registers import FORMS, read_register, read_registers

DER = base64.b64encode(b"certificate").decode()
GOOD = {
    "officeholders": f"H. Head,Office of the Director,ICE,acting_head,5 USC 3345,2025-03-01,,{DER}",
    "roster": f"ICE-0007,A. Agent,ICE,HSI,agent,employee,ICE,2024-01-01,2026-01-01,2025-01-15,2027-01-01,{DER},{DER}",
    "orders": "O1,D.D.C.,25-1234,persons,irs-ice-2025,T1;T2,locate;release,2025-08-07T12:00:00Z,,order of 7 August",
    "standing": "ICE,good,2025-01-01,2025-12-31,reviewed,S. Guard",
    "delegations": f"ada,Ada Analyst,analyst;intake,GS-13,2025-01-01,,{DER}",
    "determinations": "*,clear,2025-08-01,2025-09-01,C. Counsel",
}


def _content(kind: str, *rows: str) -> bytes:
    return "\n".join([",".join(FORMS[kind].columns), *rows, ""]).encode()


def _only(kind: str):
    (row,) = read_register(kind, _content(kind, GOOD[kind]))
    return row


def test_officeholder_is_read_as_written():
    row = _only("officeholders")
    assert (row.person, row.capacity, row.legal_basis) == ("H. Head", Capacity.ACTING_HEAD, "5 USC 3345")
    assert (row.term, row.certificate) == (Term(date(2025, 3, 1)), b"certificate")


def test_roster_entry_is_read_as_written():
    row = _only("roster")
    assert (row.officer, row.employment, row.trained_on) == ("ICE-0007", Employment.EMPLOYEE, date(2025, 1, 15))
    assert (row.cleared_until, row.signature_certificate) == (date(2027, 1, 1), b"certificate")


def test_order_is_read_as_written():
    row = _only("orders")
    assert (row.scope, row.taxpayers, row.forbids) == (
        OrderScope.PERSONS,
        frozenset({"T1", "T2"}),
        frozenset({"locate", "release"}),
    )
    assert (row.effective, row.lifted) == (datetime(2025, 8, 7, 12, tzinfo=UTC), None)


def test_other_registers_are_read_as_written():
    assert _only("standing").state is StandingState.GOOD
    assert _only("delegations").roles == {"analyst", "intake"}
    assert _only("determinations").determination is Determination.CLEAR


def test_columns_may_stand_in_any_order_and_a_mark_may_lead():
    content = "﻿until,agency,since,state,reason,recorded_by\n,ICE,2025-01-01,held, a reason ,S\n".encode()
    (row,) = read_register("standing", content)
    assert (row.agency, row.state, row.reason) == ("ICE", StandingState.HELD, "a reason")


@pytest.mark.parametrize(
    ("kind", "old", "new", "sentence"),
    [
        ("officeholders", "acting_head", "boss", r"line 2, column capacity: 'boss' .*acting_head"),
        ("officeholders", "2025-03-01", "1 March", r"column since: .*2025-08-07"),
        ("officeholders", "2025-03-01", "20250301", r"column since"),
        ("officeholders", DER, "not base64!", r"column certificate: .*base64"),
        ("officeholders", "H. Head", "", r"column person: .*must not be empty"),
        ("roster", "2026-01-01", "2023-01-01", r"column until: .*before since"),
        ("roster", "2025-01-15", "soon", r"column trained_on"),
        ("orders", "locate;release", "locate;print", r"column forbids: .*examine"),
        ("orders", "2025-08-07T12:00:00Z", "2025-08-07", r"column effective: .*instant"),
        ("orders", "persons", "everybody", r"column scope"),
        ("delegations", "analyst;intake", "king", r"column roles: .*analyst"),
        ("determinations", "clear", "maybe", r"column determination"),
        ("standing", ",reviewed,", ",reviewed,x,", r"line 2: it has 7 fields, not 6"),
        ("standing", "ICE", '"ICE', r"line 2"),
    ],
)
def test_row_is_refused_with_line_column_and_cure_when_a_cell_cannot_be_read(kind, old, new, sentence):
    assert old in GOOD[kind]
    with pytest.raises(UsageError, match=sentence) as refused:
        read_register(kind, _content(kind, GOOD[kind].replace(old, new, 1)), "here.csv")
    assert str(refused.value).startswith("here.csv, line ")


def test_register_is_refused_when_its_header_or_text_is_not_its_own():
    for content, sentence in (
        (b"", "line 1: the header must be"),
        (b"agency,state\n", "line 1: the header must be"),
        (b"\xff\xfe", "not UTF-8"),
    ):
        with pytest.raises(UsageError, match=sentence):
            read_register("standing", content)
    with pytest.raises(UsageError, match="not a register"):
        read_register("clients", b"")


def test_folder_is_read_with_absent_files_as_empty_registers(tmp_path):
    assert read_registers(tmp_path) == KeyedRegisters()
    for kind, row in GOOD.items():
        (tmp_path / f"{kind}.csv").write_bytes(_content(kind, row))
    found = read_registers(tmp_path)
    assert [len(getattr(found, kind)) for kind in GOOD] == [1] * 6
    with pytest.raises(UsageError, match="not a folder"):
        read_registers(tmp_path / "absent")
    (tmp_path / "orders.csv").unlink()
    (tmp_path / "orders.csv").mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        read_registers(tmp_path)
