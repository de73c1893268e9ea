"""Witnesses as processes of their own, asked over HTTP on loopback."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from lockgate.store.post import Answer, post
from lockgate.tlog.notes import WITNESS_KEY, vkey
from lockgate.witness.folder import create, load


class Process:
    """One witness: its folder, its port, the process that serves it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        create(folder, f"{folder.name}.example/w", os.urandom)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.child: subprocess.Popen[str] | None = None

    @property
    def line(self) -> str:
        key = load(self.folder).key
        line = vkey(key.name, key.public_key_raw, WITNESS_KEY)
        return f"witness {self.folder.name} {line} http://127.0.0.1:{self.port}\n"

    def start(self) -> None:
        command = [sys.executable, "-m", "lockgate.witness", "serve", str(self.folder), "--port", str(self.port)]
        self.child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        for _ in range(200):
            if isinstance(post(f"http://127.0.0.1:{self.port}/x", b"x"), Answer):
                return
            time.sleep(0.05)
        raise AssertionError("the witness did not begin to listen")

    def end(self, number: int = signal.SIGKILL) -> None:
        if self.child is not None:
            os.kill(self.child.pid, number)
            self.child.communicate()
            self.child = None
