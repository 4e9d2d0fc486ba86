"""Work on series: numbers that are missing, and dates out of order."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from meetings.ledger import disordered, ledger
from meetings.models import Meeting, Series
from records.models import State

from .rows import Row, row_of
from .scans import Scan

SAID = 8  # gaps and clashes of one series that its row names


def disordered_series(user: Any, show: str) -> list[Scan]:
    """Series in which a number is missing, or a later one has an earlier date."""

    def narrowed(rows: "models.QuerySet[Series]") -> "models.QuerySet[Series]":
        meetings = _counted().filter(series__in=rows.order_by().values("pk"))
        return rows.filter(pk__in=disordered(meetings).values("series_id"))

    def described(rows: list[Series]) -> list[Row]:
        of: dict[int | None, list[Meeting]] = defaultdict(list)
        columns = ("series", "name", "ordinal", "numbering", "date", "earliest", "latest")
        for meeting in _counted().filter(series__in=rows).only(*columns, "date_order"):
            of[meeting.series_id].append(meeting)
        return [row_of(series, what=_ledger_says(of[series.pk])) for series in rows]

    return [Scan("series", Series.objects.exclude(state=State.WITHDRAWN), described, narrowed)]


def _counted() -> "models.QuerySet[Meeting]":
    return Meeting.objects.exclude(state=State.WITHDRAWN)


def _ledger_says(meetings: Iterable[Meeting]) -> str:
    said = []
    for one in ledger(meetings).counts:
        gaps = [entry.gap for entry in one.entries if entry.gap]
        if gaps:
            numbers = [f"{a}" if a == b else f"{a}–{b}" for a, b in gaps[:SAID]]
            numbers += ["…"] if len(gaps) > SAID else []
            said.append(_("not recorded: %(numbers)s") % {"numbers": ", ".join(numbers)})
        clashes = [(entry.meeting, entry.after) for entry in one.entries if entry.after]
        said += [
            _("number %(ordinal)s (%(date)s) is dated before number %(other)s (%(then)s)")
            % {
                "ordinal": meeting.ordinal,
                "date": meeting.date,
                "other": after.ordinal,
                "then": after.date,
            }
            for meeting, after in clashes[:SAID]
            if meeting and after
        ]
        if len(clashes) > SAID:
            said.append(_("and %(number)s more clashes") % {"number": len(clashes) - SAID})
    return "; ".join(said)
