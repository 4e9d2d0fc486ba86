"""Do what is asked of a worker until told to stop."""

import os
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app

from config import embedded
from config.embedded import server
from records import jobs


class Command(BaseCommand):
    help = "Does the jobs that editors ask for, until it is stopped; `make run` starts one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop once nothing is left to do")
        parser.add_argument(
            "--stop-with", type=int, metavar="PID", help="stop when the parent, this process, ends"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # A job is one transaction: whoever stops its worker need not wait, and it is done anew.
        held = server.start() if embedded.wanted() else None

        def leave(number: int, frame: object) -> None:
            if held is not None:
                held.release()
            os._exit(0)

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup has it ignored
                signal.signal(number, leave)
        if parent := options["stop_with"]:
            threading.Thread(target=stop_with, args=[parent], daemon=True).start()
        jobs.take_up()
        worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
        worker.run_worker(
            name="fora",
            wait=not options["once"],
            install_signal_handlers=False,
            delete_jobs="always",  # what came of it stands in our own row
        )


def stop_with(parent: int) -> None:
    """End this process when its parent has ended."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
