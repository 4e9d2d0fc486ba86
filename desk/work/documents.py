"""Work on documents: copies that wait, texts to read, addresses that no longer answer."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.pages import address_of_reading
from documents import needs_work, waiting_copies
from documents.models import Candidate, Capture, LinkCheck, Reading
from records.accounts import account_names

from .rows import Row, row_of
from .scans import Scan


def copies(user: Any, show: str) -> list[Scan]:
    """Copies of public documents that another has to agree to, and whether ``user`` may."""

    def described(captures: list[Capture]) -> list[Row]:
        names = account_names(capture.brought_by_id for capture in captures)
        return [
            row_of(
                capture.document,
                url=reverse("admin:copy", args=[capture.pk]),
                what=_("You imported it: somebody else agrees to it.")
                if waiting_copies.is_own_copy(user, capture)
                else _("You may agree to it."),
                by=names.get(capture.brought_by_id, _("a command")),
                when=capture.created_at,
            )
            for capture in captures
        ]

    return [
        Scan(
            "copies",
            Capture.objects.waiting(),
            described,
            lambda rows: rows.select_related("document").defer("text"),
            ("id",),
        )
    ]


def unread(user: Any, show: str) -> list[Scan]:
    """Documents with candidates that nobody has decided."""

    def described(readings: list[Any]) -> list[Row]:
        return [
            row_of(
                reading.capture.document,
                url=address_of_reading(reading.capture.document_id, capture=reading.capture),
                what=_waits(reading),
                when=reading.read_at,
            )
            for reading in readings
        ]

    def narrowed(rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
        waiting = Candidate.objects.filter(
            capture=models.OuterRef("capture"), decision=Candidate.Decision.WAITING
        )
        number = waiting.order_by().values("capture").annotate(n=models.Count("pk")).values("n")
        return (
            rows.filter(models.Exists(waiting))
            .annotate(waiting=models.Subquery(number))
            .select_related("capture__document")
            .defer("capture__text")
        )

    return [Scan("readings", Reading.objects.all(), described, narrowed)]


def _waits(reading: Any) -> str:
    number = reading.waiting
    return ngettext("%(n)s candidate waits", "%(n)s candidates wait", number) % {"n": number}


def dead_links(user: Any, show: str) -> list[Scan]:
    """Addresses that did not answer when they were last asked for."""

    def described(checks: list[LinkCheck]) -> list[Row]:
        return [
            row_of(check.document, what=_answered(check), when=check.asked_at) for check in checks
        ]

    rows = needs_work.dead_links()
    return [Scan("links", rows, described, lambda rows: rows.select_related("document"))]


def _answered(check: LinkCheck) -> str:
    times = ngettext("%(n)s time in a row", "%(n)s times in a row", check.failures)
    return f"{check.url}: {check.said} ({times % {'n': check.failures}})"
