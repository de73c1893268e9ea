"""What stands where an address should be: the categories of the court record, each with its manners."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from lockgate.rehearsal.arrays import Ints, Texts, chance, draw, pool, texts
from lockgate.rehearsal.draft import Draft
from lockgate.rehearsal.places import Form, Homes, draw_homes, official, unassigned_zips, written, zip_table
from lockgate.rehearsal.words import STREETS, SUFFIX_LONG

Alter = Callable[[Draft, Ints], None]
"""Changes some rows of a draft."""

_PARTS = ("address", "address_line1", "address_line2", "city", "state", "zip", "country")
_NAMED_STREETS = len([name for name in STREETS if not name[0].isdigit()])
_FAILED = ("Failed to Provide", "FAILED TO PROVIDE", "FAILED TO PROVIDE ADDRESS")
_UNKNOWN = ("UNKNOWN", "Unknown", "Unknown Address", "UNKNOWN ADDRESS", "UNK", "ADDRESS UNKNOWN")
_NONE = ("None", "NONE", "N/A", "NONE GIVEN", "NULL", "No address", "NOT PROVIDED", "Homeless", "TRANSIENT", "See file")
_SPANISH = ("DESCONOCIDO", "Desconocida", "Sin domicilio", "SIN DOMICILIO FIJO", "No tiene", "Se desconoce",
            "NO PROPORCIONÓ", "Sin dirección")  # fmt: skip
_LOOK_ALIKE = ("UNKN\u041eWN", "\uff35\uff2e\uff2b\uff2e\uff2f\uff37\uff2e", "F\u0430iled to Pr\u043evide", "N0NE",
               "UNK\u200bNOWN", "\u0391DDRESS UNKNOWN")  # fmt: skip
_JAILS = ("Harlan County Jail", "County Jail", "ICE Detention Center", "Federal Correctional Institution",
          "County Detention Facility", "Otero Processing Center", "STATE PRISON",
          "Municipal Detention Center")  # fmt: skip
_OFFICES = ("ICE Field Office", "ICE ERO Field Office", "Immigration Court", "USCIS Field Office")
_ABROAD = (
    ("Av. Reforma 1203, Col. Centro", "Guadalajara", "Jalisco", "44100", "Mexico"),
    ("4a Calle 7-53 Zona 9", "Guatemala", "", "01009", "Guatemala"),
    ("Rua das Laranjeiras 455", "Governador Valadares", "Minas Gerais", "35010-000", "Brazil"),
    ("12 Rue Capois", "Port-au-Prince", "", "HT6110", "Haiti"),
    ("221 Herbert Macaulay Way", "Lagos", "", "101212", "Nigeria"),
)


NOTHING, ZIP, CITY, WHOLE = 0, 1, 2, 3
"""How much of the locality stands beside a line: nothing, the ZIP, city and state, or all three."""


def _set(draft: Draft, rows: Ints, line: Texts, beside: Ints) -> None:
    """Write a line and so much of the row's locality beside it, in one column or in parts."""
    table, place = zip_table(), draft.homes.place[rows]
    city = np.where(beside >= CITY, table.city[place], "")
    state = np.where(beside >= CITY, table.state[place], "")
    zip5 = np.where((beside == ZIP) | (beside == WHOLE), table.zip5[place], "")
    for term in _PARTS:
        draft.put(term, rows, "")
    one = draft.one_field[rows]
    parts = rows[~one]
    for term, values in (("address_line1", line), ("city", city), ("state", state), ("zip", zip5)):
        draft.put(term, parts, values[~one])
    tail = [" ".join(words).strip() for words in zip(state[one], zip5[one], strict=True)]
    heads = zip(line[one], city[one], tail, strict=True)
    commas = chance(draft.rng, 0.5, int(one.sum()))
    draft.put(
        "address",
        rows[one],
        pool([(", " if comma else " ").join(filter(None, head)) for head, comma in zip(heads, commas, strict=True)]),
    )


def _beside(draft: Draft, rows: Ints, *choices: int) -> Ints:
    return np.array(choices, dtype=np.int64)[draw(draft.rng, len(choices), len(rows))]


def _words(draft: Draft, rows: Ints, words: tuple[str, ...], *beside: int) -> None:
    _set(draft, rows, draft.pick(rows, words), _beside(draft, rows, *beside))


def _streets(draft: Draft, rows: Ints) -> Homes:
    """New plain homes in the rows' places, on streets whose names hold no digit."""
    homes = draw_homes(draft.rng, np.full(len(rows), int(Form.STREET)))
    return replace(homes, street=homes.street % _NAMED_STREETS, place=draft.homes.place[rows])


def failed_to_provide(draft: Draft, rows: Ints) -> None:
    """``Failed to Provide 77002``."""
    _words(draft, rows, _FAILED, ZIP)


def unknown(draft: Draft, rows: Ints) -> None:
    """``Unknown Address``, alone or before a real city, state and ZIP."""
    _words(draft, rows, _UNKNOWN, NOTHING, WHOLE)


def na_na(draft: Draft, rows: Ints) -> None:
    """``NA NA``."""
    _words(draft, rows, ("NA NA", "NA NA", "Na Na"), NOTHING)
    parts = rows[~draft.one_field[rows]]
    for term in ("address_line1", "address_line2"):
        draft.put(term, parts, "NA")


def none_given(draft: Draft, rows: Ints) -> None:
    """``None`` and words like it."""
    _words(draft, rows, _NONE, NOTHING, WHOLE)


def blank(draft: Draft, rows: Ints) -> None:
    """Nothing at all."""
    for term in _PARTS:
        draft.put(term, rows, "")


def city_and_state(draft: Draft, rows: Ints) -> None:
    """City and state, sometimes with the ZIP, and no street."""
    _words(draft, rows, ("",), CITY, WHOLE)


def zip_only(draft: Draft, rows: Ints) -> None:
    """A ZIP and nothing else."""
    _words(draft, rows, ("",), ZIP)


def dont_care(draft: Draft, rows: Ints) -> None:
    """The court's hypothetical: ``Don't Care 12345``."""
    blank(draft, rows)
    draft.put("address", rows, "Don't Care 12345")


def zeros(draft: Draft, rows: Ints) -> None:
    """The court's other hypothetical: ``00000``."""
    blank(draft, rows)
    draft.put("address", rows, "00000")


def without_number(draft: Draft, rows: Ints) -> None:
    """A street without a house number."""
    homes = _streets(draft, rows)
    _set(draft, rows, pool(STREETS)[homes.street] + " " + pool(SUFFIX_LONG)[homes.suffix], _beside(draft, rows, WHOLE))


def without_street(draft: Draft, rows: Ints) -> None:
    """A house number without a street."""
    _set(draft, rows, texts(_streets(draft, rows).number), _beside(draft, rows, WHOLE))


def jail_unlocated(draft: Draft, rows: Ints) -> None:
    """A jail by its name, without the place of the building."""
    _words(draft, rows, _JAILS, NOTHING, CITY, WHOLE)


def _at_a_street(draft: Draft, rows: Ints, names: tuple[str, ...]) -> None:
    """A name, with the number and street of a building, in parts."""
    homes = _streets(draft, rows)
    lines = written(homes, official(len(rows)))
    blank(draft, rows)
    values = (draft.pick(rows, names), lines.line1, lines.city, lines.state, lines.zip5)
    for term, value in zip(("address_line1", "address_line2", "city", "state", "zip"), values, strict=True):
        draft.put(term, rows, value)


def jail_located(draft: Draft, rows: Ints) -> None:
    """A jail with the number and street of its building."""
    _at_a_street(draft, rows, _JAILS)


def agency_office(draft: Draft, rows: Ints) -> None:
    """An office of the asking agency, or of another."""
    _at_a_street(draft, rows, _OFFICES)


def _abroad(draft: Draft, rows: Ints, blanks: tuple[str, ...]) -> None:
    chosen = draw(draft.rng, len(_ABROAD), len(rows))
    blank(draft, rows)
    for place, term in enumerate(("address_line1", "city", "state", "zip", "country")):
        draft.put(term, rows, "" if term in blanks else pool([one[place] for one in _ABROAD])[chosen])


def abroad(draft: Draft, rows: Ints) -> None:
    """A whole address in another country."""
    _abroad(draft, rows, ())


def abroad_incomplete(draft: Draft, rows: Ints) -> None:
    """A city in another country, without street or box."""
    _abroad(draft, rows, ("address_line1", "zip"))


def contradiction(draft: Draft, rows: Ints) -> None:
    """City and state of one place with the ZIP of another state."""
    homes = _streets(draft, rows)
    table = zip_table()
    other = table.mainland[draw(draft.rng, len(table.mainland), len(rows))]
    far = table.zip5[other]
    state = table.state[homes.place]
    far = np.where(table.state[other] == state, np.where(state == "AK", "10001", "99501"), far)
    _set_lines(draft, rows, homes, far)


def unknown_zip(draft: Draft, rows: Ints) -> None:
    """A real city and state with a ZIP of their region that is assigned to nobody."""
    places, codes = unassigned_zips()
    chosen = draw(draft.rng, len(places), len(rows))
    draft.homes.place[rows] = places[chosen]
    _set_lines(draft, rows, _streets(draft, rows), codes[chosen])


def _set_lines(draft: Draft, rows: Ints, homes: Homes, zip5: Texts) -> None:
    """A written home, in parts, with another ZIP."""
    lines = written(homes, official(len(rows)))
    blank(draft, rows)
    for term, value in (("address_line1", lines.line1), ("city", lines.city), ("state", lines.state), ("zip", zip5)):
        draft.put(term, rows, value)


def spanish(draft: Draft, rows: Ints) -> None:
    """Placeholders in Spanish."""
    _words(draft, rows, _SPANISH, NOTHING, WHOLE)


def look_alike(draft: Draft, rows: Ints) -> None:
    """Placeholders in Cyrillic, Greek, full-width or invisible letters."""
    _words(draft, rows, _LOOK_ALIKE, NOTHING, WHOLE)
