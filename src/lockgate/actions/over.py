"""What is over is ended (docs/bounds.md): sessions, sign-ins, drafts and uploads past their days; evidence never is.

``lockgate reconcile`` does it, which whoever runs the office runs each day. What the statute has kept is counted once
it is old, for a person to look at; no rule and no command erases it.
"""

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta

from lockgate.actions.draft import settle
from lockgate.actions.office import Office
from lockgate.actions.own_events import end_old_news
from lockgate.actions.signin import LONGEST
from lockgate.store.cases import LOOKED_AT_AFTER, opened_before
from lockgate.store.drafts import all_drafts, is_past
from lockgate.store.sessions import drop_sessions_before
from lockgate.store.uploads import drop_unfinished, unfinished_before

UNFINISHED_UPLOADS = timedelta(days=30)
"""A house value: how long an upload that never came whole is kept."""


def end_what_is_over(office: Office, now: datetime, *, look_only: bool = False) -> Mapping[str, int]:
    """End what is past its days, or only count it; and count the cases that a person should look at.

    Args:
        office: the office.
        now: the real time; sessions know no other, and a rehearsal's own clock may be days ahead.
        look_only: change nothing.
    """
    at = office.clock()
    over = unfinished_before(at - UNFINISHED_UPLOADS)
    drafts = sum(is_past(one, at) for one in all_drafts(office.home))
    if not look_only:
        settle(office)
        drop_sessions_before(now - LONGEST)
        end_old_news(office, now)
        for upload in over:
            # Its row goes first: a part that comes now is answered that there is no such upload.
            if drop_unfinished(upload):
                shutil.rmtree(office.home.uploads / upload, ignore_errors=True)
    old = len(opened_before(at - LOOKED_AT_AFTER))
    return {"drafts_over": drafts, "uploads_over": len(over), "cases_to_look_at": old}
