"""From a page to a job: asked for in the name of who is signed in, then its page."""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from records import jobs
from records.models import Job

AT_ONCE = 300  # rows that are written while somebody waits: a second or two


def address_of(job: Job) -> str:
    return reverse("admin:job", args=[job.pk])


def to_job(request: HttpRequest, kind: str, what: str, **given: Any) -> HttpResponseRedirect:
    """Ask for a job of this ``kind``, and lead to its page."""
    return HttpResponseRedirect(address_of(jobs.ask(kind, by=request.user, what=what, given=given)))


def link(address: str, label: str) -> dict[str, Any]:
    """What the page of a job leads to at its end."""
    return {"address": address, "label": label}
