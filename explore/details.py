"""What every record's page says beside its facts: evidence, permanent address, ways to its data."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from explore.evidence import Evidence
from records.models import NamedRecord, Record


def detail_context(
    request: HttpRequest,
    record: NamedRecord,
    *,
    resource: str,
    parts: Iterable[Record] = (),
    **context: Any,
) -> dict[str, Any]:
    """The context of ``detail_page.html``.

    ``parts`` are the other records whose evidence the page shows: participations, outcomes …
    ``resource`` is the record's list in the API.
    """
    return {
        "record": record,
        "evidence": Evidence([record, *parts]),
        "api_url": f"/api/v1/{resource}/{record.uid}/",
        "edit_url": edit_url(request, record),
        "permanent_url": request.build_absolute_uri(record.get_permanent_url()),
        **context,
    }


def edit_url(request: HttpRequest, record: Record) -> str:
    """The record's page in the admin, for those who may open it; else ``""``."""
    user = request.user
    meta = record._meta
    if not user.is_authenticated or not user.is_staff:
        return ""
    if not user.has_perm(f"{meta.app_label}.change_{meta.model_name}"):
        return ""
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
    except NoReverseMatch:  # the editors' desk has no such page
        return ""
