import sys

import pytest

from lockgate.law.folding import _LOOK_ALIKES, fold


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ""),
        ("  main \t st ", "MAIN ST"),
        ("a\x00b\x1fc", "A B C"),
        ("ＵＮＫＮＯＷＮ　１２", "UNKNOWN 12"),
        ("UNK\u200bNO\u00adWN\ufeff", "UNKNOWN"),
        ("UNKN\u041eWN", "UNKNOWN"),
        ("\u039d\u039f\u039d\u0395", "NONE"),
        ("Núñez Ünknöwn", "NUNEZ UNKNOWN"),
        ("Straße Łódź Ørsted Æ", "STRASSE LODZ ORSTED AE"),
        ("123½ Oak", "123 1/2 OAK"),
        ("№ 5, Nº 6, 7ª", "NO 5, NO 6, 7A"),
        ("\u0661\u0662\u0663", "123"),
        ("O\u2019Neal \u2014 x", "O'NEAL - X"),
        ("\U0001d40d\u24b6", "NA"),
        ("\U0001f1fa\U0001f1f8", "US"),
        ("\u3164\u2800", ""),
    ],
)
def test_text_is_read_in_plain_capitals(written, read):
    assert fold(written) == read


def test_folding_twice_changes_nothing_for_any_character():
    for point in range(sys.maxunicode + 1):
        if 0xD800 <= point < 0xE000:
            continue
        once = fold(f"a{chr(point)}b")
        assert fold(once) == once, hex(point)


def test_both_cases_of_a_look_alike_are_read_alike():
    for plain, letters in _LOOK_ALIKES.items():
        for letter in letters if plain.isalpha() else "":
            assert fold(letter) == fold(letter.upper()) == fold(letter.lower()) == plain


def test_letters_that_look_like_no_latin_letter_stay():
    assert fold("東京 ж") == "東京 Ж"
