"""How far the register rests on evidence: the share, by kind, field and mechanism, on its day."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.models import SUBJECTS, Coverage
from explore.rows import joined
from mechanisms.models import Mechanism
from records.paging import page_or_first, paginate
from records.words import field_name

PER_PAGE = 50


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """What was last counted; nothing is counted here, for that reads the whole register."""
    scope = Coverage.Scope
    rows = list(Coverage.objects.exclude(scope=scope.MECHANISM).order_by("id"))
    public = Coverage.objects.filter(
        scope=scope.MECHANISM, mechanism__in=Mechanism.objects.public()
    )
    counted = joined(public, "mechanism")
    mechanisms, refused = page_or_first(
        lambda cursor: paginate(counted, ordering=("-filled", "-id"), size=PER_PAGE, cursor=cursor),
        request.GET.get("cursor", ""),
    )
    context = {
        "whole": next((row for row in rows if row.scope == scope.REGISTER), None),
        "kinds": [_labelled(row) for row in rows if row.scope == scope.KIND and row.filled],
        "fields": [_labelled(row) for row in rows if row.scope == scope.FIELD],
        "mechanisms": mechanisms,
        "invalid": bool(refused),
    }
    return render(request, "coverage.html", context, status=400 if refused else 200)


def _labelled(row: Any) -> Any:
    """The row with what its kind and field are called."""
    model = SUBJECTS[row.kind]
    row.kind_label = model._meta.verbose_name_plural
    row.field_label = field_name(model, row.field) if row.field else ""
    return row
