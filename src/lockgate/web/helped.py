"""What the help of one page is."""

from dataclasses import dataclass

from lockgate.web.words import Text


@dataclass(frozen=True, slots=True)
class Help:
    """The help of one page.

    Attributes:
        purpose: what it is for, in a sentence or two.
        rules: the requirements it serves (R00–R58) and where they are written; the same in every language.
    """

    purpose: Text
    rules: str
