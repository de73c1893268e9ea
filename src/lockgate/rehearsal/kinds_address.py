"""The address kinds of the court record, and those that people decide."""

from lockgate.rehearsal import alter_addresses as addresses
from lockgate.rehearsal.kinds import Alter, Examine, Final, Given, Home, Kind, Who


def _returned(name: str, share: int, alter: Alter, *rules: str) -> Kind:
    return Kind(
        f"address_{name}", share, Examine.RETURNED, ("R05", *rules), Final.RETURNED, given=Given.SELDOM, alters=(alter,)
    )


def _review(name: str, share: int, alter: Alter, rule: str) -> Kind:
    return Kind(f"address_{name}", share, Examine.REVIEW, (rule,), Final.HELD, given=Given.SELDOM, alters=(alter,))


ADDRESSES = (
    _returned("failed_to_provide", 560, addresses.failed_to_provide, "R06", "R07"),
    _returned("unknown", 480, addresses.unknown, "R06"),
    _returned("na_na", 180, addresses.na_na, "R06"),
    _returned("none", 120, addresses.none_given, "R06"),
    _returned("blank", 380, addresses.blank),
    _returned("city_and_state", 290, addresses.city_and_state),
    _returned("zip_only", 400, addresses.zip_only, "R07"),
    _returned("dont_care", 30, addresses.dont_care, "R06", "R07"),
    _returned("zeros", 40, addresses.zeros, "R06"),
    _returned("without_number", 240, addresses.without_number),
    _returned("without_street", 150, addresses.without_street),
    _returned("jail_unlocated", 190, addresses.jail_unlocated, "R08"),
    _review("jail_located", 90, addresses.jail_located, "R08"),
    _review("agency_office", 25, addresses.agency_office, "R08"),
    _review("abroad", 50, addresses.abroad, "R05"),
    _returned("abroad_incomplete", 20, addresses.abroad_incomplete),
    _returned("contradiction", 80, addresses.contradiction),
    _review("unknown_zip", 30, addresses.unknown_zip, "R05"),
    _returned("spanish", 80, addresses.spanish, "R06"),
    _returned("look_alike", 30, addresses.look_alike, "R06"),
    Kind(
        "address_repeated", 48, Examine.REVIEW, ("R08",), Final.HELD, Who.STRANGER, group=16, home=Home.SHARED
    ),
    Kind(
        "tin_with_bad_address", 60, Examine.RETURNED, ("R05", "R09"), Final.RETURNED, Who.IN_FILE, given=Given.TIN,
        alters=(addresses.without_number,),
    ),
)  # fmt: skip
"""What stands where an address should be."""
