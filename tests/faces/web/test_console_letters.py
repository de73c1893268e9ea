"""Letters: a page and a tagged PDF of each, the same bytes each time, and nothing that tells of any answer."""

import re
import zlib

import pytest

from console_parts import HEAD
from factories import done, order, register, signer
from lockgate.actions import printing
from lockgate.actions.authorize import authorize
from lockgate.actions.printing import AT_ONCE, print_one
from lockgate.reports.letters import Letter, render_letter
from lockgate.reports.letters_pdf import pdf_of
from lockgate.seal.answers import UNIFORM_SENTENCE
from lockgate.web.letters_spanish import in_spanish

LETTER = Letter("Custodian", "A <letter>", (("To", "A & B"),), "First.", ("Text.",), (), ("R45",))


def opened(pdf: bytes) -> bytes:
    """Everything in a PDF, its streams unpacked."""
    found = [pdf]
    for data in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(data.strip(b"\r\n")))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_pdf_is_tagged_names_its_language_and_title_and_is_the_same_each_time():
    html = render_letter(LETTER)
    assert "A &lt;letter&gt;" in html
    first, second = pdf_of(html), pdf_of(html)
    assert first == second
    text = opened(first)
    for sign in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"/DisplayDocTitle true", b"pdfuaid"):
        assert sign in text, sign
    assert pdf_of(html.replace("Text.", "Other.")) != first


def test_pdf_fetches_nothing(caplog):
    pdf_of(render_letter(LETTER).replace("<p>Text.", '<p><img alt="x" src="file:///etc/hostname">'))
    assert "Failed to load image" in caplog.text


@pytest.fixture
def long(examined, monkeypatch):
    """The notice's address, where every letter is a long one."""
    monkeypatch.setattr(printing, "AT_ONCE", 0)
    return f"/agency/requests/{examined.scene.case}/letters/deficiency.pdf"


def test_long_letter_is_made_by_a_worker_once_and_is_the_same_each_time(examined, long):
    for _ in range(2):
        waits = get(examined, HEAD, long)
        assert (waits.status_code, "It is being made." in waits.content.decode()) == (202, True)
    page = get(examined, HEAD, long.replace(".pdf", ".html")).content.decode()
    assert (print_one(examined.office), print_one(examined.office)) == (True, False)
    first, second = get(examined, HEAD, long), get(examined, HEAD, long)
    assert first.status_code == 200
    assert first.content == second.content == pdf_of(page)
    assert "attachment" in first["Content-Disposition"]
    look = get(examined, HEAD, f"{long}?look=1")
    assert (look.status_code, f'href="{long}"' in look.content.decode()) == (200, True)
    assert get(examined, "ida", long).status_code == 404


def test_translation_of_a_long_letter_is_another_pdf(examined, long):
    there = long.replace(".pdf", ".es.pdf")
    get(examined, HEAD, there)
    assert print_one(examined.office)
    found = get(examined, HEAD, there)
    assert (found["Content-Type"], found["Content-Language"]) == ("application/pdf", "es")
    assert get(examined, HEAD, long).status_code == 202


def test_letter_of_which_no_pdf_can_be_made_is_said_to_be_and_ends_no_worker(examined, long, monkeypatch):
    get(examined, HEAD, long)
    monkeypatch.setattr(printing, "_COMMAND", (*printing._COMMAND[:-1], "raise SystemExit(1)"))
    assert print_one(examined.office)
    said = get(examined, HEAD, long)
    assert (said.status_code, "No PDF can be made" in said.content.decode()) == (200, True)
    assert not print_one(examined.office)


def test_letter_that_takes_too_long_is_given_up(examined, long, monkeypatch):
    get(examined, HEAD, long)
    monkeypatch.setattr(printing, "LONGEST", 1)
    monkeypatch.setattr(printing, "_COMMAND", (*printing._COMMAND[:-1], "import time; time.sleep(60)"))
    assert print_one(examined.office)
    assert "No PDF can be made" in get(examined, HEAD, long).content.decode()


@pytest.mark.parametrize("kind", ["letter-asked", "letter-made"])
def test_what_another_put_in_the_place_of_a_letter_is_not_sent(examined, long, kind):
    scratch = examined.office.home.scratch
    get(examined, HEAD, long)
    if kind == "letter-made":
        assert print_one(examined.office)
    (kept,) = scratch.glob(f"{kind}-*")
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    if kind == "letter-asked":
        assert not print_one(examined.office)
    assert get(examined, HEAD, long).status_code == 202
    assert print_one(examined.office)
    assert get(examined, HEAD, long).content.startswith(b"%PDF-")


def test_process_that_makes_a_letter_is_given_neither_keys_nor_settings(examined, long, monkeypatch):
    get(examined, HEAD, long)
    monkeypatch.setenv("LOCKGATE_SECRET", "x")
    told = "import os, sys; sys.stdout.write(str(sorted(os.environ)) + os.getcwd())"
    monkeypatch.setattr(printing, "_COMMAND", (*printing._COMMAND[:-1], told))
    assert print_one(examined.office)
    assert b"LOCKGATE" not in get(examined, HEAD, long).content


def test_short_letter_is_made_at_once(examined):
    own = f"/agency/requests/{examined.scene.case}/letters/deficiency"
    assert len(get(examined, HEAD, f"{own}.html").content) <= AT_ONCE
    assert get(examined, HEAD, f"{own}.pdf").content.startswith(b"%PDF-")
    assert not print_one(examined.office)


def get(console, officer: str, path: str):
    return console.browser(officer).get(path)


def test_deficiency_notice_is_the_requesting_officials_alone(examined):
    own, case = f"/agency/requests/{examined.scene.case}/letters", f"{examined.case}/letters"
    page = get(examined, HEAD, f"{own}/deficiency.html")
    assert (page.status_code, "Notice of deficiencies" in page.content.decode()) == (200, True)
    assert page["Content-Disposition"] == 'attachment; filename="ICE-2025-0001-deficiency.html"'
    pdf = get(examined, HEAD, f"{own}/deficiency.pdf")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert get(examined, "ida", f"{own}/deficiency.html").status_code == 404
    assert get(examined, "ada", f"{case}/deficiency.html").status_code == 404
    assert get(examined, HEAD, f"{own}/disposition.pdf").status_code == 404
    assert get(examined, HEAD, f"{own}/order.pdf").status_code == 404
    assert "deficiency as a tagged PDF" in get(examined, HEAD, own.removesuffix("/letters")).content.decode()


@pytest.mark.parametrize("officer", ["ada", "leo"])
def test_order_letter_names_orders_about_the_agreement_and_never_those_about_persons(proposed, officer):
    proposed.scene.now[0] = proposed.played.clock()
    persons = order(order="SECRET", scope="persons", agreement="", taxpayers="T001")
    proposed.scene.load(
        "orders", register("orders", order(), persons, order(order="OVER", lifted="2025-08-02T00:00:00Z"))
    )
    text = get(proposed, officer, f"{proposed.case}/letters/order.html").content.decode()
    assert "ORDER-1" in text
    assert "SECRET" not in text
    assert "OVER" not in text
    assert get(proposed, "sam", f"{proposed.case}/letters/order.html").status_code == 404


def test_disposition_says_when_and_how_many_and_nothing_of_any_answer(proposed):
    path = f"{proposed.case}/letters/disposition.html"
    assert get(proposed, "ada", path).status_code == 404
    scene = proposed.scene
    scene.now[0] = proposed.played.clock()
    scene.voted()
    done(authorize(scene.office, scene.case, signer("dov"), scene.proposal))
    scene.pass_time(days=1)
    scene.released()
    proposed.resume()
    text = get(proposed, "ada", path).content.decode()
    assert "Answered on" in text
    assert "the same whether no record, several" in text
    for word in ("granted", "denied", "released elsewhere", "R001"):
        assert word not in text
    assert get(proposed, HEAD, f"/agency/requests/{scene.case}/letters/disposition.html").content.decode() == text


def texts(page: str) -> list[str]:
    """What a letter shows, tag by tag."""
    return [one.strip() for one in re.findall(r">([^<>]+)<", page.partition("</head>")[2]) if one.strip()]


def test_letter_in_spanish_is_a_translation_that_says_so_whoever_looks(examined):
    own = f"/agency/requests/{examined.scene.case}/letters/deficiency"
    official = examined.browser(HEAD)
    english = official.get(f"{own}.html").content.decode()
    assert official.get(f"{own}.html", HTTP_ACCEPT_LANGUAGE="es").content.decode() == english
    answer = official.get(f"{own}.es.html")
    page = answer.content.decode()
    assert (answer["Content-Language"], '<html lang="es">' in page) == ("es", True)
    assert "La carta que consta es la que está en inglés" in page
    assert "La dirección es más que un código postal." in page or "Dé número y calle" in page
    assert len(texts(re.sub(r'<p class="plain">Esta es.*?</p>|</?span lang="en">', "", page))) == len(texts(english))
    shown = [
        line for line in texts(english) if line in texts(page) and re.search(r"[a-z]{3,} [a-z]{3,} [a-z]{2,}", line)
    ]
    assert not [line for line in shown if f'<span lang="en">{line}</span>' not in page]
    assert official.get(f"{own}.es.pdf").content[:5] == b"%PDF-"
    assert examined.browser("ida").get(f"{own}.es.html").status_code == 404


def test_uniform_answer_stands_in_its_exact_words_in_a_letter_in_spanish():
    said = f"An answer is a mailing address, or this, which is the same on whatever ground: “{UNIFORM_SENTENCE}”"
    page = in_spanish(
        render_letter(Letter("C", "Disposition of a request", (("As of", "August 7, 2025"),), said, (), (), ()))
    )
    assert UNIFORM_SENTENCE in page
    assert "Resolución de una solicitud</title>" in page
    assert "<dt>Con fecha de</dt><dd>7 de agosto de 2025</dd>" in page
