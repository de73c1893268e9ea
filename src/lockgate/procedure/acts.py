"""The acts of the office: the closed list of what a person may do to a case or to a register.

Each word is the word its entry has in the public log (``tlog.entries.ACTS``). ``release`` is two acts,
seal and hand over, with the publication of the seal's entry between them.
"""

from enum import StrEnum


class Act(StrEnum):
    """What an officer does; one function in ``actions``, one transaction, one entry."""

    SUBMIT = "submit"
    ASSIGN = "assign"
    INSPECT = "inspect"
    EXAMINE = "examine"
    CONFIRM = "confirm"
    FIND = "find"
    LOCATE = "locate"
    LOOK = "look"
    DISPOSE = "dispose"
    ROUND = "round"
    ROUND_CLOSE = "round_close"
    RESTORE = "restore"
    REVIEW = "review"
    AUTHORIZE = "authorize"
    STOP = "stop"
    SEAL = "seal"
    HANDOVER = "handover"
    FETCH = "fetch"
    OPENING = "opening"
    ACKNOWLEDGE = "acknowledge"
    RECALL = "recall"
    REISSUE = "reissue"
    SUBSTITUTE = "substitute"
    WITHDRAW = "withdraw"
    ORDER = "order"
    REGISTER = "register"
    AUTHORITIES = "authorities"
    PACK = "pack"
    REGISTRY = "registry"
    KEY = "key"
    KEY_LOST = "key_lost"
    POLICY = "policy"
    TRACE = "trace"
    ACCOUNT = "account"
    AUDIT = "audit"
    AUDIT_AUTHORIZE = "audit_authorize"
    AUDIT_READ = "audit_read"
    AUDIT_CLOSE = "audit_close"


FORBIDDABLE = ("examine", "locate", "authorize", "release", "open")
"""The words a court order's ``forbids`` is written in; ``all`` stands for every one of them."""


def forbidden_word(act: Act) -> str:
    """The word of an order that forbids this act; empty for acts that an order never reaches.

    Records keep being accounted for under any order: receiving a submission, confirming, recording a
    finding or an acknowledgement, loading a register and recalling make nothing known to anybody.
    """
    return _WORDS.get(act, "")


_WORDS = {
    Act.EXAMINE: "examine",
    Act.INSPECT: "examine",
    Act.LOCATE: "locate",
    Act.LOOK: "locate",
    Act.DISPOSE: "authorize",
    Act.ROUND: "examine",
    Act.ROUND_CLOSE: "authorize",
    Act.REVIEW: "authorize",
    Act.AUTHORIZE: "authorize",
    Act.SEAL: "release",
    Act.HANDOVER: "release",
    Act.REISSUE: "release",
    Act.SUBSTITUTE: "authorize",
    Act.FETCH: "open",
    Act.OPENING: "open",
    Act.AUDIT_READ: "locate",
}
