"""The first of them the whole way through the acts: only what the officers' packages hold is looked at."""

from dataclasses import replace
from datetime import datetime

from tests.people.custodian import write_custodian
from tests.people.runs import RUNS, Fate, fates

from factories import AGENTS, Scene, done, prepare_index, scene, signer
from lockgate.actions.fetch import fetch
from lockgate.seal.answers import Answer, Word
from lockgate.store.packages import read_sealed
from opened_packages import answers_in

COUNT = 150


def test_first_of_the_people_are_answered_about_themselves_or_not_at_all(home, tmp_path, counts):
    run = next(run for run in RUNS if run.tin and run.locate)
    asked = fates(run)[:COUNT]
    made = scene(home, tmp_path / "scene")
    file, _ = write_custodian(run.variant, tmp_path / "people")
    made = replace(made, office=replace(made.office, custodian=file))
    prepare_index(made.office)
    records = [_record(one) for one in asked]
    made.submitted(records).confirmed(*{row["matter_id"] for row in records}).relevant(*range(1, COUNT + 1))
    made.located().proposed().voted().authorized().released()

    told = {one.record["record_id"]: one for one in asked}
    answers = {agent: _opened(made, agent, tmp_path) for agent in AGENTS}
    assert answers["ida"] == answers["jon"]
    identified = {answer.record_id for answer in answers["ida"] if answer.answer is Word.IDENTIFIED}
    assert {record_id for record_id, one in told.items() if one.releasable} <= identified
    wrongful = [one for one in answers["ida"] if one.record_id in identified and not _theirs(one, told)]
    counts.append(
        f"whole way through the acts, {run.name}: {COUNT} requests, {len(answers['ida'])} answered,"
        f" {len(identified)} with an address, wrongful releases {len(wrongful)}"
    )
    assert wrongful == []


def _record(one: Fate) -> dict[str, str]:
    days = {name: _iso(one.record[name]) for name in ("final_order_date", "investigation_opened")}
    return {**one.record, **days, "officers": ";".join(AGENTS)}


def _iso(text: str) -> str:
    return datetime.strptime(text, "%m/%d/%Y").date().isoformat()  # noqa: DTZ007 - a day, no instant


def _opened(made: Scene, agent: str, folder) -> tuple[Answer, ...]:
    """What an officer finds in the package they fetch."""
    mine = next(package.id for package in made.facts.packages if package.recipient == agent)
    done(fetch(made.office, mine, signer(agent), folder))
    assert (folder / f"{mine}.package").read_bytes() == read_sealed(made.office.home, mine)
    return answers_in(made.office.home, mine, agent)


def _theirs(answer: Answer, told: dict[str, Fate]) -> bool:
    """Whether the address given is of the latest return of the very person asked about."""
    own = told[answer.record_id].own
    digits = "".join(filter(str.isdigit, answer.line1 + answer.line2))
    latest = [one.latest for one in own]
    return (digits, answer.zip) in {("".join(filter(str.isdigit, home.line1 + home.unit)), home.zip) for home in latest}
