"""Bring an office's tables on to this version of the program."""

from secrets import token_bytes

from lockgate.actions.upgrade import upgrade as do_upgrade
from lockgate.cli.answers import AsJson, Home, tell_rows
from lockgate.clock import system_clock


def upgrade(*, home: Home = None, as_json: AsJson = False) -> int:
    """Bring an office of an earlier version on: its tables, and the entry that says so, in one commit.

    Refused while another process uses the office; killed at any point, nothing of it is done. Back the database up
    before.
    """
    done = do_upgrade(home, system_clock, token_bytes)
    title = "The tables are this version’s" if done.entry else "The tables were this version’s already"
    told = {"former": done.former, "steps": ", ".join(done.steps) or "none", "entry": done.entry or "none"}
    tell_rows(title, told, as_json=as_json)
    return 0
