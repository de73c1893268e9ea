"""English and Spanish: chosen by a form or by the browser; what is signed, entered and sent is the same in both."""

import re
from datetime import UTC, datetime
from html import unescape
from time import process_time

import pytest
from django.urls import get_resolver
from django.utils.translation import override

from lockgate.procedure.roles import Role
from lockgate.web.help import HELP
from lockgate.web.sentences import _values, marked, spoken
from lockgate.web.words import day, instant, roles_in_words

SPANISH = {"HTTP_ACCEPT_LANGUAGE": "es-MX,es;q=0.9,en;q=0.5"}


def language_of(answer) -> str:
    found = re.search(r'<html lang="([a-z]+)">', answer.content.decode())
    assert found is not None
    assert answer["Content-Language"] == found[1]
    return found[1]


def test_page_is_in_the_language_the_browser_asks_for(proposed):
    browser = proposed.browser("ada")
    assert language_of(browser.get("/work")) == "en"
    assert language_of(browser.get("/work", **SPANISH)) == "es"
    assert language_of(browser.get("/work", HTTP_ACCEPT_LANGUAGE="fr, de")) == "en"
    assert "Retenciones que usted puede terminar" in browser.get("/work", **SPANISH).content.decode()


def test_language_that_was_chosen_stays(proposed):
    browser = proposed.browser("ada")
    back = browser.post("/language", {"language": "es"}, HTTP_REFERER="http://localhost/orders")
    assert (back.status_code, back["Location"]) == (302, "http://localhost/orders")
    kept = back.cookies["lockgate-language"]
    assert (kept["samesite"], kept["httponly"], kept["path"]) == ("Strict", True, "/")
    assert language_of(browser.get("/work")) == "es"
    browser.post("/language", {"language": "en"})
    assert language_of(browser.get("/work", **SPANISH)) == "en"


def test_choice_by_tls_is_one_that_no_other_host_can_set(proposed):
    stranger = proposed.stranger()
    kept = stranger.post("/language", {"language": "es"}, secure=True).cookies
    assert "lockgate-language" not in kept
    assert kept["__Host-lockgate-language"]["secure"]
    assert language_of(stranger.get("/sign-in", secure=True)) == "es"
    stranger.cookies.clear()
    stranger.cookies["lockgate-language"] = "es"
    assert language_of(stranger.get("/sign-in", secure=True)) == "en"


@pytest.mark.parametrize("where", ["http://elsewhere.example/", "//elsewhere.example/x", ""])
def test_choice_leads_to_no_other_site(proposed, where):
    back = proposed.stranger().post("/language", {"language": "es", "next": where}, HTTP_REFERER=where)
    assert back["Location"] == "/"


def test_unknown_language_is_none(proposed):
    assert "lockgate-language" not in proposed.stranger().post("/language", {"language": "../../x"}).cookies


def test_what_is_not_there_is_the_same_for_everybody_in_spanish_too(proposed):
    browser = proposed.browser("sam")
    theirs, none = (browser.get(address, **SPANISH).content for address in (proposed.case, "/nowhere"))
    hidden = re.compile(rb'csrfmiddlewaretoken" value="[^"]*"|data-session-ends="[0-9]*"|termina el [^<]*<')
    assert hidden.sub(b"", theirs) == hidden.sub(b"", none)
    assert "Aquí no existe esa página" in none.decode()


def test_gateway_answers_everybody_in_one_language(proposed):
    answers = [proposed.stranger().get("/v1/submissions", **more) for more in ({}, SPANISH)]
    assert answers[0].content == answers[1].content
    assert "Content-Language" not in answers[1]


def test_what_is_signed_is_the_same_in_both_languages(proposed):
    given = {"vote": "for", "reason": "", "proposal": proposed.scene.facts.proposal.hash}
    bytes_signed = []
    for more in ({}, SPANISH):
        page = unescape(proposed.browser("ben").post(f"{proposed.case}/review", given, **more).content.decode())
        signed = re.search(r'name="decision" value="([^"]*)"', page)
        assert signed is not None
        bytes_signed.append(re.sub(r"[0-9a-f]{32,64}", "", signed[1]))
    assert bytes_signed[0] == bytes_signed[1]


def test_refusal_is_said_in_spanish_with_its_code_as_it_is(proposed):
    page = proposed.browser("dov").get(f"{proposed.case}/authorize", **SPANISH).content.decode()
    assert "Dos funcionarios decisores distintos deben votar a favor de esta misma propuesta" in page
    assert "NIST SP 800-53 AC-3(2)" in page


def test_pictures_are_drawn_with_the_same_numbers_in_both_languages(proposed):
    place = re.compile(r' (?:cx|cy|x|y|x1|y2|width|height)="([^"]*)"')
    browser = proposed.browser("ada")
    pages = [browser.get(f"{proposed.case}/pictures", **more).content.decode() for more in ({}, SPANISH)]
    drawn = [place.findall(page) for page in pages]
    assert drawn[0] == drawn[1]
    assert not any("," in number for number in drawn[1])


def test_sentences_of_the_floors_below_are_said_with_their_values():
    english = "The order stay-1 of D.D.C., docket 25-1, forbids this act."
    with override("es"):
        assert spoken(english) == "La orden stay-1 de D.D.C., expediente judicial 25-1, prohíbe este acto."
        assert (
            spoken("R21 is not met: The taxpayer's name is given.")
            == "R21: no cumplido. Requisito: Se da el nombre del contribuyente."
        )
        assert marked("No such sentence <b>") == '<span lang="en">No such sentence &lt;b&gt;</span>'
        assert spoken("Ada is here: at once") == "Ada is here: at once"
        assert marked("{1} {2}, column {1}: x cannot be read; y.") == "{1} {2}, columna {1}: no se puede leer x; y."
    assert (spoken(english), marked(english)) == (english, english)


@pytest.mark.parametrize(
    ("language", "sentence", "said"),
    [
        (
            "en",
            "The answers of this submission go out together from 2025-08-10T00:00:00Z on.",
            "The answers of this submission go out together from August 10, 2025, 00:00 UTC on.",
        ),
        (
            "en",
            "A vote on this many records counts from 2025-08-09T01:05:20Z on; vote after that.",
            "A vote on this many records counts from August 9, 2025, 01:05:20 UTC on; vote after that.",
        ),
        (
            "es",
            "The answers of this submission go out together from 2025-08-10T00:00:00Z on.",
            "10 de agosto de 2025, 00:00 UTC",
        ),
        ("en", "It was said at 2025-08-10T00:00:00Z.", "It was said at 2025-08-10T00:00:00Z."),
        (
            "en",
            "The answers of this submission go out together from 2025-99-10T00:00:00Z on.",
            "The answers of this submission go out together from 2025-99-10T00:00:00Z on.",
        ),
    ],
)
def test_instant_in_a_sentence_is_read_as_pages_write_it_and_in_no_other_words(language, sentence, said):
    with override(language):
        assert said in marked(sentence)
        assert said in spoken(sentence)


def test_what_somebody_wrote_into_a_sentence_does_not_make_it_slow_to_find():
    with override("es"):
        begun = process_time()
        for text in (":" * 100_000, "a" + ", line b: " * 10_000, "a" + ", column b: " * 10_000):
            assert spoken(text) == text
        assert process_time() - begun < 2


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("a is b: c", ("a", "b", "c")), ("a is b: c: d is e", ("a", "b", "c: d is e")), (" is : ", None),
        ("a is b:  ", ("a", "b", " ")), ("a is b: ", None), ("a is b", None), ("x", None),
    ],
)  # fmt: skip
def test_values_stand_between_the_parts_of_a_template(sentence, values):
    assert _values(sentence, ("", " is ", ": ", "")) == values


def test_dates_and_roles_are_as_people_write_them_in_spanish():
    moment, roles = datetime(2025, 4, 7, 9, 5, tzinfo=UTC), frozenset({Role.RELEASER, Role.COUNSEL})
    with override("es"):
        assert day(moment) == "7 de abril de 2025"
        assert instant(moment) == "7 de abril de 2025, 09:05 UTC"
        assert roles_in_words(roles) == "asesores legales o responsable de la divulgación"


def shown_in_rooms() -> set[str]:
    """Names of the addresses that show a page: not those of files, tables and forms that are only sent."""
    sent = {"agency-begin", "agency-told", "agency-findings", "agency-records", "agency-declaration"}
    sent |= {"work-table", "grounds-table", "loads-table", "records-table", "rehearsal-time"}
    sent |= {"rehearsal-examples", "agency-follow", "agency-copied-table"}
    found = {one.name for one in get_resolver().url_patterns if hasattr(one.callback, "roles")}
    assert sent <= found
    return found - sent


def test_every_page_says_what_it_is_for_and_by_what_rule():
    assert set(HELP) == shown_in_rooms() | {"sign-in", "sign-in-leave"}
    for name, one in HELP.items():
        assert re.match(r"R\d\d", one.rules), name
        assert re.search(r"26 U\.S\.C\. 6103|Delegation Order 11-2|NIST SP 800-53", one.rules), name


def test_help_is_on_the_page_in_the_language_of_the_page(proposed):
    for more, purpose in (
        ({}, "Two deciding officers each vote"),
        (SPANISH, "Dos funcionarios decisores votan cada uno"),
    ):
        page = proposed.browser("ben").get(f"{proposed.case}/review", **more).content.decode()
        assert purpose in page
        assert "R28, R47 · Delegation Order 11-2; NIST SP 800-53 AC-3(2)" in page
