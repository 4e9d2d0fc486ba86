"""A piece of work that takes longer than somebody waits at a page."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """Work that an account asked for and a worker does (``records.jobs``), as one transaction.

    ``kind`` names what is done, with what was ``given``. ``done`` of ``total`` tell how far it is.
    At its end ``said`` is what came of it, or why nothing did, and ``outcome`` what the page of
    its kind shows of that.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a worker")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        REFUSED = "refused", _("nothing was changed")

    OPEN = (State.WAITING, State.RUNNING)

    kind = models.CharField(max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    what = models.TextField()
    given = models.JSONField(default=dict)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    stage = models.TextField(default="", blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    said = models.TextField(default="", blank=True)
    outcome = models.JSONField(default=dict)
    asked_at = models.DateTimeField(db_default=Now())
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["id"], name="job_open", condition=Q(state__in=["waiting", "running"])
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
