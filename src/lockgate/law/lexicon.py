"""Words that stand where an address should be: the placeholder lexicon of R06.

All words are folded, punctuation read as blanks. The lexicon is asked only about addresses, never about
names of people ("Na" is a family name), and never about the name of a street that has a number and a
street suffix ("123 Unknown Street" is an address).
"""

import re

from lockgate.law.address_statements import STATEMENT_WORDS, STATEMENTS

ABSENCE = frozenset(
    """NA N/A NONE NULL NIL NAN NUL NO BLANK EMPTY NOAPT NOUNIT NADA NINGUNO NINGUNA UNDEFINED VACIO NOTAPPLICABLE
NOLINE""".split()
)
"""Words that, alone in the second line or as a unit, say only that there is no second line or unit."""

PLACEHOLDERS = ABSENCE | frozenset(
    """N/A UNKNOWN UNKNOWNS UNKOWN UNKNOW UKNOWN UNKNWON UNKNONW UNKNWN UNKNOEN UNKN UNK UNKWN UNKONWN UNNOWN
UNKNOWM UNKNOQN UNKNOWNN UNKNON UK UKN UNKNOWNADDRESS REFUSED REFUSE REFUSES REFUSAL DECLINED FAILED FAIL
FAILURE WITHHELD UNDISCLOSED NONDISCLOSED CONFIDENTIAL REDACTED RESTRICTED CLASSIFIED SEALED UNAVAILABLE
UNAVAIL UNLISTED UNDETERMINED UNSPECIFIED UNVERIFIED UNRECORDED UNREPORTED UNNAMED UNSTATED MISSING LACKING
ABSENT OMITTED NOTGIVEN INVALID BOGUS FAKE HOMELESS HOMELES TRANSIENT TRANSIENTS VAGRANT ITINERANT NOMAD NFA
NPA UNHOUSED UNDOMICILED HOUSELESS STREETS COUCHSURFING TBD TBA TBC TBP PENDING PEND TODO LATER SOON ASAP
FIXME PLACEHOLDER DEFAULT DUMMY SAMPLE EXAMPLE TEST TESTING TESTER TESTS TST ASDF ASDFG ASDFGH ASDFGHJ
ASDFGHJK ASDFGHJKL ASD ASDASD QWE QWER QWERT QWERTY QWERTYUIOP ZXC ZXCV ZXCVB ZXCVBNM HJKL FDSA SDFG DFGH
LKJH JKL ABC ABCD ABCDE ABCDEF ABCDEFG XYZ FOO BAR BAZ FOOBAR LOREM IPSUM BLAH XX XXX X SAME SEE ABOVE BELOW
DITTO IBID ATTACHED FILE REMARKS VARIOUS MULTIPLE SEVERAL UNCERTAIN UNSURE IDK DUNNO WHATEVER SOMEWHERE
NOWHERE ANYWHERE EVERYWHERE ELSEWHERE ANYSTREET ANYTOWN SOMEPLACE ANYPLACE ANY ANYCITY DEPORTED REMOVED
ABSCONDED ABSCONDER FUGITIVE DECEASED MOVED EVICTED RELOCATED DETAINED INCARCERATED INVISIBLE NOADDRESS
NOADDR NOTPROVIDED NOTKNOWN NOTAVAILABLE NOTAVAIL NOTSTATED NOTLISTED NODATA NOINFO NORECORD DESCONOCIDO
DESCONOCIDA DESCONOCE DESCONOSIDO DESCONOSIDA DESCONOCIDOS DESC DESCONOCIDAD IGNORADO IGNORADA IGNORA IGNORO
NINGUN PENDIENTE AUSENTE INDIGENTE VAGABUNDO AMBULANTE NIEGA REHUSA PROPORCIONO NOTIENE INDETERMINADO
INDEFINIDO NOSABE NOSE CONFIDENCIAL PRUEBA EJEMPLO OCULTO OCULTADO SD SN SINDOMICILIO SINDIRECCION SINDATOS
MISMO MISMA INEXISTENTE DESPLAZADO NONAME""".split()
)
"""Words that are no street's, city's or box's name unless a number and a street suffix say so."""

FILLERS = frozenset(
    """THE A AN OF OR AND TO IN AT ON IS WAS HAS HIS HER ITS FOR BY THIS THAT IT I HE SHE THEY ADDRESS ADDRESSES
ADDR ADD ADRESS ADDRES DIRECCION DOMICILIO DOMICILE RESIDENCE RESIDENCIA ABODE LOCATION WHEREABOUTS LINE
STREET NAME NUMBER NUM INFO INFORMATION DATA RECORD RECORDS CITY STATE ZIP ZIPCODE CODE POSTAL COUNTRY
COUNTY TOWN HOME HOUSE HOUSING LAST KNOWN CURRENT MAILING PHYSICAL PERMANENT FIXED PERSON SUBJECT ALIEN
INDIVIDUAL PROVIDE PROVIDED GIVEN GIVE STATED DISCLOSED TIME PRESENT CURRENTLY PRESENTLY NOT NO DID DOES
DONT DO DON T CARE AVAILABLE APPLICABLE AVAIL DETERMINED EL LA LOS LAS DE DEL SIN SE NI FIJO FIJA CONOCIDO
CONOCIDA CALLE NUMERO CIUDAD ESTADO CODIGO PAIS CASA Y O EN""".split()
)
"""Words that say nothing beside a placeholder: what is left without both is what was really written."""

ALSO_NAMES = frozenset(
    """SEE ABOVE BELOW FILE ANY BAR BAZ SEVERAL VARIOUS X XX ABC NO SD SN REMOVED MOVED SAME DEFAULT SAMPLE TEST
NOMAD SEALED MISSING LATER SOON DESC UK NA ABSENT MISMO MISMA PRUEBA AMBULANTE""".split()
)
"""Placeholders that are also parts of names: beside other words they prove nothing."""

NEVER_STREET = frozenset(
    """N/A UNK UNKN UNKOWN UNKNOW UKNOWN UNKNWON UNKNONW UNKNWN UNKONWN TBD TBA TBC TODO NULL NAN NUL UNDEFINED
PLACEHOLDER FAKE DUMMY ASDF ASDFG ASDFGH ASDFGHJ ASDFGHJK ASDFGHJKL ASD ASDASD QWE QWER QWERT QWERTY
QWERTYUIOP ZXC ZXCV ZXCVB ZXCVBNM FDSA SDFG HJKL NOTPROVIDED NOADDRESS UNAVAILABLE WITHHELD REDACTED
UNDISCLOSED UNSPECIFIED ANYSTREET BLAH LOREM IPSUM FOOBAR DESCONOCIDO NOTKNOWN NOTAVAILABLE REFUSED XXXX""".split()
)
"""Placeholders that no street is called, whatever suffix follows."""

_STATEMENT = re.compile(r"\b(?:" + "|".join(STATEMENTS) + r")\b")
_SQUEEZED = frozenset(
    """FAILEDTOPROVIDE FAILTOPROVIDE REFUSEDTOPROVIDE REFUSEDTOSTATE DECLINEDTOSTATE UNKNOWNADDRESS ADDRESSUNKNOWN
NOTPROVIDED NOTGIVEN NOTAVAILABLE NOTAPPLICABLE NOTKNOWN NOTSTATED NOTDISCLOSED NOADDRESS NOFIXEDADDRESS
NOPERMANENTADDRESS NOKNOWNADDRESS NOFIXEDABODE SEEFILE SEEATTACHED SEEABOVE SAMEASABOVE TOBEDETERMINED
DONTCARE DONTKNOW SINDOMICILIO SINDIRECCION SINDOMICILIOFIJO SINRESIDENCIA NOTIENE NOPROPORCIONO SEDESCONOCE
DOMICILIOCONOCIDO DOMICILIODESCONOCIDO DIRECCIONDESCONOCIDA NOTIENEDOMICILIO NOTIENEDIRECCION UNKNOWNUNKNOWN
NONENONE TESTTEST""".split()
)
_NO_UNIT = frozenset({
    "NOT APPLICABLE", "NO APT", "NO UNIT", "NO APARTMENT", "NO SUITE", "APT N/A", "APT NA", "APT NONE", "UNIT N/A",
    "UNIT NA", "UNIT NONE", "# N/A", "# NONE", "# NA", "NO APLICA", "APT N A",
})  # fmt: skip
_LEET = str.maketrans("013457@$!", "OIEASTASI")
_LEET_L = str.maketrans("01345@$!", "OLEASASL")
_MIXED = re.compile(r"[A-Z@$!]+[0-9@$!]|[0-9@$!]+[A-Z]")


def states_absence(words: str) -> bool:
    """Whether the folded, blank-separated words contain a phrase stating that there is no address."""
    return not STATEMENT_WORDS.isdisjoint(words.split()) and _STATEMENT.search(words) is not None


def unleet(word: str) -> str:
    """The word with digits drawn like letters read as letters, if that makes it a lexicon word; else the word."""
    if len(word) >= 3 and _MIXED.match(word):
        for table in (_LEET, _LEET_L):
            read = word.translate(table)
            if read in PLACEHOLDERS or read in _SQUEEZED or read in {"NOT", "FAILED", "PROVIDE", "PROVIDED"}:
                return read
    return word


def is_placeholder_word(word: str) -> bool:
    """Whether one folded word is a placeholder, alone or as phrases written without blanks."""
    return word in PLACEHOLDERS or word in _SQUEEZED or is_keyboard_noise(word)


def is_keyboard_noise(word: str) -> bool:
    """Whether a word is three or more times one letter ("XXXX"), or no more than blanks for a form."""
    return len(word) >= 3 and word.isalpha() and len(set(word)) == 1 and word != "III"


def is_absent(words: list[str]) -> bool:
    """Whether words say only that a second line or a unit does not exist ("N/A", "NONE", "NO APT")."""
    return "".join(join_spelled(words)) in ABSENCE or " ".join(words) in _NO_UNIT


def says_nothing(words: list[str]) -> bool:
    """Whether words without any street number are placeholders and fillers only, with at least one placeholder."""
    if not words:
        return False
    joined = join_spelled(words)
    if "".join(joined) in _SQUEEZED or "".join(joined) in PLACEHOLDERS:
        return True
    return all(is_placeholder_word(word) or word in FILLERS for word in joined) and any(
        is_placeholder_word(word) for word in joined
    )


def join_spelled(words: list[str]) -> list[str]:
    """Runs of single letters joined to one word: "U N K N O W N" and "N A" are read as "UNKNOWN" and "NA"."""
    joined: list[str] = []
    run = ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        if word:
            joined.append(word)
    return joined
