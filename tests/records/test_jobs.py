"""Jobs: done beside the site, whole or not at all, while others save; whoever is killed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from mechanisms.models import Mechanism
from records import jobs, locking, workflow
from records.history.batches import batch
from records.jobs import Kind, Outcome
from records.models import Job, State
from records.tables.plan import Progress
from tests import make
from tests.pair import somebody_waits

ROOT = Path(__file__).resolve().parents[2]
MINUTES = 120  # seconds after which something hangs


@pytest.fixture
def kind(monkeypatch) -> Callable[[Callable[[Job], Any]], None]:
    """Lets a test say what jobs of the kind "probe" do."""
    return lambda work: monkeypatch.setitem(jobs.KINDS, "probe", Kind("probe", work))


def ask(user: Any, **given: Any) -> Job:
    return jobs.ask("probe", by=user, what="A probe", given=given)


def beside(doing: Callable[[], Any]) -> Any:
    """What came of doing something over another connection, as a second person does."""
    results: list[Any] = []

    def do() -> None:
        try:
            results.append(doing())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    thread = Thread(target=do)
    thread.start()
    thread.join(MINUTES)
    return results[0]


def save(mechanism: Mechanism, **values: Any) -> None:
    with batch("request", what="a save"):
        workflow.lock()
        Mechanism.objects.filter(pk=mechanism.pk).update(**values)


@pytest.mark.django_db(transaction=True)
def test_a_job_is_done_with_its_progress_seen_meanwhile_and_what_came_of_it(admin_user, kind):
    seen = []

    def work(job: Job) -> Any:
        yield Progress("Writing", 1, 4)
        seen.append(
            beside(lambda: Job.objects.values_list("state", "stage", "done", "total").get())
        )
        make.make_topic(name="Made by a job")
        return Outcome("One topic.", {"address": "/x/"})

    kind(work)
    job = ask(admin_user)
    jobs.run(job.pk)

    job.refresh_from_db()
    assert seen == [("running", "Writing", 1, 4)]
    assert (job.state, job.said, job.outcome) == ("done", "One topic.", {"address": "/x/"})
    jobs.run(job.pk)  # whoever is told of it again does nothing
    assert len(seen) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (ValidationError(["This.", "That."]), "This.\nThat."),
        (RuntimeError("torn"), "It failed by a fault of the site."),
    ],
)
def test_what_fails_has_changed_nothing_and_says_so(admin_user, kind, raised, said, caplog):
    def work(job: Job) -> Any:
        make.make_topic()
        yield Progress("Writing", 1, 2)
        raise raised

    kind(work)
    job = ask(admin_user)
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.said.startswith(said)) == ("refused", True)
    assert not make.Topic.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_asked_for_is_queued_once_it_commits(admin_user, kind):
    with transaction.atomic():
        ask(admin_user)
        transaction.set_rollback(True)
    assert (Job.objects.count(), ProcrastinateJob.objects.count()) == (0, 0)

    job = ask(admin_user)

    assert [one.args for one in ProcrastinateJob.objects.all()] == [{"key": job.pk}]
    assert jobs.take_up() == 0  # it waits for less than a minute


@pytest.mark.django_db(transaction=True)
def test_others_save_while_a_job_writes_and_what_it_asked_is_asked_again(admin_user, kind):
    written, other = make.make_mechanism(), make.make_mechanism()
    asked = []

    def question(records: Any) -> None:
        asked.append([one.summary for one in records])
        if Mechanism.objects.get(pk=other.pk).summary == "Refuse":
            raise ValidationError("Not with this.")

    def work(job: Job) -> Any:
        with batch("request", by=job.by, what="a job"):
            workflow.lock()
            Mechanism.objects.filter(pk=written.pk).update(summary="By the job")
            locking.check(question, [Mechanism.objects.get(pk=written.pk)])
            if words := job.given.get("meanwhile"):
                assert beside(lambda: save(other, summary=words)) is None
        yield Progress("Writing", 1, 1)
        return Outcome("Done.")

    kind(work)
    ends = []
    for words in (None, "Fine", "Refuse"):
        job = ask(admin_user, meanwhile=words)
        jobs.run(job.pk)
        job.refresh_from_db()
        ends.append((job.state, job.said, len(asked)))

    assert ends == [("done", "Done.", 1), ("done", "Done.", 3), ("refused", "Not with this.", 5)]
    assert asked == [["By the job"]] * 5


@pytest.mark.django_db(transaction=True)
def test_a_save_that_waits_for_a_row_gives_up_and_the_job_goes_on(admin_user, kind):
    """Also where the save holds the lock that the job takes at its end."""
    mechanism = make.make_mechanism()
    saves: list[Any] = []

    def save_or_give_up() -> None:
        with locking.giving_up_after(2):
            save(mechanism, summary="Mine")

    def work(job: Job) -> Any:
        with batch("request", by=job.by, what="a job"):
            Mechanism.objects.filter(pk=mechanism.pk).update(summary="By the job")
            locking.check(lambda records: None, [mechanism])
        thread = Thread(target=lambda: saves.append(beside(save_or_give_up)))
        thread.start()
        while not somebody_waits():
            time.sleep(0.01)
        yield Progress("Writing", 1, 1)
        threads.append(thread)
        return Outcome("Done.")

    threads: list[Thread] = []
    kind(work)
    job = ask(admin_user)
    jobs.run(job.pk)
    threads[0].join(MINUTES)

    mechanism.refresh_from_db()
    job.refresh_from_db()
    assert (job.state, mechanism.summary) == ("done", "By the job")
    assert isinstance(saves[0], OperationalError)
    assert locking.waited_in_vain(saves[0])


@contextmanager
def worker(*options: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`manage.py work` as a process of its own, on the database of this test."""
    ours = connections[DEFAULT_DB_ALIAS].settings_dict
    host, user = quote(str(ours["HOST"]), safe=""), ours["USER"]
    secret = f":{quote(ours['PASSWORD'], safe='')}" if ours["PASSWORD"] else ""
    address = f"postgres://{user}{secret}@{host}:{ours['PORT']}/{ours['NAME']}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work", *options],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": address, "FORA_ENV": "local"},
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_amid_a_job_has_changed_nothing_and_the_next_does_it(admin_user):
    mechanism = make.make_mechanism()
    meeting = make.make_meeting(mechanism=mechanism)
    given = {"move": "withdraw", "model": "mechanisms.Mechanism", "key": mechanism.pk}
    given |= {"version": str(mechanism.version), "seen": "", "why": ""}
    job = jobs.ask("move", by=admin_user, what="Withdraw it", given=given)

    with transaction.atomic():
        type(meeting).objects.select_for_update().get(pk=meeting.pk)  # the job comes as far as this
        with worker() as killed:
            give_up = time.monotonic() + MINUTES
            while not somebody_waits():
                assert killed.poll() is None, killed.stderr.read().decode()
                assert time.monotonic() < give_up
                time.sleep(0.05)
    job.refresh_from_db()
    mechanism.refresh_from_db()
    assert (job.state, mechanism.state) == ("running", State.PUBLISHED)

    with worker("--once") as second:
        _out, said = second.communicate(timeout=MINUTES)

    job.refresh_from_db()
    mechanism.refresh_from_db()
    assert (said, second.returncode) == (b"", 0)
    assert (job.state, job.tries, mechanism.state) == ("done", 2, State.WITHDRAWN)
    assert not type(meeting).objects.get(pk=meeting.pk).is_public
