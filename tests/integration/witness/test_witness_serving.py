"""The witness over HTTP: every status, bounds, and a view that is kept before anything is answered."""

import os
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockgate.errors import IntegrityError, UsageError
from lockgate.store import post as posts
from lockgate.store.post import Answer, Unanswered, post
from lockgate.tlog.checkpoints import Checkpoint
from lockgate.tlog.cosignatures import verify_cosignature
from lockgate.tlog.merkle import consistency_proof, leaf_hash, root_of
from lockgate.tlog.notes import NoteKey, join_note, sign_note
from lockgate.tlog.witnessing import (
    ADD_CHECKPOINT,
    LONGEST_REQUEST,
    NOTHING_SEEN,
    SIZE_TYPE,
    Request,
    View,
    request_bytes,
)
from lockgate.witness import folder as folders
from lockgate.witness.answering import Witness
from lockgate.witness.folder import VIEWS, add_log, create, held, load, view_file
from lockgate.witness.serving import AT_ONCE, Server

AT = datetime(2025, 8, 7, 12, tzinfo=UTC)
ORIGIN = "log.example/w"
SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOG = NoteKey(ORIGIN, SECRET.public_key().public_bytes_raw())
LEAVES = [leaf_hash(bytes([number])) for number in range(40)]
MADE_OF = bytes(range(32, 64))


def request(old: int, size: int, leaves: list[bytes] = LEAVES) -> bytes:
    body = Checkpoint(ORIGIN, size, root_of(leaves[:size])).body()
    note = join_note(body, [sign_note(body, ORIGIN, SECRET.sign, LOG.public_key_raw)])
    return request_bytes(Request(old, consistency_proof(leaves[:size], old), note))


@pytest.fixture
def place(tmp_path) -> Path:
    create(tmp_path / "w", "w.example/w", lambda size: MADE_OF[:size])
    add_log(tmp_path / "w", LOG, AT)
    return tmp_path / "w"


@contextmanager
def serving(place: Path, told: list[str] | None = None) -> Iterator[Server]:
    with held(place) as keeper:
        lines = told if told is not None else []
        with Server(("127.0.0.1", 0), Witness.of(keeper, lambda: AT), lines.append) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.02,))
            thread.start()
            try:
                yield server
            finally:
                server.shutdown()
                thread.join()


def ask(server: Server, body: bytes, path: str = ADD_CHECKPOINT) -> Answer:
    answer = post(server.url + path, body)
    assert isinstance(answer, Answer), answer
    return answer


def test_witness_cosigns_what_grows_and_remembers_it_when_it_is_started_again(place):
    with serving(place) as server:
        answer = ask(server, request(0, 5))
        assert (answer.status, answer.kind) == (200, "text/plain")
        text = Checkpoint(ORIGIN, 5, root_of(LEAVES[:5])).body()
        assert verify_cosignature(text, answer.body.decode(), load(place).key).at == AT
        assert ask(server, request(5, 5)).status == 200
    with serving(place) as server:
        conflict = ask(server, request(0, 7))
        assert (conflict.status, conflict.kind, conflict.body) == (409, SIZE_TYPE, b"5\n")
        assert ask(server, request(5, 40)).status == 200
    assert load(place).read_view(ORIGIN) == View(40, root_of(LEAVES))


def test_each_refusal_has_its_status(place):
    other = [leaf_hash(b"other"), *LEAVES[1:]]
    with serving(place) as server:
        assert ask(server, request(0, 5)).status == 200
        assert ask(server, request(5, 7, other)).status == 422
        assert ask(server, request(5, 5, other)).status == 409
        assert ask(server, b"hello\n").status == 400
        assert ask(server, request(0, 5).replace(b"log.example/w", b"log.example/v")).status == 404
        assert ask(server, request(5, 7).replace(b"\n7\n", b"\n8\n")).status == 403
        assert ask(server, request(5, 7), "/elsewhere").status == 404
        assert ask(server, b"x" * (LONGEST_REQUEST + 1)).status == 413
    assert load(place).read_view(ORIGIN).size == 5


def raw(server: Server, data: bytes) -> bytes:
    with socket.create_connection(server.server_address[:2], timeout=5) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(4096), b""))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n\r\n", b" 411 "),
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: -1\r\n\r\n", b" 411 "),
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 99999999999999999999\r\n\r\n", b" 413 "),
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b" 411 "),
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 99\r\n\r\nold 0\n", b""),
        (b"GET /add-checkpoint HTTP/1.1\r\nHost: w\r\n\r\n", b" 501 "),
        (b"\xff\xfe\r\n\r\n", b" 400 "),
    ],
)
def test_asker_who_speaks_otherwise_is_refused_and_the_next_one_served(place, data, expected):
    with serving(place) as server:
        answered = raw(server, data)
        assert expected in answered
        assert bool(answered) == bool(expected)
        assert ask(server, request(0, 1)).status == 200


def test_silent_connections_are_bounded(place, monkeypatch):
    with serving(place) as server:
        monkeypatch.setattr(server.RequestHandlerClass, "timeout", 0.3)
        waiting = [socket.create_connection(server.server_address[:2]) for _ in range(AT_ONCE)]
        try:
            assert isinstance(post(server.url + ADD_CHECKPOINT, request(0, 1)), Unanswered | Answer)
            for connection in waiting:
                connection.settimeout(5)
                assert connection.recv(1) == b""  # cut off
        finally:
            for connection in waiting:
                connection.close()
        assert ask(server, request(0, 2)).status in {200, 409}


def test_view_is_kept_before_the_answer_and_nothing_is_answered_when_it_cannot_be(place, monkeypatch):
    seen: list[str] = []
    real = folders.os.fsync

    def watched(handle: int) -> None:
        seen.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        real(handle)

    monkeypatch.setattr(folders.os, "fsync", watched)
    with held(place) as keeper:
        witness = Witness.of(keeper, lambda: AT)
        assert witness.answer(request(0, 5)).status == 200
        assert seen == ["file", "folder"]
        assert witness.answer(request(5, 5)).status == 200
        assert seen == ["file", "folder"]  # nothing new to keep

        def full(_handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(folders.os, "fsync", full)
        refused = witness.answer(request(5, 6))
        assert (refused.status, refused.body) == (503, b"the view cannot be kept\n")
        monkeypatch.setattr(folders.os, "fsync", real)
        assert witness.answer(request(5, 6)).status == 200
    assert load(place).read_view(ORIGIN).size == 6


def test_witness_does_not_serve_when_its_view_is_lost_or_changed(place):
    file = view_file(place, ORIGIN)
    kept = file.read_bytes()
    file.unlink()
    with (
        pytest.raises(IntegrityError, match=r"must not cosign. Put the file back.*create a new witness"),
        held(place) as keeper,
    ):
        Witness.of(keeper, lambda: AT)
    for at in range(0, len(kept), 7):
        file.write_bytes(kept[:at] + bytes([kept[at] ^ 1]) + kept[at + 1 :])
        with pytest.raises(IntegrityError), held(place) as keeper:
            Witness.of(keeper, lambda: AT)
    file.write_bytes(kept)
    with held(place) as keeper:
        assert Witness.of(keeper, lambda: AT).views == {ORIGIN: NOTHING_SEEN}


def test_view_of_another_log_is_refused_when_it_is_put_in_its_place(place):
    other = NoteKey("log.example/v", LOG.public_key_raw)
    add_log(place, other, AT)
    view_file(place, ORIGIN).write_bytes(view_file(place, "log.example/v").read_bytes())
    with pytest.raises(IntegrityError, match=r"is of the log log\.example/v"):
        load(place).read_view(ORIGIN)


def test_witness_is_held_by_one_process_and_knows_a_log_once(place):
    with held(place):
        with pytest.raises(UsageError, match="Another process holds"), held(place):
            pass
        with pytest.raises(UsageError, match="Another process holds"):
            add_log(place, NoteKey("log.example/v", LOG.public_key_raw), AT)
    with pytest.raises(UsageError, match="known here already"):
        add_log(place, LOG, AT)


def test_another_key_of_a_known_log_is_added_and_the_view_stays(place):
    seen = view_file(place, ORIGIN).read_bytes()
    other = NoteKey(ORIGIN, bytes(reversed(LOG.public_key_raw)))
    add_log(place, other, AT)
    assert load(place).logs == (LOG, other)
    assert view_file(place, ORIGIN).read_bytes() == seen
    view_file(place, ORIGIN).unlink()
    add_log(place, NoteKey(ORIGIN, load(place).key.public_key_raw), AT)
    with pytest.raises(IntegrityError, match="view of the log"):
        load(place).read_view(ORIGIN)


def test_key_is_private_and_never_overwritten(place):
    assert (place / "witness.pem").stat().st_mode & 0o777 == 0o600
    with pytest.raises(UsageError, match="never overwritten"):
        create(place, "w.example/w", lambda size: MADE_OF[:size])
    (place / "witness.pem").chmod(0o644)
    with pytest.raises(UsageError, match="chmod 600"):
        load(place)


def test_two_askers_at_once_never_roll_the_view_back(place):
    """The race that C2SP tlog-witness describes: comparing and keeping must be one step."""
    failures: list[str] = []
    with serving(place) as server:

        def grow(by: int) -> None:
            size = 0
            while size < 40:
                target = min(size + by, 40)
                answer = ask(server, request(size, target))
                if answer.status == 200:
                    size = target
                elif answer.status == 409:
                    stated = int(answer.body)
                    if stated < size:
                        failures.append(f"{stated} after {size}")
                    size = stated
                else:
                    failures.append(f"{answer.status}")

        threads = [threading.Thread(target=grow, args=(by,)) for by in (1, 2, 3, 5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    assert load(place).read_view(ORIGIN).size == 40


def test_folder_holds_nothing_but_what_is_said(place):
    with serving(place) as server:
        ask(server, request(0, 5))
    names = {str(path.relative_to(place)) for path in place.rglob("*")}
    view = f"{VIEWS}/{sha256(ORIGIN.encode()).hexdigest()}"
    assert names == {"witness.pem", "witness.vkey", "logs", "lock", VIEWS, view}


@pytest.fixture
def odd_server() -> Iterator[tuple[list[bytes], str]]:
    """Answers whatever it is told to, byte for byte."""
    answers: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                try:
                    connection.recv(65536)
                    connection.sendall(answers[0])
                except OSError:
                    pass

    thread = threading.Thread(target=run)
    thread.start()
    yield answers, f"http://127.0.0.1:{listener.getsockname()[1]}"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "did not answer"),
        (b"hello\r\n\r\n", "did not answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n" + b"x" * 40000, "too much"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "broke off"),
    ],
)
def test_answer_that_cannot_be_read_is_said_to_be_so(odd_server, data, expected):
    answers, url = odd_server
    answers.append(data)
    answer = post(url, b"x")
    assert isinstance(answer, Unanswered)
    assert expected in answer.why


def test_witness_that_never_answers_is_given_up_after_a_time(monkeypatch):
    monkeypatch.setattr(posts, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        answer = post(f"http://127.0.0.1:{listener.getsockname()[1]}", b"x")
    assert answer == Unanswered("did not answer (timed out)")


def test_redirect_is_followed_nowhere(odd_server, place):
    answers, url = odd_server
    with serving(place) as server:
        location = f"{server.url}{ADD_CHECKPOINT}".encode()
        for code in (b"301", b"302", b"303", b"307", b"308"):
            head = b"HTTP/1.1 " + code + b" Elsewhere\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"
            answers[:] = [head]
            answer = post(url, request(0, 1))
            assert isinstance(answer, Answer)
            assert answer.status == int(code)
    assert load(place).read_view(ORIGIN).size == 0


def test_proxy_of_the_environment_is_not_used(odd_server, place, monkeypatch):
    answers, url = odd_server
    answers.append(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, url)
    with serving(place) as server:
        assert ask(server, request(0, 1)).body.startswith("— w.example/w ".encode())


def test_nobody_there_is_an_answer_and_no_error():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    answer = post(f"http://127.0.0.1:{port}", b"x")
    assert isinstance(answer, Unanswered)
    assert answer.why == "did not answer (Connection refused)"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "w.example",
        "http://w.example",
        "http://localhost:1",
        "http://10.0.0.1",
        "ftp://127.0.0.1",
        "file:///etc/hosts",
        "https://",
        "https://w.example:0",
        "https://w.example:99999",
        "https://w.example:x",
        "https://a:b@w.example",
        "https://w.example?x",
        "https://w.example#x",
        "http://127.0.0.1.example",
    ],
)
def test_nothing_is_sent_to_an_address_that_others_can_read_on_the_way(url):
    with pytest.raises(UsageError, match="no address of a witness"):
        post(url, b"x")
