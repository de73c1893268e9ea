"""Security events: told to the server's own log in a line each, bounded, without a value of what was sent.

What an officer with standing tried with their own key is a refused act, and entered (``refusing``). Here is told what
nobody can be held to: forms, tokens, answers and signatures that were made up, changed or sent again.
"""

import logging
from datetime import datetime, timedelta
from threading import Lock

from lockgate.clock import system_clock
from lockgate.procedure.refusals import Refusal

MOST = 10
"""Lines of one kind in a minute, at most, of one server process; the last of them says that further ones are not told.

So nobody who repeats one thing keeps another from being told.
"""

FORGED = frozenset({"office.nonce", "office.signature", "office.counter"})
"""Grounds that say a signature was sent again, late or by another key than the registers have."""

FORM_FROM_ELSEWHERE = "A form was refused: it came from a page of another site, or does not say from where"
FORM_WITHOUT_TOKEN = "A form was refused: it carried no token, or its browser none"  # noqa: S105 - a sentence
FORM_WITH_ANOTHER = "A form was refused: its token is not the one of its browser, or was changed"
SESSION_MADE_UP = "A session's token came that is none of ours: made up, changed, or of a session long ended"
ANSWER_UNASKED = "An answer of the provider came that its browser had not asked for"
CARD_REFUSED = "A card was refused: it is no officer's now, or did not come by the proxy"
AGAIN_REFUSED = "%s was to show again who they are, and the card was not theirs or did not come by the proxy"
SIGN_IN_REFUSED = "A sign-in was refused: %s"
SIGNATURE_REFUSED = "A signature of %s was refused: %s"
REQUEST_OF_NOBODY = "A request to the API was refused: nobody the registers know signed it as it came"
POLICY_BROKEN = "A browser reported that a page broke %s of its policy"

_told: dict[tuple[str, ...], tuple[datetime, int]] = {}
_lock = Lock()
_log = logging.getLogger("lockgate.web")


def tell(event: str, *named: str) -> None:
    """Tell of one event.

    Args:
        event: one of the sentences above.
        named: what it names: ids of officers the registers know and words of ours, never anything that was sent.
    """
    at = system_clock()
    with _lock:
        since, count = _told.get((event, *named), (at, 0))
        if not timedelta() <= at - since < timedelta(minutes=1):
            since, count = at, 0
        _told[event, *named] = since, count + 1
    if count < MOST:
        _log.warning(event if count < MOST - 1 else f"{event} (further ones are not told within this minute)", *named)


def tell_forged(officer: str, refusal: Refusal | None) -> bool:
    """Tell of a signature that was refused as sent again, late, or another's; of another, False."""
    if refusal is None or refusal.code not in FORGED:
        return False
    tell(SIGNATURE_REFUSED, officer, refusal.code)
    return True
