"""The exception tree. Expected refusals are values, never exceptions.

::

    LockgateError
    ├── UsageError        bad usage or unreadable input; nothing was written      exit 2
    └── IntegrityError    something does not verify: a hash, a proof, a signature  exit 3

Anything else that escapes is a defect: the console script answers with exit 70 and a report
that holds no record values.
"""


class LockgateError(Exception):
    """Base of every error lockgate raises on purpose; its text is one clear sentence."""


class UsageError(LockgateError):
    """The input cannot be read or the command cannot be obeyed; nothing was written (exit 2).

    Attributes:
        elsewhere: the same for whoever does not have the file at hand: it quotes nothing that the file holds.
    """

    def __init__(self, sentence: str = "", *, elsewhere: str = "") -> None:
        super().__init__(sentence)
        self.elsewhere = elsewhere or sentence


class IntegrityError(LockgateError):
    """What was read is not what was written, signed or published (exit 3)."""
