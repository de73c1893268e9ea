"""Addresses in the law and in the agreement."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a requirement is written: the source and, when it matters, the few words that decide."""

    source: str
    phrase: str = ""

    def __str__(self) -> str:
        return self.source


def usc26(section: str, phrase: str = "") -> Citation:
    """A place in the Internal Revenue Code, such as ``6103(i)(2)(B)(i)``."""
    return Citation(f"26 U.S.C. {section}", phrase)


def usc8(section: str, phrase: str = "") -> Citation:
    """A place in title 8, such as ``1253(a)(1)(A)``."""
    return Citation(f"8 U.S.C. {section}", phrase)


def mou(item: str, phrase: str = "") -> Citation:
    """A term of the memorandum of 7 April 2025, by the item it is reported under."""
    return Citation(f"Memorandum of 7 April 2025, {item}", phrase)


def pub1075(section: str) -> Citation:
    """A section of IRS Publication 1075 (Rev. 11-2021)."""
    return Citation(f"Publication 1075, {section}")


def house(reason: str) -> Citation:
    """A rule of the custodian's own procedure, with the provision it serves."""
    return Citation(f"House rule serving {reason}")
