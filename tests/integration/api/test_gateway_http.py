"""The real server on this machine: officers fetch and open, strangers learn nothing, anybody reads the log."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.db import connections
from django.test import RequestFactory

from gateway_parts import desk, released, use_form
from gateway_process import gateway_at
from lockgate.actions.gateway import OFFICE, OPENING
from lockgate.api.views import gateway
from lockgate.cli.serve import check_address, check_free
from lockgate.errors import UsageError
from lockgate.recipient.gateway import http_post
from lockgate.seal.answers import parse_answers
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.log import EntryRow
from lockgate.store.publication import waits
from lockgate.verify.logs import verify_log

PATIENCE_SECONDS = 60


def status_of(url: str, body: bytes | None = None) -> tuple[int, bytes]:
    try:
        with urlopen(Request(url, body), timeout=60) as answer:  # noqa: S310 - our own address
            return answer.status, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


@pytest.fixture(autouse=True)
def _gated(tmp_path, monkeypatch):
    use_form(monkeypatch, tmp_path, "gated")


@pytest.fixture
def url(scene):
    released(scene)
    connections["default"].close()
    with gateway_at(scene.office.home.root, scene.folder, scene.now[0]) as address:
        yield address


def test_length_that_is_no_number_is_unreadable(scene):
    sent = RequestFactory().post(OPENING, b"{}", "application/json", CONTENT_LENGTH="many", **{OFFICE: scene.office})
    assert gateway(sent).status_code == 400


def test_gateway_over_http(scene, url):
    """One server for all: a start takes seconds."""
    ida, jon = desk(scene), desk(scene, "jon")
    assert ida.fetch(url=url).code == 0
    opened = ida.open(url=url)
    assert (opened.code, opened.data.get("receipt")) == (0, "given"), opened
    assert {one.record_id for one in parse_answers(ida.answers.read_bytes())} == {"R001", "R002", "R003"}
    strangers(url, jon, ida)
    once_at_the_same_time(url, jon)
    published_by_the_server_itself(scene)
    read_the_log(scene, url)


def strangers(url, jon, ida):
    """A colleague, and who is nobody: the same answer as for a package there is not."""
    others = jon.fetch(ida.package, url=url)
    unknown = jon.fetch("e" * 64, url=url)
    assert others.code == unknown.code == 1
    assert others.sentence == unknown.sentence
    assert status_of(f"{url}/v1/fetch")[0] == 405
    assert status_of(f"{url}/v1/fetch", b"{}")[0] == 400
    assert status_of(f"{url}/v1/fetch", b"x" * 70_000)[0] == 413
    assert status_of(f"{url}/admin/")[0] == 404
    code, said = status_of(f"{url}/v1/admin")
    assert (code, json.loads(said)["title"]) == (404, "not_found")


def once_at_the_same_time(url, jon):
    """The same signed request from many places at once: one opening, one answer."""
    assert jon.fetch(url=url).code == 0
    jon.held.add(OPENING)
    assert jon.open().code == 1
    ((_, body),) = [one for one in jon.sent if one[0] == OPENING]
    with ThreadPoolExecutor(4) as pool:
        heard = list(pool.map(lambda _: http_post(url)(OPENING, body), range(6)))
    assert {one.status for one in heard} == {200}
    assert len({json.loads(one.body)["grant"] for one in heard}) == 1
    opened = jon.open(url=url)
    assert (opened.code, opened.data.get("receipt")) == (0, "given"), opened
    assert http_post(url)(OPENING, body).status == 409


def published_by_the_server_itself(scene):
    """The last receipt was entered and not published with its answer; nobody here publishes it."""
    ends = monotonic() + PATIENCE_SECONDS
    while waits(scene.office.home) and monotonic() < ends:
        Event().wait(0.2)
    assert not waits(scene.office.home)


def read_the_log(scene, url):
    for name in ("checkpoint", "policy"):
        assert status_of(f"{url}/v1/log/{name}") == (200, (scene.office.home.log / name).read_bytes())
    for name in ("../keys/gateway.key", "tile/../../keys/gateway.key", "%2e%2e/keys/log.pem", "none"):
        assert status_of(f"{url}/v1/log/{name}")[0] == 404
    verify_log(scene.office.home.log)
    check_record_of_work()
    assert EntryRow.objects.filter(act="opening").count() == 2


@pytest.mark.parametrize("listen", ["192.0.2.1:80", "gateway.example:80", "127.0.0.1", "127.0.0.1:x", ""])
def test_serve_refuses_an_address_that_others_reach(listen):
    with pytest.raises(UsageError):
        check_address(listen, behind_tls=False)


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "[::1]:8480", "localhost:1"])
def test_serve_listens_on_loopback(listen):
    check_address(listen, behind_tls=False)


def test_serve_listens_anywhere_behind_tls():
    check_address("192.0.2.1:8480", behind_tls=True)


def test_serve_refuses_an_address_that_is_taken_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as other:
        listen = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(UsageError, match=f"Nothing can listen at {listen}: .*--listen"):
            check_free(listen)
    check_free(listen)
