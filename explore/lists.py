"""What every list page does: filters, a bounded count, an order, one page by keyset."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet

from explore.sections import list_title
from explore.shortcuts import register_version
from records.models import NamedRecord
from records.paging import counted, page_or_first, paginate

PAGE_SIZE = 50
BY_NAME = {"name": (_("Name"), ("name", "id"))}
"""The one order of most lists."""

Sorts = Mapping[str, tuple[Any, tuple[str, ...]]]


def list_page(
    request: HttpRequest,
    queryset: QuerySet[NamedRecord],
    filterset: type[FilterSet],
    *,
    main: Sequence[str],
    sorts: Sorts = BY_NAME,
    complete: Callable[[Sequence[Any]], None] = lambda rows: None,
    **context: Any,
) -> HttpResponse:
    """Answer with one page of ``queryset``, which is public and has its joins, from the
    ``list.html`` of its section; the API has the same list, which takes the same filters.

    ``sorts`` maps each value of ``?sort=`` to its label and its total order; the first is the
    default. ``complete`` adds to the rows of the page what no query joins. The filters in
    ``main`` are shown first, the others folded away under them.
    """
    section = queryset.model.PLURAL
    chosen = filterset(request.GET or None, queryset=queryset, request=request)
    rows = chosen.qs
    sort = request.GET.get("sort", "")
    if sort not in sorts:
        sort = next(iter(sorts))
    ordering = sorts[sort][1]
    page, refused = page_or_first(
        lambda cursor: paginate(
            rows, ordering=ordering, size=PAGE_SIZE, cursor=cursor, shown=queryset
        ),
        request.GET.get("cursor", ""),
    )
    complete(page.items)
    total, total_exact = counted(rows, register_version(request))
    parameters = {
        name: values
        for name, values in request.GET.lists()
        if name in chosen.filters and any(values)
    }
    return render(
        request,
        f"{section}/list.html",
        {
            "list_title": list_title(section),
            "filter": chosen,
            "main_fields": [chosen.form[name] for name in main],
            "more_fields": [field for field in chosen.form if field.name not in main],
            "more_open": any(name not in main for name in (*parameters, *chosen.form.errors)),
            "filtered": bool(parameters) or bool(chosen.form.errors),
            "page": page,
            "total": total,
            "total_exact": total_exact,
            "bad_cursor": bool(refused),
            "sort": sort,
            "sorts": [(key, label) for key, (label, _ordering) in sorts.items()],
            "exports": exports(section, parameters),
            **context,
        },
    )


def exports(resource: str, parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The addresses at which the API gives the same set."""
    return [
        (label, f"/api/v1/{resource}/?{urlencode({**parameters, 'format': form}, doseq=True)}")
        for label, form in (("CSV", "csv"), ("NDJSON", "ndjson"), ("JSON", "json"))
    ]
