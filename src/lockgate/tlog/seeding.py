"""Seeds of a round: committed to when the round is put before a deciding officer, opened when it is closed.

The entry that puts a round has a leaf with the SHA-256 of a document; the entry that closes it has a leaf with the
document itself, which holds 32 random bytes, so that nobody could guess it before. See docs/formats/review.md.
"""

from dataclasses import dataclass, field
from hashlib import sha256

from lockgate.canonical import canonical, parse_canonical

SEEDS = "seeds"
"""Names the leaf that commits."""

OPENED = "seeds_opened"
"""Names the leaf that opens."""

SECRET_SIZE = 32
"""Bytes of a round's secret."""


@dataclass(frozen=True, slots=True)
class SeedsDocument:
    """What a round's commitment is to.

    Attributes:
        secret: 32 random bytes, from which everything else of the seeds follows.
        proposal: the hash of the proposal, 64 hexadecimal digits.
        officer: before whom the round is put.
        number: of the round, from 1.
        begin: how many items of the proposal were put before; ``end``: with this round's; ``of``: how many there are.
        most: how many seeds the pack allows in a round.
        seeds: place and defect of each seed, places from 1 in the order shown.
    """

    secret: bytes = field(repr=False)
    proposal: str
    officer: str
    number: int
    begin: int
    end: int
    of: int
    most: int
    seeds: tuple[tuple[int, str], ...]

    @property
    def shown(self) -> int:
        """How many items the round shows."""
        return self.end - self.begin + len(self.seeds)

    @property
    def text(self) -> str:
        """The document: canonical JSON."""
        return canonical(
            {
                "secret": self.secret.hex(), "proposal": self.proposal, "officer": self.officer, "round": self.number,
                "begin": self.begin, "end": self.end, "of": self.of, "most": self.most,
                "seeds": [[place, defect] for place, defect in self.seeds],
            }
        ).decode("utf-8")  # fmt: skip

    @property
    def commitment(self) -> str:
        """The SHA-256 of the document, 64 hexadecimal digits."""
        return committed(self.text)


def committed(text: str) -> str:
    """The commitment to a document."""
    return sha256(text.encode("utf-8")).hexdigest()


def parse_seeds(text: str) -> SeedsDocument:
    """The document of this text.

    Raises:
        ValueError: it is not in its form, or not in its one spelling.
    """
    match parse_canonical(text.encode("utf-8")):
        case {
            "secret": str(secret), "proposal": str(proposal), "officer": str(officer), "round": int(number),
            "begin": int(begin), "end": int(end), "of": int(of), "most": int(most), "seeds": list(seeds), **rest,
        } if not rest:  # fmt: skip
            placed = tuple((one[0], one[1]) for one in seeds if isinstance(one, list) and len(one) == len(("", "")))
            found = tuple((place, word) for place, word in placed if isinstance(place, int) and isinstance(word, str))
            document = SeedsDocument(bytes.fromhex(secret), proposal, officer, number, begin, end, of, most, found)
        case _:
            raise ValueError("the seeds of a round are not in their form")
    if document.text != text or len(document.secret) != SECRET_SIZE:
        raise ValueError("the seeds of a round are not in their form")
    return document
