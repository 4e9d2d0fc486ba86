"""The worker of `make run`: started with the site, begun anew where it ends, stopped with it."""

import os
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAUSE = 2  # seconds before a worker that ended is begun anew
STOPPING = 5  # seconds that it has to stop


class Worker:
    """`manage.py work` as a process of the site's."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.is_stopping = threading.Event()

    def start(self) -> None:
        self.process = self._begin()
        threading.Thread(target=self._keep, daemon=True).start()

    def _begin(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, str(ROOT / "manage.py"), "work", "--stop-with", str(os.getpid())]
        return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)

    def _keep(self) -> None:
        while self.process is not None:
            self.process.wait()
            if self.is_stopping.wait(PAUSE):
                return
            self.process = self._begin()

    def stop(self) -> None:
        """Stop it: what it is at changes nothing, and is begun anew by the next worker."""
        self.is_stopping.set()
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
