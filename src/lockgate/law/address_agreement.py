"""Whether two addresses, as comparable forms, are one place (R24): the address of record, however written."""

from lockgate.law.likeness import Likeness


def compare_places(asked: str, held: str) -> Likeness:
    """How two places compare by their keys (``Place.key``), neither of them empty."""
    return Likeness.SAME if asked == held else Likeness.DIFFERENT
