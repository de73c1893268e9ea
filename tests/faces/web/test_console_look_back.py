"""A case that looks back, as its officers see it; and acts that are done on the command line, by commands there are."""

from datetime import date
from pathlib import Path

from factories import csv_bytes, done, record, signer
from lockgate.actions.lookback import LookBackQuestion
from lockgate.actions.lookback_case import authorize_look_back, looked_at, open_look_back
from lockgate.actions.registry import index_of
from lockgate.pipeline.columns import TERMS
from lockgate.procedure.acts import Act
from lockgate.web.cases import COMMANDS, PAGES
from lockgate.web.words import ACTS

CLI = Path(__file__).parents[3] / "docs" / "cli.md"
WITHOUT = {Act.STOP, Act.ROUND_CLOSE}
"""Acts that no case page lists: the outside party's, and the one on the page of its round."""


def opened(console) -> str:
    """A look back of one answer that was given."""
    scene = console.scene
    records, answers = scene.folder / "records.csv", scene.folder / "answers.csv"
    records.write_bytes(csv_bytes(TERMS, [record(1)]))
    answers.write_text("record_id,matched_by\nR001,name;tin_agrees\n", encoding="utf-8")
    question = LookBackQuestion(records, answers, None, None, None, "irs-ice-2025", date(2025, 8, 7))
    index = index_of(scene.office).manifest.name
    return done(open_look_back(scene.office, question, index, signer("ada"))).case


def test_look_back_says_what_it_was_opened_on_who_is_next_and_nothing_of_a_request(console):
    case = opened(console)
    console.resume()
    found = looked_at(console.office, case)
    page = console.browser("leo").get(f"/cases/{case}").content.decode()
    assert found["look_back"] in page
    assert found["answers"] in page
    assert "its authorization by a second officer" in page
    assert "lockgate look-back authorize" in page
    for other in ("Take this case", "Recall a package", "Requesting official", "/pictures"):
        assert other not in page, other
    assert found["look_back"] not in console.browser("dov").get(f"/cases/{case}").content.decode()
    console.scene.pass_time(hours=1)
    done(authorize_look_back(console.scene.office, case, found["look_back"], signer("mia")))
    console.resume()
    page = console.browser("ada").get(f"/cases/{case}").content.decode()
    assert "It waits for the look back" in page
    assert "lockgate audit" in page


def test_act_without_a_page_names_a_command_there_is():
    assert set(COMMANDS) | set(PAGES) == set(ACTS) - WITHOUT
    told = CLI.read_text(encoding="utf-8")
    for command in COMMANDS.values():
        assert f"## `lockgate {' '.join(command)}" in told
