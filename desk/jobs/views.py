"""The pages of jobs: what an account has asked for, how far it is, and what came of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from desk.access import needs
from desk.pages import render_page
from records import jobs, policy
from records.models import Job
from records.policy import Action

from .asking import address_of, to_job

SHOWN = 50


def _of(user: Any) -> models.QuerySet[Job]:
    """The jobs that an account may see: its own; all, where it keeps the accounts."""
    rows = Job.objects.select_related("by")
    return rows if policy.may(user, Action.ACCOUNTS) else rows.filter(by=user)


def is_left(job: Job) -> bool:
    """Whether a job was begun and no worker is at it: the one that was has been stopped."""
    return job.state == Job.State.RUNNING and job.pk not in jobs.held()


@needs(to_write=(Action.MERGE,))
def jobs_view(request: HttpRequest) -> HttpResponse:
    """The newest jobs of an account; and a way to ask for those that have no page of their own."""
    may_look = policy.may(request.user, Action.MERGE)
    if request.method == "POST" and "duplicates" in request.POST:
        return to_job(request, "duplicates", _("Look for likely duplicates in the whole register"))
    found = list(_of(request.user).defer("given", "outcome")[:SHOWN])
    context = {
        "title": _("Jobs"),
        "jobs": [{"job": one, "url": address_of(one)} for one in found],
        "may_look": may_look,
        "no_worker": any(one.is_open for one in found) and not jobs.worker_is_there(),
    }
    return render_page(request, "admin/jobs/jobs.html", context)


@needs()
def job_view(request: HttpRequest, key: int) -> HttpResponse:
    """One job: how far it is, or what came of it."""
    job = _of(request.user).filter(pk=key).first()
    if job is None:
        if Job.objects.filter(pk=key).exists():
            raise PermissionDenied
        raise Http404
    context = {
        "title": job.what,
        "job": job,
        "percent": round(100 * job.done / job.total) if job.total else None,
        "said": job.said.splitlines(),
        "no_worker": job.is_open and not jobs.worker_is_there(),
        "is_left": is_left(job),
        "is_mine": job.by_id == request.user.pk,
    }
    return render_page(request, "admin/jobs/job.html", context)
