"""What every record's page says beside its facts: evidence, permanent address, ways to its data."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from explore.evidence import Evidence
from explore.outcomes import sort_days
from records.models import NamedRecord, Record


def detail_page(
    request: HttpRequest,
    record: NamedRecord,
    *,
    parts: Iterable[Record] = (),
    by_day: Iterable[list[Any]] = (),
    **context: Any,
) -> HttpResponse:
    """Answer with the page of ``record``, from the ``detail.html`` of its section.

    ``parts`` are the other records whose evidence the page shows: participations, outcomes …
    ``by_day`` are those among them that are put in the order of their sources, day by day.
    """
    evidence = Evidence([record, *parts])
    for rows in by_day:
        sort_days(rows, evidence)
    context |= {
        "record": record,
        "evidence": evidence,
        "api_url": f"/api/v1/{record.PLURAL}/{record.uid}/",
        "edit_url": edit_url(request, record),
        "permanent_url": request.build_absolute_uri(record.get_permanent_url()),
    }
    return render(request, f"{record.PLURAL}/detail.html", context)


def edit_url(request: HttpRequest, record: Record) -> str:
    """The record's page in the admin, for those who may open it; else ``""``."""
    user, meta = request.user, record._meta
    if not user.is_staff or not user.has_perm(f"{meta.app_label}.change_{meta.model_name}"):
        return ""
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
