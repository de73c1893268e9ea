"""An office that lives through failing calls, in as many processes as it takes, and what is told of it."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from factories import START
from faults.errors import Papers
from office_process import Job

_DEATHS = 50
"""Some errors end the process (an abort in a library of others); a new one goes on, so often at most."""


@dataclass(frozen=True)
class Lived:
    """One office's life: errors injected by call and kind, how attempts ended, acts acknowledged, processes lost."""

    errors: Counter[str]
    ends: Counter[str]
    acknowledged: int
    deaths: int


def lived_through(do: Callable[[Job], int], place: Path, seed: int, patience: int, way: str = "every") -> Lived:
    """Found an office at a place and walk it through a way while calls fail."""
    place.mkdir(parents=True)
    assert do(Job("found", str(place), START.isoformat(), way=way)) == 0
    return live_on(do, Job("errors", str(place), START.isoformat(), nth=seed * _DEATHS, limit=patience, way=way))


def live_on(do: Callable[[Job], int], job: Job) -> Lived:
    """The same for an office that is founded; the job's seed leaves room for as many processes as may die."""
    for deaths in range(_DEATHS):
        ended = do(Job(**{**job.__dict__, "nth": job.nth + deaths}))
        if ended == 0:
            break
        assert ended < 0, job
    papers = Papers(Path(job.place))
    acknowledged = json.loads(job.answer.read_text())["acknowledged"]
    return Lived(_counted(papers.injected), _counted(papers.ends), acknowledged, deaths)


def _counted(file: Path) -> Counter[str]:
    return Counter(file.read_text().splitlines()) if file.exists() else Counter()
