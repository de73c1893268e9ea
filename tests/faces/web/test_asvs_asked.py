"""What the table of ASVS says of answers: asked of the console over HTTP."""

import logging
import re
from http.cookies import SimpleCookie
from io import StringIO

import pytest

from console_parts import HEAD
from lockgate.site.told import Told

PAGES = ("/", "/sign-in", "/work", "/orders", "/packs", "/registers", "/nowhere", "/v1/none", "/v1/openapi.json")


def test_every_answer_says_what_it_is(console):
    leo = console.browser("leo")
    told = {}
    for path in (*PAGES, "/static/lockgate.css", "/static/lockgate-sign.js", "/v1/log/checkpoint", "/work.csv"):
        answer = leo.get(path)
        if answer.status_code != 302:
            told[path] = answer["Content-Type"]
        answer.close()
    assert len(told) > 10
    texts = {path: kind for path, kind in told.items() if not kind.startswith("application/")}
    assert all("charset=utf-8" in kind.replace('"', "").lower() for kind in texts.values()), texts


def test_no_other_origin_is_let_read(console):
    leo = console.browser("leo")
    for path in PAGES:
        answer = leo.get(path, HTTP_ORIGIN="https://evil.example", data={"callback": "steal"})
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")], path
        assert b"steal(" not in answer.content, path


def test_cookies_are_small(console):
    answer = console.stranger().post("/sign-in", {"officer": "ada"})
    assert answer.cookies
    for cookie in answer.cookies.values():
        assert len(SimpleCookie({cookie.key: cookie.value}).output()) < 4096


def test_redirects_stay_here(console):
    leo = console.browser("leo")
    for path in PAGES:
        answer = leo.get(path, {"next": "https://evil.example/", "url": "//evil.example"})
        assert answer.get("Location", "/").startswith("/"), path
        assert not answer.get("Location", "/").startswith("//"), path
    for away in ("https://evil.example/", "//evil.example", "https:evil.example", "\\\\evil.example", "javascript:1"):
        chosen = leo.post("/language", {"language": "es", "next": away}, HTTP_REFERER="https://evil.example/")
        assert (chosen.status_code, chosen["Location"]) == (302, "/"), away


@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/static/", "/static/../settings.py", "/static/%2e%2e/site/settings.py", "/pyproject.toml",
     "/lockgate.sqlite", "/static/vendor/", "/admin/", "/src/lockgate/site/settings.py", "/static/lockgate.css.bak"],
)  # fmt: skip
def test_only_the_projects_own_files_are_served(console, path):
    assert console.browser("leo").get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["../keys/log.pem", "%2e%2e/keys/log.pem", "tile/../../lockgate.sqlite", "/etc/passwd", "", "tile", "."]
)
def test_published_log_gives_nothing_beside_it(console, path):
    answer = console.stranger().get(f"/v1/log/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_name_of_a_download_cannot_break_its_header(proposed):
    answer = proposed.browser("leo").get("/work.csv")
    assert re.fullmatch(r'attachment; filename="[A-Za-z0-9._-]+"', answer["Content-Disposition"])
    for ending in ("a\r\nSet-Cookie: x=1.html", 'a".html', "disposition.html\r\nX: 1"):
        gone = proposed.browser(HEAD).get(f"/agency/requests/{proposed.scene.case}/letters/{ending}")
        assert gone.status_code == 404
        assert "Set-Cookie: x" not in str(gone.headers)
        assert "X" not in gone.headers


def test_every_page_has_the_way_out(proposed):
    for officer, paths in {
        "ada": ("/work", proposed.case, f"{proposed.case}/dispose", "/packs", "/credentials"),
        "leo": ("/orders", "/registers", "/safeguards"),
        HEAD: ("/agency", f"/agency/requests/{proposed.scene.case}"),
    }.items():
        for path in paths:
            assert 'action="/sign-out"' in proposed.browser(officer).get(path).content.decode(), path


def test_trace_is_answered_nowhere(console):
    leo = console.browser("leo")
    for path in PAGES:
        answer = leo.generic("TRACE", path, HTTP_X_SECRET="seven")
        assert answer.status_code in {404, 405}, (path, answer.status_code)
        assert b"seven" not in answer.content


def test_no_version_is_told(console):
    for path in PAGES:
        answer = console.browser("leo").get(path)
        said = str(answer.headers)
        assert not {"Server", "X-Powered-By"} & set(answer.headers)
        assert not re.search(r"(django|python|gunicorn|whitenoise)[ /]\d", (said + answer.content.decode()).lower()), (
            path
        )


def test_made_up_endings_are_no_page(proposed):
    leo = proposed.browser("leo")
    for path in (
        "/orders/x.css",
        "/orders;x.css",
        f"{proposed.case}/x.css",
        f"{proposed.case}%2fx.css",
        "/orders%0ax.css",
    ):
        answer = leo.get(path)
        assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store"), path


def test_field_given_in_the_address_is_none_of_the_form(proposed):
    ben = proposed.browser("ben")
    given = f"vote=for&reason=&proposal={proposed.scene.proposal}&step=sign"
    answer = ben.post(f"{proposed.case}/review?{given}", {})
    assert answer.status_code == 422
    twice = ben.post(
        f"{proposed.case}/review",
        f"vote=against&vote=for&reason=&proposal={proposed.scene.proposal}",
        content_type="application/x-www-form-urlencoded",
    )
    assert "Sign" in twice.content.decode()
    assert proposed.scene.facts.votes == ()


def test_browser_is_told_to_forget_when_its_session_is_over(console):
    leo = console.browser("leo")
    out = leo.post("/sign-out")
    assert out["Clear-Site-Data"] == '"cache", "storage"'
    assert (out.cookies["lockgate-session"].value, out.cookies["lockgate-session"]["max-age"]) == ("", 0)
    leo.cookies["lockgate-session"] = "f" * 64
    assert leo.get("/work")["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in console.browser("leo").get("/work")


def test_sign_in_is_told_to_the_offices_log(console, caplog):
    with caplog.at_level(logging.INFO, "lockgate.web"):
        console.browser("ada")
    assert [one.getMessage() for one in caplog.records] == ["ada signed in: cast of a rehearsal"]


def test_line_of_the_log_is_one_line_with_its_instant_in_utc():
    told = StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(Told())
    record = logging.LogRecord("lockgate.web", logging.WARNING, "", 0, "a\nb %s", ("c\r\nd",), None)
    record.created = 1_754_568_000.0
    handler.handle(record)
    assert told.getvalue() == "2025-08-07T12:00:00Z WARNING lockgate.web: a\\nb c\\r\\nd\n"


def test_transport_is_asked_for_two_years_with_subdomains_where_it_is_tls(console):
    answers = [console.browser("leo").get("/packs", secure=by_tls) for by_tls in (True, False)]
    asked = [one.get("Strict-Transport-Security") for one in answers]
    assert asked == ["max-age=63072000; includeSubDomains", None]
