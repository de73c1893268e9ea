"""The people who act in a rehearsal: the agency's officials and officers, and the custodian's officers."""

from dataclasses import dataclass

import numpy as np

from lockgate.rehearsal.arrays import Ints, Texts
from lockgate.rehearsal.people import family_names, given_names
from lockgate.rehearsal.spelling import plain

AGREEMENT = "irs-ice-2025"
AGENCY = "U.S. Immigration and Customs Enforcement"
HEAD_OFFICE = "Director of U.S. Immigration and Customs Enforcement"
CERTIFYING_OFFICE = "Chief Privacy Officer"
AGENCY_OFFICERS = 3
"""Officers of the agency in a rehearsal's cast at the console; the roster has many more."""
LEGAL_BASIS = "5 U.S.C. 3345(a)(1), first assistant, since 2025-03-01"
ATTESTATION = (
    "The information will be used only by officers and employees of the requesting agency, solely for preparing"
    " judicial or administrative proceedings or for an investigation that may lead to such proceedings."
)


@dataclass(frozen=True)
class Person:
    """Somebody who acts: the id in the registers, which also names the key files, and the name."""

    id: str
    name: str


@dataclass(frozen=True)
class CustodianOfficer(Person):
    """An officer of the custodian, with the roles and grade of the delegation."""

    roles: str
    grade: str


@dataclass(frozen=True)
class AgencyPerson(Person):
    """Somebody of the requesting agency who may sign in: their role, and how their key's file is called."""

    roles: str
    stem: str


HEAD = Person("head", "Ada Winterbourne")
CERTIFYING = Person("certifying", "Nils Abernathy")

CUSTODIAN = (
    CustodianOfficer("IRS-0001", "Ana Lindqvist", "intake;analyst", "GS-12"),
    CustodianOfficer("IRS-0002", "Ben Ashgrove", "deciding", "GS-14"),
    CustodianOfficer("IRS-0003", "Cyd Marlowe", "deciding", "GS-14"),
    CustodianOfficer("IRS-0004", "Dov Sternhell", "releaser", "GS-13"),
    CustodianOfficer("IRS-0005", "Mia Torvald", "disclosure_manager", "GS-15"),
    CustodianOfficer("IRS-0006", "Leo Brandtner", "counsel", "GS-15"),
    CustodianOfficer("IRS-0007", "Sam Whitlocke", "safeguards", "GS-14"),
    CustodianOfficer("TIG-0001", "Ines Okafor", "oversight", "GS-15"),
)
"""The custodian's officers: analyst, two deciding officers, releaser, disclosure manager, counsel, safeguards.

The last is no officer of its own but an inspector's, who looks and decides nothing.
"""


def agency_cast() -> tuple[AgencyPerson, ...]:
    """Of the requesting agency: the first officers of its roster, and the official who asks."""
    names = officer_names(np.arange(AGENCY_OFFICERS))
    ids = [f"ICE-{number:04}" for number in range(1, AGENCY_OFFICERS + 1)]
    officers = (AgencyPerson(one, str(name), "recipient", one) for one, name in zip(ids, names, strict=True))
    return (*officers, AgencyPerson(HEAD.name, HEAD.name, "requesting", HEAD.id))


def officer_names(numbers: Ints) -> Texts:
    """Names of the agency's officers."""
    given, family = given_names(), family_names()
    for names in (given, family):
        names[:] = [plain(name) for name in names]
    name: Texts = given[numbers * 31 % len(given)] + " " + family[numbers * 17 % len(family)]
    return name
