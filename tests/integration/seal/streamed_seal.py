"""Seal, verify, wrap, fetch, unwrap and open answers of a given size in this process; print what each step peaked at.

Run by the test beside it: `python streamed_seal.py FOLDER MEGABYTES`. The peak of resident memory never falls,
so each step is reported as how far above the beginning the highest so far is.
"""

import json
import resource
import sys
from base64 import b64encode
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from secrets import token_bytes
from shutil import copyfileobj
from threading import Thread
from time import process_time

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import load_der_x509_certificate

from lockgate.canonical import canonical
from lockgate.recipient.gateway import FETCH
from lockgate.recipient.main import main as recipient
from lockgate.seal.building import build_package
from lockgate.seal.gated import Gate, unwrap, wrap
from lockgate.seal.gateway_answers import Answer, sign_answer
from lockgate.seal.layout import package_hash
from lockgate.seal.packages import ReleaseSigner, open_package_into, verify_package
from unit.seal.packages_seal import copy_for, made

HEADER = b"record_id,answer,line1,line2,city,state,zip,country\n"


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def write_answers(file, megabytes):
    """Lines of about 240 bytes, each of its own record, until the file has the size asked for."""
    file.write(HEADER)
    street = "LongOakStreet" * 14
    for number in range(megabytes * 1_000_000 // 236 + 1):
        file.write(f"record-{number:09},identified,{street},Apt4,Houston,TX,77002,US\n".encode())


def tool(folder, it, told):
    """The recipient's own tool: open and acknowledge, as an officer types it."""
    pem = it.officer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for name, data in (
        ("key", pem),
        ("crt", certificate_pem(it.officer.der)),
        ("rel", certificate_pem(it.release.der)),
    ):
        (folder / name).write_bytes(data)
    mine = ["--key", str(folder / "key"), "--release-certificate", str(folder / "rel"), "--json"]
    package = str(folder / "package")
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        opening = ["open", package, *mine, "--certificate", str(folder / "crt"), "--out", str(folder / "tool")]
        assert recipient(opening) == 0
        told("tool opens")
        assert recipient(["acknowledge", package, *mine, "--as", "officer-1", "--out", str(folder / "receipt")]) == 0
        told("tool acknowledges")
    with (folder / "tool" / "answers.csv").open("rb") as file:
        assert file.read(9) == b"record_id"


@contextmanager
def gateway(package, it):
    """A gateway that gives this package, piece by piece, to whoever asks."""
    name = hash_of(package)

    class Giving(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            if self.path == FETCH:
                said = Answer("fetch", name, "officer-1", sha256(body).hexdigest(), "ee" * 32, "2025-08-07T12:00:00Z")
                self.send_header("Lockgate-Answer", b64encode(sign_answer(said, it.release.key)).decode())
                self.send_header("Content-Length", str(package.stat().st_size))
                self.end_headers()
                with package.open("rb") as file:
                    copyfileobj(file, self.wfile)
                return
            self.end_headers()
            self.wfile.write(canonical({"case": "ab" * 32, "nonce": "cd" * 16}))

        def log_message(self, *_given):
            pass

    with HTTPServer(("127.0.0.1", 0), Giving) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", name
        finally:
            server.shutdown()
            thread.join()


def fetched(folder, it):
    """The recipient's own tool: fetch from a gateway, as an officer types it; the tool's keys lie there already."""
    words = ["--signing-key", str(folder / "key"), "--release-certificate", str(folder / "rel"), "--as", "officer-1"]
    with gateway(folder / "gated", it) as (url, name), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        assert recipient(["fetch", name, "--gateway", url, *words, "--out", str(folder / "desk"), "--json"]) == 0
    assert hash_of(folder / "desk" / f"{name}.package") == name


def hash_of(package):
    with package.open("rb") as file:
        return package_hash(file)


def certificate_pem(der):
    return load_der_x509_certificate(der).public_bytes(Encoding.PEM)


def main(folder, megabytes):
    it = made("p384")
    signer = ReleaseSigner(it.release.der, it.release.key)
    with (folder / "answers").open("wb") as file:
        write_answers(file, megabytes)
    baseline, said = peak(), {}

    def step(name, do, source, target):
        before = process_time()
        with (folder / source).open("rb") as file, (folder / target).open("w+b") as out:
            do(file, out)
        said[name] = {"above": peak() - baseline, "seconds": round(process_time() - before, 1)}

    gate = Gate("ab" * 16, "aa" * 32, "bb" * 32, "cc" * 32, "log.example/synthetic", "dd" * 32)
    key = token_bytes(32)
    copy = copy_for(it.officer)
    step("build", lambda file, out: build_package(file, copy, signer, token_bytes, out), "answers", "package")
    step("verify", lambda file, _: verify_package(file, it.release.der), "package", "nothing")
    step("wrap", lambda file, out: wrap(file, gate, key, out), "package", "gated")
    step("unwrap", lambda file, out: unwrap(file, key, out), "gated", "inside")
    step(
        "open",
        lambda file, out: open_package_into(file, it.release.der, it.officer.key, it.officer.der, out),
        "inside",
        "opened",
    )
    tool(folder, it, lambda name: said.update({name: {"above": peak() - baseline}}))
    fetched(folder, it)
    said["tool fetches"] = {"above": peak() - baseline}
    said["sizes"] = {name: (folder / name).stat().st_size for name in ("answers", "package", "inside", "opened")}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
