"""The embedded server under watch: where it ends though nobody stopped it, it is started again."""

import logging
import threading

from . import EmbeddedError
from .server import Server

PAUSE = 1  # seconds between two looks
LONGER = 10  # where it could not be started

logger = logging.getLogger(__name__)


class Watch:
    """Looks after a server, which it holds meanwhile, until it is told to stop."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.is_stopping = threading.Event()
        self.thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        self.server.acquire()
        self.thread.start()

    def _keep(self) -> None:
        pause = PAUSE
        while not self.is_stopping.wait(pause):
            try:
                if self.server.restart_if_gone():
                    logger.warning(
                        "The database had ended though nobody stopped it; it was started again."
                    )
                pause = PAUSE
            except (EmbeddedError, OSError) as error:
                logger.error("The database ended and cannot be started again yet: %s", error)
                pause = LONGER

    def stop(self) -> None:
        """Stop looking; a start that it is at is waited for, so that the server can be stopped."""
        self.is_stopping.set()
        self.thread.join()
        self.server.release()
