"""Asking for a job, and seeing to it that one which was left is taken up again."""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateWorker
from procrastinate.exceptions import AlreadyEnqueued

from records.models import Job

TASK = "records.tasks.do_job"
HEARTBEAT = timedelta(seconds=30)  # a worker is noted every 10 seconds
PATIENCE = timedelta(minutes=1)  # after which a job that nobody has begun is queued again

HELD = """
SELECT objid::bigint FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid::bigint = hashtext('job')::bigint & 4294967295
"""


def ask(kind: str, *, by: Any, what: str, given: dict[str, Any]) -> Job:
    """Ask for a job in the name of ``by``; it is queued once the transaction commits."""
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind, by=by, what=what, given=given, language=get_language() or "en"
        )
        _queue(job.pk)
    return job


def _queue(key: int) -> None:
    """Queue a job, unless it is queued already."""
    try:
        with transaction.atomic():
            app.configure_task(TASK, queueing_lock=f"job {key}").defer(key=key)
    except AlreadyEnqueued:
        pass


def take_up() -> int:
    """Queue the jobs that no worker is at: whose worker was stopped, or which were lost."""
    old = Q(state=Job.State.RUNNING) | Q(asked_at__lt=Now() - PATIENCE)
    left = set(Job.objects.filter(old, state__in=Job.OPEN).values_list("pk", flat=True)) - held()
    for key in sorted(left):
        _queue(key)
    return len(left)


def held() -> set[int]:
    """The jobs that a worker is at: it holds a lock on each, which goes with its connection."""
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        return {key for (key,) in cursor.fetchall()}


def worker_is_there() -> bool:
    """Whether any worker was at work within the last half minute."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=Now() - HEARTBEAT).exists()
