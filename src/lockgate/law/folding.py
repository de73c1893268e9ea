# ruff: noqa: RUF001 - the table of look-alike letters is written in those letters
"""Folding of written text to the plain capital letters it is read by.

What a requester wrote is kept; the law reads a folded copy, so that a placeholder dressed in full-width,
Cyrillic or Greek letters, in accents or with invisible characters between its letters is the same
placeholder (R06), and an address in a cousin's alphabet is the same address (R24).
"""

import re
import unicodedata

# Capital Latin letter <- letters of other alphabets that are drawn like it (after NFKC). Both cases
# of a letter are read alike, so that small letters change nothing.
_LOOK_ALIKES = {
    "A": "АаΑαᴀꭺᎪ∀",
    "B": "ВвΒβʙᏴ",
    "C": "СсϹϲᴄᏟ",
    "D": "ԀԁᴅᎠđĐðÐ",
    "E": "ЕеЁёΕεЭэᴇᎬ℮Ɛɛ",
    "F": "ҒғϜϝꜰ",
    "G": "ԌԍɢᏀ",
    "H": "НнΗηʜᎻһҺ",
    "I": "ІіΙιЇїɪ\ua7aeıƖӀӏ",
    "J": "Јјϳ\u037fᴊᎫ",
    "K": "КкΚκᴋᏦĸ",
    "L": "ʟᏞłŁⅬ",
    "M": "МмΜμᴍᎷ",
    "N": "ΝνɴПпИиŊŋ",
    "O": "ОоΟοӨөᴏօՕØøѲѳ",
    "P": "РрΡρᴘᏢ",
    "Q": "ԚԛႳ",
    "R": "ʀƦᎡЯяГг",
    "S": "ЅѕꜱՏᏚ",
    "T": "ТтΤτᴛᎢ",
    "U": "ՍսᴜЦц",
    "V": "ѴѵᴠᏙ",
    "W": "ԜԝᴡᎳШш",
    "X": "ХхΧχ",
    "Y": "УуΥυʏᎩҮү",
    "Z": "ΖζᴢᏃ",
    "SS": "ẞß",
    "AE": "ÆæӔӕ",
    "OE": "Œœ",
    "TH": "Þþ",
    "-": "‐‑‒–—―−⁃﹘﹣\u00ad",
    "'": "’‘‛ʼʹ′`´",
    '"': "“”„″",
    "/": "⁄∕",
    " ": "\u115f\u1160\u3164\uffa0\u2800·•",
    "O ": "°",
}
_TABLE = {
    ord(written): " " if plain == " " else plain.strip()
    for plain, letters in _LOOK_ALIKES.items()
    for written in letters
}
# A soft hyphen is invisible: it is dropped, not read as a hyphen.
_TABLE[0x00AD] = ""
# Squared, circled and flag letters that NFKC leaves alone.
for _first in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6):
    _TABLE.update({_first + place: chr(ord("A") + place) for place in range(26)})

_VULGAR_FRACTION = re.compile("[\u00bc-\u00be\u2150-\u215f\u2189]")


def _plain_character(character: str) -> str:
    """One character after NFKD and the look-alike table: kept, dropped, or made a blank or an ASCII digit."""
    if character.isascii():
        return character if character.isprintable() else " "
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf"}:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return " " if category[0] in "ZC" else character


def _fold_slowly(text: str) -> str:
    """The whole of folding, for text that is not plain printable ASCII."""
    # "123½" would become "1231/2" under NFKC: the fraction is set apart first.
    spaced = _VULGAR_FRACTION.sub(r" \g<0>", text).translate(_TABLE)
    composed = unicodedata.normalize("NFKC", spaced).translate(_TABLE)
    bare = unicodedata.normalize("NFKD", composed).translate(_TABLE)
    return " ".join("".join(map(_plain_character, bare)).upper().translate(_TABLE).split())


def fold(text: str) -> str:
    """The text as it is read: compatibility forms and look-alike letters to ASCII, no accents, upper case.

    Blanks are collapsed and trimmed; invisible and control characters are gone. Letters of alphabets that
    look like no Latin letter stay as they are. Folding twice changes nothing.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.upper().split())
    return _fold_slowly(text)
