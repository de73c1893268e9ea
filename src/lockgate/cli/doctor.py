"""Say how the machine and the office are; nothing is changed."""

from typing import Annotated

import typer

from lockgate.actions.doctor import examined, is_well, meets_fips
from lockgate.cli.answers import AsJson, Home
from lockgate.cli.tables import answer, table
from lockgate.clock import system_clock


def doctor(
    *,
    fips: Annotated[bool, typer.Option("--fips", help="End with 1 also where FIPS 140 is not met.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> int:
    """Tell the truth about the machine and the office on it: what was looked at, how it is, what is wrong.

    Ends with 0 where nothing is wrong, else with 1. No answer is a claim of compliance.
    """
    seen = examined(home, system_clock())
    well, met = is_well(seen), meets_fips(seen)
    rows = [(one.what, one.how, one.verdict.value) for one in seen]
    told = {
        "well": well,
        "fips": met,
        "seen": [{"what": what, "how": how, "verdict": verdict} for what, how, verdict in rows],
    }
    answer(told, table("Looked at", ("what", "how", "verdict"), rows), as_json=as_json)
    return 0 if well and (met or not fips) else 1
