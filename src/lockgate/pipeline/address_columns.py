"""Columns of addresses cut into the parts of the law's patterns, and put together again (``law.address_parts``)."""

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any, TypeAlias

from lockgate.law import address_parts as law
from lockgate.law.address_codes import AddressCode
from lockgate.law.address_lines import LineKind
from lockgate.law.gazetteer import Gazetteer
from lockgate.pipeline.encoding import SEPARATOR
from lockgate.pipeline.readers_arrow import Texts, arrow, compute

Table: TypeAlias = Any
"""An Arrow record batch."""

SAID = ("codes", "key", "city")
"""The columns of what is said of addresses."""
FIELDS = ("line1", "line2", "city", "state", "zip", "country")
"""The columns of an address."""

_REMEMBERED = 1 << 19
"""How many distinct parts of one kind are kept in mind."""


def codes_text(codes: Iterable[AddressCode]) -> str:
    """Codes as one text, equal for equal sets."""
    return ";".join(sorted(codes))


class Ordinary:
    """Reads columns of ordinary addresses; the readings of their parts are kept in mind from batch to batch."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._street = lru_cache(_REMEMBERED)(law.street_part)
        self._unit = lru_cache(_REMEMBERED)(partial(law.unit_part, gazetteer=gazetteer))
        self._box = lru_cache(_REMEMBERED)(_box)
        self._where = lru_cache(_REMEMBERED)(partial(_where, gazetteer))
        self._listed = arrow.array(sorted(law.listed_buildings(gazetteer)), _TEXT)
        self._with_commas = partial(law.with_commas, gazetteer=gazetteer)
        self._is_cut_right = partial(law.is_cut_right, gazetteer=gazetteer)

    def said(self, batch: Table) -> Table:
        """Codes, key and city of each row; null where the address is not ordinary and has to be read whole."""
        line, locality = self._cut(batch)
        head, unit = self._line(line)
        # What a locality says behind a line that is not ordinary is not asked.
        asked = compute.if_else(compute.is_valid(compute.binary_join_element_wise(head, unit, "")), locality, _NULL)
        codes, place, city = _told(asked, self._where)
        # A part that is null makes the whole null.
        building = compute.binary_join_element_wise(head, place, "|")
        head = compute.if_else(compute.is_in(building, value_set=self._listed), _NULL, head)
        key = compute.binary_join_element_wise(head, place, unit, "|")
        read, reached = compute.is_valid(key), compute.not_equal(place, "")
        columns = (compute.if_else(read, codes, _NULL), compute.if_else(reached, key, compute.if_else(read, "", _NULL)))
        return arrow.RecordBatch.from_arrays([*columns, compute.if_else(read, city, _NULL)], names=list(SAID))

    def _cut(self, batch: Table) -> tuple[Texts, Texts]:
        """The lines in capitals, and the localities as one text each; null where one field cannot be cut in two."""
        line1, line2, *locality, country = (compute.ascii_upper(compute.fill_null(batch[name], "")) for name in FIELDS)
        second = compute.binary_join_element_wise(line1, line2, ", ")
        line = compute.if_else(compute.equal(line2, ""), line1, second)
        whole = compute.equal(compute.binary_join_element_wise(*locality, ""), "")
        if compute.any(whole).as_py():
            line, *locality = self._cut_whole(whole, line, locality)
        locality[2] = _five_figures(locality[2])
        country = compute.if_else(compute.is_in(country, value_set=_HOME), "", country)
        return line, compute.binary_join_element_wise(*locality, country, SEPARATOR)

    def _cut_whole(self, whole: Texts, line: Texts, locality: list[Texts]) -> list[Texts]:
        """The lines and the localities, with those of addresses in one field cut in two.

        Where they have no commas the law puts them in; where the law is not sure of the cut the city is null.
        """
        asked = line.filter(whole)
        cut = _cut_by(asked, law.WHOLE)
        missing = cut["city"].is_null()
        if compute.any(missing).as_py():
            again = _cut_by(arrow.array(map(self._with_commas, asked.filter(missing).to_pylist()), _TEXT), law.WHOLE)
            columns = [compute.replace_with_mask(cut[name], missing, again[name]) for name in cut.schema.names]
            cut = arrow.RecordBatch.from_arrays(columns, names=cut.schema.names)
        columns = [cut[name].to_pylist() for name in ("line", "city", "state", "zip")]
        rows = zip(*columns, strict=True)
        right = [place[0] is not None and self._is_cut_right(before, tuple(place)) for before, *place in rows]
        city = compute.if_else(arrow.array(right), cut["city"], _NULL)
        parts = zip([line, *locality], [cut["line"], city, cut["state"], cut["zip"]], strict=True)
        return [compute.replace_with_mask(given, whole, own) for given, own in parts]

    def _line(self, line: Texts) -> tuple[Texts, Texts]:
        """Kind, number, name and box of each line as one text, and its unit."""
        street = _cut_by(line, law.STREET_LINE)
        name = _judged(street["street"], self._street)
        head = compute.binary_join_element_wise(_STREET, street["number"], name, "", "|")
        unit = _judged(street["unit"], self._unit)
        others = street["number"].is_null()
        box = _cut_by(line.filter(others), law.BOX_LINE)
        kind = _judged(compute.binary_join_element_wise(box["form"], box["route"], SEPARATOR), self._box)
        boxed = compute.binary_join_element_wise(kind, box["route"], law.NO_NAME, box["box"], "|")
        head = compute.replace_with_mask(head, others, boxed)
        return head, compute.if_else(others, "", unit)


_TEXT = arrow.string()
_NULL = arrow.scalar(None, _TEXT)
_STREET = LineKind.STREET.value
_HOME = arrow.array(sorted(law.HOME), _TEXT)


def _cut_by(line: Texts, pattern: str) -> Table:
    """The groups of a pattern over the whole of each text; null where it does not fit."""
    found = compute.extract_regex(line, f"^(?:{pattern})$")
    names = [field.name for field in found.type]
    return arrow.RecordBatch.from_arrays([compute.struct_field(found, [place]) for place in range(len(names))], names)


def _five_figures(zips: Texts) -> Texts:
    """The ZIPs without their last four figures."""
    long = compute.fill_null(compute.equal(compute.binary_length(zips), 10), fill_value=False)
    written = zips.filter(long)
    return compute.replace_with_mask(zips, long, compute.coalesce(_cut_by(written, law.ZIP)["zip"], written))


def _judged(column: Texts, reading: Callable[[str], str | None]) -> Texts:
    """The reading of each text, asked once for each distinct one; null of null."""
    encoded = column.dictionary_encode()
    return arrow.array(map(reading, encoded.dictionary.to_pylist()), _TEXT).take(encoded.indices)


def _box(form: str) -> str | None:
    words, route = form.split(SEPARATOR)
    return law.box_part(words, routed=route != "")


def _where(gazetteer: Gazetteer, locality: str) -> tuple[str, str, str] | None:
    """Codes, place and city of a locality; place and city are '' where no letter reaches it."""
    city, state, zip_field, country = locality.split(SEPARATOR)
    where = law.locality_part((city, state, zip_field, country), gazetteer)
    if where is None:
        return None
    return codes_text(where.codes), where.key if where.is_reached else "", where.city if where.is_reached else ""


def _told(locality: Texts, reading: Callable[[str], tuple[str, str, str] | None]) -> list[Texts]:
    """The three columns of the reading of each locality."""
    encoded = locality.dictionary_encode()
    told = [reading(text) or (None, None, None) for text in encoded.dictionary.to_pylist()]
    return [arrow.array([one[place] for one in told], _TEXT).take(encoded.indices) for place in range(3)]
