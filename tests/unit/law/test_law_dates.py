"""Declared date formats: read exactly, or not at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.law.dates import ISO, date_reader


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        (ISO, "1980-03-07"),
        ("MM/DD/YYYY", "03/07/1980"),
        ("DD-MON-YYYY", "07-MAR-1980"),
        ("DD-MON-YYYY", "07-mar-1980"),
        ("DD MON YYYY", "07 Mar 1980"),
        ("YYYYMMDD", "19800307"),
        ("M/D/YYYY", "3/7/1980"),
        ("M/D/YYYY", "03/07/1980"),
        ("DD.MM.YYYY", "07.03.1980"),
        ("MON D, YYYY", "Mar 7, 1980"),
        ("MM/DD/YYYY", "1980-03-07"),
    ],
)
def test_a_date_is_read_when_it_is_written_as_declared(declared, text):
    assert date_reader(declared)(text) == date(1980, 3, 7)


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        (ISO, ""),
        (ISO, "1980-3-7"),
        (ISO, "03/07/1980"),
        (ISO, "1980-02-30"),
        (ISO, "0000-01-01"),
        (ISO, "1980-03-07T00:00:00"),
        (ISO, " 1980-03-07"),
        (ISO, "1980-03-07\n"),
        (ISO, "1980-03-0７"),
        ("MM/DD/YYYY", "13/07/1980"),
        ("MM/DD/YYYY", "3/7/1980"),
        ("MM/DD/YYYY", "03/07/80"),
        ("DD-MON-YYYY", "07-MÄR-1980"),
        ("DD-MON-YYYY", "07-XXX-1980"),
        ("DD.MM.YYYY", "07x03x1980"),
    ],
)
def test_no_date_is_read_when_it_is_written_otherwise(declared, text):
    assert date_reader(declared)(text) is None


@pytest.mark.parametrize(
    "declared",
    ["", "YY-MM-DD", "YYYY-MM", "YYYY-MM-DD-DD", "YYYY-MM-MON", "yyyy-mm-dd", "%Y-%m-%d", "YYYY-MM-DDThh", "MM/M/YYYY"],
)
def test_a_format_is_refused_when_it_is_none(declared):
    with pytest.raises(ValueError, match="is not a date format"):
        date_reader(declared)


@given(st.dates(min_value=date(1, 1, 1)))
def test_every_day_is_read_back_in_every_order(day):
    assert date_reader(ISO)(day.isoformat()) == day
    assert date_reader("MM/DD/YYYY")(f"{day.month:02}/{day.day:02}/{day.year:04}") == day
    assert date_reader("D.M.YYYY")(f"{day.day}.{day.month}.{day.year:04}") == day
