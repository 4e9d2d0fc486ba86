"""Doing a job: its progress is written beside its transaction, its end with it."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.db.models import F
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from records.locking import locked_at_last, waited_in_vain
from records.models import Job
from records.tables.plan import Progress

from .kinds import KINDS, Outcome, Work

logger = logging.getLogger(__name__)

MOST_TRIES = 3
EVERY = 0.5  # seconds between two notes of progress


class _Refused(Exception):
    """The work says itself that nothing is to be changed."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def run(key: int) -> None:
    """Do a job, unless it is done or another worker is at it."""
    with _holding(key) as is_mine:
        while is_mine and (job := _begin(key)) is not None:
            with translation.override(job.language):
                if _is_ended(job):
                    return


@contextmanager
def _holding(key: int) -> Iterator[bool]:
    """Hold a lock on the job as long as this connection lives, if no other does."""
    numbers = "hashtext('job'), %s::integer"
    with connection.cursor() as cursor:
        # Of a worker that was killed, what it was at ends within seconds.
        cursor.execute("SET client_connection_check_interval = '2s'")
        cursor.execute(f"SELECT pg_try_advisory_lock({numbers})", [key])
        is_mine = cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock({numbers})", [key])


def _begin(key: int) -> Job | None:
    begun = Job.objects.filter(pk=key, state__in=Job.OPEN).update(
        state=Job.State.RUNNING, begun_at=Now(), tries=F("tries") + 1, stage="", done=0, total=0
    )
    return Job.objects.select_related("by").get(pk=key) if begun else None


def _is_ended(job: Job) -> bool:
    """Do the job once; whether it came to an end, rather than has to be begun anew."""
    try:
        if job.tries > MOST_TRIES:
            raise ValidationError(
                _(
                    "It was begun %(tries)s times and never came to its end. Ask for less at once,"
                    " or tell who runs the site."
                )
                % {"tries": MOST_TRIES}
            )
        if not job.by.is_active:
            raise PermissionDenied(_("The account that asked for it is closed."))
        with locked_at_last():
            outcome = _drain(job, KINDS[job.kind].work(job))
            if outcome.refused:
                raise _Refused(outcome)
            _end(job, outcome)
    except _Refused as refusal:
        _end(job, refusal.outcome)
    except ValidationError as refusal:
        _end(job, Outcome("\n".join(dict.fromkeys(refusal.messages)), refused=True))
    except PermissionDenied as refusal:
        _end(job, Outcome(str(refusal) or _("You may not do this."), refused=True))
    except OperationalError as error:
        if not waited_in_vain(error):
            raise  # the connection is lost: whoever takes it up does it anew
        return False
    except Exception:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        sentence = _("It failed by a fault of the site. Tell who runs it: the log has the details.")
        _end(job, Outcome(sentence, refused=True))
    return True


def _end(job: Job, outcome: Outcome) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.REFUSED if outcome.refused else Job.State.DONE,
        said=outcome.said,
        outcome=outcome.shown,
        ended_at=Now(),
    )


def _drain(job: Job, work: Work) -> Outcome:
    """Do ``work`` to its end, and note how far it is so that others see it meanwhile."""
    with _beside() as note:
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                return end.value
            note(job, step)


class _Notes:
    """Notes of progress over a connection of their own."""

    def __init__(self) -> None:
        self.connection = connections.create_connection(DEFAULT_DB_ALIAS)
        self.stage = ""
        self.at = 0.0

    def __call__(self, job: Job, step: Progress) -> None:
        if step.stage == self.stage and time.monotonic() < self.at + EVERY:
            return
        self.stage, self.at = step.stage, time.monotonic()
        with self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE records_job SET stage = %s, done = %s, total = %s WHERE id = %s",
                [step.stage, step.done, step.total, job.pk],
            )


@contextmanager
def _beside() -> Iterator[_Notes]:
    notes = _Notes()
    try:
        yield notes
    finally:
        notes.connection.close()
