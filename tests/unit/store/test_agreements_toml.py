"""A pack that is wrong is refused with file, line and cure; a pack that would release too much, with the record."""

import shutil
from datetime import date

import pytest

from lockgate.errors import UsageError
from lockgate.law.agreement import Element
from lockgate.store.agreements import load_agreement, pack_folder, read_agreement, shipped_packs, wrongly_released

DAY = date(2025, 8, 7)


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "pack"
    shutil.copytree(pack_folder("irs-ice-2025"), folder)

    def change(old: str, new: str) -> str:
        path = folder / "agreement.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return str(folder)

    return change


def test_two_packs_are_shipped():
    assert shipped_packs() == ("irs-ice-2025", "practice-2025")


def test_every_known_term_has_its_source_and_the_others_are_listed():
    agreement = load_agreement("irs-ice-2025", DAY)
    assert all(clause.source for clause in agreement.clauses if clause.text)
    assert {"retention", "disposal", "channel", "training", "breach"} <= {clause.id for clause in agreement.unread}
    assert not any(clause.citation or clause.source for clause in agreement.unread)


def test_unknown_key_is_refused_with_its_line(pack):
    folder = pack('provision = "26 USC 6103(i)(2)"', 'provision = "26 USC 6103(i)(2)"\nsurprise = 1')
    with pytest.raises(UsageError, match=r"agreement\.toml:7: surprise is no term of an agreement pack"):
        read_agreement(folder)


def test_unknown_key_in_a_table_is_refused_with_its_line(pack):
    folder = pack("periods_max = 3", "periods_max = 3\nperiods_min = 1")
    with pytest.raises(UsageError, match=r"agreement\.toml:\d+: house\.periods_min is no term"):
        read_agreement(folder)


def test_wrong_type_is_refused(pack):
    with pytest.raises(UsageError, match=r"house\.periods_max: .*Mend the value"):
        read_agreement(pack("periods_max = 3", 'periods_max = "3"'))


def test_missing_term_is_refused(pack):
    with pytest.raises(UsageError, match=r"house\.periods_max is missing\. Add it"):
        read_agreement(pack("periods_max = 3\n", ""))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("effective = 2025-04-07", "effective = 2025-04-07\nends = 2025-01-01", "“ends” lies before “effective”"),
        ('releasable = ["record_id", "mailing_address"]', 'releasable = ["record_id", "tin"]', "tin may not be"),
        ('agency = "Internal Revenue Service"', 'agency = "U.S. Immigration and Customs Enforcement"', "same agency"),
        ('id = "purpose"', 'id = "authority"', "The clause id authority stands twice"),
        ('file = "clauses/purpose.md"', 'file = "clauses/nowhere.md"', "clauses/nowhere.md does not exist"),
        ('"dob_agrees"]', '"fingerprint_agrees"]', "fingerprint_agrees is no element"),
        ('lifted_on = 2025-05-13, lifted_by = "order of 12 May 2025, D.D.C. 25-cv-0677"', "lifted_on = 2025-05-13",
         "a lifted redaction needs its order"),
    ],
)  # fmt: skip
def test_contradiction_is_refused(pack, old, new, sentence):
    with pytest.raises(UsageError, match=sentence):
        read_agreement(pack(old, new))


def test_toml_that_cannot_be_read_is_one_sentence(pack):
    with pytest.raises(UsageError, match="cannot be read as TOML"):
        read_agreement(pack("[house]", "[house"))


def test_a_name_that_is_no_pack_lists_the_packs():
    with pytest.raises(UsageError, match="irs-ice-2025, practice-2025"):
        read_agreement("nothing")


def test_the_practice_is_loadable_by_no_act():
    with pytest.raises(UsageError, match="no act loads it"):
        load_agreement("practice-2025", DAY)


def test_the_practice_releases_on_a_number_without_the_address():
    wrong = wrongly_released(read_agreement("practice-2025"))
    assert wrong is not None
    assert Element.TIN_AGREES in wrong.holds
    assert wrong.missing == {Element.ADDRESS_SET_FORTH, Element.ADDRESS_AGREES}


@pytest.mark.parametrize("element", ["name", "address_set_forth", "address_agrees"])
def test_a_route_without_a_required_element_is_refused_even_if_loadable(pack, element):
    route = [e for e in ("name", "address_set_forth", "address_agrees", "dob_agrees") if e != element]
    listed = ", ".join(f'"{e}"' for e in route)
    elements = '"name", "address_set_forth", "periods"'
    kept = ", ".join(e for e in elements.split(", ") if e != f'"{element}"')
    pack(elements, kept)
    folder = pack('["name", "address_set_forth", "address_agrees", "dob_agrees"]', f"[{listed}]")
    with pytest.raises(UsageError, match=f"without .*{element}"):
        load_agreement(folder, DAY)


@pytest.mark.parametrize("element", ["periods", "authority", "reason", "in_writing", "requester", "engaged_officers"])
def test_a_pack_that_does_not_ask_a_statutory_element_is_refused(pack, element):
    text = [
        "in_writing",
        "requester",
        "name",
        "address_set_forth",
        "periods",
        "authority",
        "reason",
        "engaged_officers",
    ]
    old = ", ".join(f'"{e}"' for e in text)
    folder = pack(old, ", ".join(f'"{e}"' for e in text if e != element))
    with pytest.raises(UsageError, match=f"without {element}"):
        load_agreement(folder, DAY)


def test_a_pack_governs_only_its_days():
    with pytest.raises(UsageError, match="does not govern on 2025-04-06"):
        load_agreement("irs-ice-2025", date(2025, 4, 6))


def test_every_byte_of_a_pack_counts_in_its_hash(pack):
    folder = pack("periods_max = 3", "periods_max = 2")
    assert read_agreement(folder).pack_hash != read_agreement("irs-ice-2025").pack_hash
