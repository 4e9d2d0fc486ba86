"""Jobs: what takes longer than somebody waits at a page is done by a worker (``manage.py work``).

The row (``records.models.Job``) says who asked for what, how far it is, and what came of it. The
queue is procrastinate's, in the same database: what a transaction asks for is asked once it
commits. A job is one transaction, so that one whose worker is killed has changed nothing; the next
worker does it.
"""

from .asking import ask, held, take_up, worker_is_there
from .kinds import KINDS, Kind, Outcome
from .running import run

__all__ = ["KINDS", "Kind", "Outcome", "ask", "held", "run", "take_up", "worker_is_there"]
