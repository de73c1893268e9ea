"""A refusal: an expected answer, as a value, with its ground (R50).

"shall disclose" binds: every refusal and every hold names the lawful ground it hangs on and where that is
written, and says what would have to change.
"""

from dataclasses import dataclass

from lockgate.law.citations import Citation
from lockgate.law.terms import Hook


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act may not be done now.

    Attributes:
        code: a requirement's id and a word, such as ``R23.order``; or ``office.`` and a word.
        sentence: what, where and how it could be cured; never a word about a taxpayer.
        citation: where the ground is written.
        hook: what kind of ground it is; agreement and house rules hold, they never deny.
    """

    code: str
    sentence: str
    citation: Citation
    hook: Hook
