"""Security keys of the agency's people: what two rows must say alike, and what no row of a key ever gives."""

from dataclasses import replace
from datetime import date

import pytest

from agencykeys import HEAD, officeholders, roster
from authenticator import Authenticator
from factories import DIRECTOR, START, key, officeholder, register, rostered, text
from lockgate.law.registers import Registers, Term
from lockgate.procedure.roles import Role, officer_of
from lockgate.procedure.security_keys import contradicting, keyed
from lockgate.store.registers import FORMS, registers_of
from lockgate.tlog.credentials import is_credential

IDAS, HALS = Authenticator(id=b"ida's"), Authenticator(id=b"hal's")


def both(further: dict[str, str] | None = None, official: dict[str, str] | None = None):
    held = {"ida": [IDAS.document]}
    contents = {
        "roster": roster(held, further),
        "officeholders": officeholders([HALS.document], official),
    }
    return registers_of(contents)


def test_key_is_one_more_of_its_officer_and_of_its_official():
    found = both()
    assert contradicting(found) == ""
    ida, hal = (officer_of(found, one, START) for one in ("ida", HEAD))
    assert (ida.credentials, ida.certificate) == ((IDAS.document,), key("ida").certificate)
    assert (hal.credentials, hal.roles) == ((HALS.document,), {Role.REQUESTING})
    assert officer_of(found, "jon", START).credentials == ()


def test_law_reads_no_row_of_a_key():
    found, plain = both(), registers_of({"roster": roster({}), "officeholders": officeholders([])})
    assert (found.roster, found.officeholders) == (plain.roster, plain.officeholders)
    assert not any(is_credential(one.signature_certificate) for one in found.roster)


OTHER = {
    "name": "Ida Other", "agency": "Another Agency", "unit": "Another", "function": "Analyst",
    "employment": "contractor", "employer": "Somebody Else", "trained_on": "2025-06-01", "cleared_until": "2030-01-01",
    "certificate": text(key("jon", receives=True).certificate),
}  # fmt: skip
OTHER_OFFICE = {
    "office": "Another Office", "agency": "Another Agency", "capacity": "acting_head", "legal_basis": "5 USC 3345",
}  # fmt: skip


def test_every_field_that_the_rows_must_share_is_asked():
    free = {"officer", "since", "until", "signature_certificate"}
    assert {*OTHER} == {*FORMS["roster"].columns} - free
    assert {*OTHER_OFFICE} == {*FORMS["officeholders"].columns} - {"person", "since", "until", "certificate"}


@pytest.mark.parametrize("field", OTHER)
def test_row_of_a_key_that_differs_from_the_roster_is_nobody_s(field):
    found = both({field: OTHER[field]})
    assert contradicting(found).startswith("The rows of ida say different things;")
    assert officer_of(found, "ida", START).credentials == ()


@pytest.mark.parametrize("field", OTHER_OFFICE)
def test_row_of_a_key_that_differs_from_the_office_is_nobody_s(field):
    found = both(official={field: OTHER_OFFICE[field]})
    assert contradicting(found).startswith(f"The rows of {HEAD} say different things;")
    assert officer_of(found, HEAD, START).credentials == ()


def test_key_has_days_of_its_own_and_needs_the_other_row_on_each():
    days = {"since": "2025-08-01", "until": "2025-08-31"}
    found = both(days, days)
    for person in ("ida", HEAD):
        counts = [bool(officer_of(found, person, START.replace(month=month)).credentials) for month in (7, 8, 9)]
        assert counts == [False, True, False]
    ended = replace(found.roster[0], term=Term(date(2024, 1, 1), date(2024, 12, 31)))
    alone = replace(found, roster=(ended, *found.roster[1:]))
    assert contradicting(alone).startswith("The rows of ida say different things;")
    assert officer_of(alone, "ida", START) is None


def test_somebody_by_a_key_alone_is_nobody():
    rows = register("roster", rostered("ida", signature_certificate=text(IDAS.document)))
    offices = register("officeholders", {**officeholder(HEAD, DIRECTOR, "head"), "certificate": text(HALS.document)})
    found = registers_of({"roster": rows, "officeholders": offices})
    assert [officer_of(found, one, START) for one in ("ida", HEAD)] == [None, None]
    assert contradicting(found).startswith("ida has a row with a security key and none with a certificate;")
    assert contradicting(replace(found, roster_keys=())).startswith(f"{HEAD} has a row with a security key and none")


def test_rows_taken_apart_once_stay_apart():
    found = both()
    assert keyed(Registers(roster=found.roster, officeholders=found.officeholders)).roster_keys == ()
