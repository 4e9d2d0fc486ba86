"""A large table as a job: tried, or imported as one batch; its page shows what came of it."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from documents.models import KINDS
from records import policy
from records.jobs import Kind, Outcome
from records.jobs.kinds import Work, add
from records.models import Job
from records.policy import Action

from .runs import Run, Upload


def run_table(job: Job) -> Work:
    """Try or import an uploaded table."""
    given = job.given
    upload = Upload(**{**given["upload"], "over": set(given["upload"]["over"])})
    model = KINDS[upload.kind]
    if not policy.may(job.by, Action.IMPORT, model):
        raise PermissionDenied(_("You may not import tables."))
    run = Run(
        model, job.by, given["sent"], given["again"], upload, given["digest"], given["for_real"]
    )
    yield from run.work()
    return Outcome(_said(run), {"html": run.html()}, refused=run.for_real and run.done is None)


def _said(run: Run) -> str:
    if run.done is not None:
        return _("%(created)s created, %(updated)s updated, %(published)s published.") % {
            "created": f"{run.done.created:,}",
            "updated": f"{run.done.updated:,}",
            "published": f"{run.done.published:,}",
        }
    if run.refusal:
        return run.refusal
    if run.for_real:
        return _("Nothing was imported: the register has moved on since you looked.")
    return _("Nothing is imported yet: look at what the table would do.")


add(Kind("table", run_table))
